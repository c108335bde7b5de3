// What happened: a card for each event, the answer first, and the evidence inside.
import { Fragment } from 'preact'
import type { VNode } from 'preact'
import { useSignal } from '@preact/signals'
import type { Card, EventCard } from './cards'
import { explainField } from './explain'
import type { Plan } from './explain'
import { CopyButton, Json } from './Parts'
import { cards, changesOf, everything, log } from './history'
import { clearCards } from './session'
import { FIELDS } from './setup'
import { titleOf, verdictsOf } from './verdict'
import { Sign, VerdictText } from './VerdictText'

export function EventsPane() {
  return (
    <section id="events" aria-labelledby="events-title">
      <div class="row">
        <h2 id="events-title">What happened</h2>
        <CopyButton text={everything}>Copy all</CopyButton>
        <button type="button" onClick={clearCards}>
          Clear
        </button>
      </div>
      <ol class="cards">{cards.value.map(itemOf)}</ol>
    </section>
  )
}

const items = new WeakMap<Card, VNode>()

/** The same element each time, so one changed card re-renders alone. */
function itemOf(card: Card): VNode {
  const item = items.get(card) ?? <CardItem key={`${card.kind} ${card.id}`} card={card} />
  items.set(card, item)
  return item
}

function CardItem({ card }: { card: Card }) {
  void changesOf(card).value
  const open = useSignal(false)
  const title = titleOf(card)
  const verdicts = verdictsOf(card, log)
  return (
    <li class={`card ${card.kind}`}>
      <details onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
        <summary>
          <span class="verdicts">
            {verdicts.map((verdict, index) => (
              <VerdictText key={index} title={title} verdict={verdict} />
            ))}
            {verdicts.length === 0 && <span class="verdict quiet">{title}</span>}
          </span>
          <time>{new Date(card.at).toLocaleTimeString('en-GB')}</time>
        </summary>
        {open.value && (
          <div class="body">
            {[...new Set(verdicts.map(({ advice }) => advice))].map(
              (advice) => advice && <p class="advice">{advice}</p>
            )}
            {card.kind === 'event' && <EventBody card={card} />}
            {card.kind === 'visit' && <Json label="Ran with" value={card.running} />}
            <Lines card={card} />
          </div>
        )}
      </details>
    </li>
  )
}

function EventBody({ card }: { card: EventCard }) {
  const { subscriptions } = log.visitOf(card.visit)!.running
  const plans = log.plansOf(card)
  return (
    <>
      {plans.map((plan, index) => (
        <div key={index} class="mapping-result">
          {plans.length > 1 && <h3>{subscriptions[index].name}</h3>}
          <Fields
            card={card}
            plan={plan}
            mapping={subscriptions[index].mapping}
            called={log.callOf(card.runs[index].call) !== undefined}
          />
          <Trigger plan={plan} trigger={subscriptions[index].subscribe} />
          <div class="four">
            {index === 0 && <Json label="Event" value={card.event} />}
            {plan.payload && <Json label="Payload" value={plan.payload} />}
            <Call card={card} index={index} />
          </div>
        </div>
      ))}
      {plans.length === 0 && <Json label="Event" value={card.event} />}
    </>
  )
}

/** What `Rupt.attach` was called with for a mapping, and what Rupt answered. */
function Call({ card, index }: { card: EventCard; index: number }) {
  const { call: own, sameAs } = card.runs[index]
  const call = log.callOf(own ?? sameAs)
  if (!call) return null
  const whose = own ? '' : ', of the call in flight'
  const { outcome, attach } = call
  const answer = attach?.status === undefined ? 'none yet' : (attach.answer ?? attach.status)
  return (
    <>
      <Json label={`Argument of Rupt.attach${whose}`} value={call.config} />
      <Json
        label={`Rupt’s answer${whose}`}
        value={attach ? answer : outcome ? `none: the SDK gave ${JSON.stringify(outcome.value)}` : 'none yet'}
      />
    </>
  )
}

interface FieldsProps {
  card: EventCard
  plan: Plan
  mapping: Record<string, unknown>
  /** Whether `Rupt.attach` was called for it. */
  called: boolean
}

function Fields({ card, plan, mapping, called }: FieldsProps) {
  if (!plan.payload) return null
  const shown = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Comes from</th>
          <th scope="col">In this event</th>
          <th scope="col">Sent to Rupt</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(FIELDS).map(([key, { label }]) => {
          const { source, value, sent, note, advice } = explainField(key, mapping[key], card.event, plan)
          return (
            <Fragment key={key}>
              <tr class={advice && 'advised'}>
                <th scope="row">{label}</th>
                <td data-label="Comes from">{source}</td>
                <td data-label="In this event">
                  {shown(value) ?? <span class="quiet">{mapping[key] === undefined ? '–' : 'missing'}</span>}
                </td>
                <td data-label="Sent to Rupt">
                  {sent !== undefined && !called && <span class="quiet">not yet: </span>}
                  {shown(sent) ?? <span class="quiet">nothing</span>}
                  {note && <span class="quiet">: {note}</span>}
                </td>
              </tr>
              {advice && (
                <tr>
                  <td colSpan={4} class={key === 'phone' ? 'quiet' : 'advice'}>
                    {advice}
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
    </table>
  )
}

function Trigger({ plan: { trigger }, trigger: text }: { plan: Plan; trigger: string }) {
  return (
    <div class="trigger">
      Trigger <code>{text}</code>
      <ul>
        {trigger.conditions.map(({ text, holds }) => (
          <li key={text}>
            <Sign tone={holds ? 'good' : 'bad'} /> <code>{text}</code> {holds ? 'holds' : 'fails'}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Lines({ card }: { card: Card }) {
  const lines = log.linesOf(card)
  if (lines.length === 0) return null
  return (
    <ul class="lines">
      {lines.map(({ at, what, text, detail }, index) => (
        <li key={index}>
          <time>{new Date(at).toLocaleTimeString('en-GB')}</time> <b>{what}</b> <span>{text}</span>
          {detail !== undefined && what !== 'Console' && (
            <pre tabIndex={0}>{typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2)}</pre>
          )}
        </li>
      ))}
    </ul>
  )
}
