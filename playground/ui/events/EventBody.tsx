// What a card has inside: the evidence for its verdicts.
import { Fragment } from 'preact'
import type { Subscription } from '../../core/running'
import { explainField, isEmpty, servedNote } from '../../core/plan'
import type { FieldRow, Plan } from '../../core/plan'
import { Json } from '../Parts'
import { FIELDS } from '../../core/setup/setup'
import type { Call as CallOfAttach, Card, EventCard } from '../../core/log/cards'
import { log } from '../session/history'
import { eventWithEmail } from '../../core/verdict/callVerdict'
import { Sign } from './VerdictText'

export function EventBody({ card }: { card: EventCard }) {
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
            subscription={subscriptions[index]}
            call={log.callOf(card.runs[index].call)}
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
  subscription: Subscription
  /** The call of `Rupt.attach` that was made for it. */
  call?: CallOfAttach
}

function Fields({ card, plan, subscription, call }: FieldsProps) {
  if (!plan.payload) return null
  const by = call && eventWithEmail(call, log, card.visit)
  const shown = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))
  return (
    <table class={plan.trigger.matches ? undefined : 'would'}>
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
          const own = explainField(key, subscription, card.event, plan)
          const elsewhere = by && key === 'email' && own.sent === undefined
          const row = elsewhere ? { ...own, note: `sent by ${by}`, advice: undefined } : own
          const { source, value, sent, note, advice } = row
          return (
            <Fragment key={key}>
              <tr class={advice && 'advised'}>
                <th scope="row">{label}</th>
                <td data-label="Comes from">{source}</td>
                <td data-label="In this event">
                  {shown(value) ?? (
                    <span class="quiet">{subscription.mapping[key] === undefined ? '–' : 'missing'}</span>
                  )}
                </td>
                <td data-label="Sent to Rupt">
                  {sent !== undefined && !call && (
                    <span class="quiet">{plan.trigger.matches ? 'not yet: ' : 'would be: '}</span>
                  )}
                  {shown(sent)}
                  <span class="quiet">{sent === undefined ? unsent(row) : note && `: ${note}`}</span>
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

/** Why nothing was sent, or what Rupt gets all the same. */
function unsent({ value, note }: FieldRow): string {
  if (!note) return 'nothing'
  return value === undefined || isEmpty(value) ? note : `nothing: ${note}`
}

function Trigger({ plan: { trigger }, trigger: text }: { plan: Plan; trigger: string }) {
  const note = servedNote(text)
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
      {note && <p class="advice">{note}</p>}
    </div>
  )
}

export function Lines({ card }: { card: Card }) {
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
