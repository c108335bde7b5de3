// What a card has inside: the evidence for its verdicts.
import { Fragment } from 'preact'
import { FIELD_KEYS } from '../../core/definition'
import type { Call as CallOfAttach, Card, EventCard } from '../../core/log/cards'
import { fieldRow } from '../../core/mapping/field'
import type { FieldRow } from '../../core/mapping/field'
import type { Plan } from '../../core/plan'
import type { Subscription } from '../../core/running'
import { readTrigger } from '../../core/trigger/reading'
import { eventWithEmail } from '../../core/verdict/callVerdict'
import { fieldAdvice, labelOf, sourceText, stateText } from '../../core/words/mappings'
import { besideText, readingText } from '../../core/words/triggers'
import { Json } from '../Parts'
import { log } from '../session/history'
import { Sign } from './VerdictText'

export function EventBody({ card }: { card: EventCard }) {
  const { subscriptions } = log.runsOf(card)
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
  const by = call && eventWithEmail(call, log)
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
        {FIELD_KEYS.map((key) => {
          const row = fieldRow(key, subscription, card.event, plan)
          const { source, value, sent, state } = row
          const sentBy = by && key === 'email' && sent === undefined ? `sent by ${by}` : undefined
          const note = sentBy ?? stateText(state)
          const advice = sentBy ? undefined : fieldAdvice(key, state)
          return (
            <Fragment key={key}>
              <tr class={advice && 'advised'}>
                <th scope="row">{labelOf(key)}</th>
                <td data-label="Comes from">{sourceText(source)}</td>
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
                  <span class="quiet">{sent === undefined ? unsent(row, note) : note && `: ${note}`}</span>
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
function unsent({ state }: FieldRow, note: string | undefined): string {
  if (!note) return 'nothing'
  return state.kind === 'unusable' || state.kind === 'withoutAccount' ? `nothing: ${note}` : note
}

function Trigger({ plan: { trigger }, trigger: text }: { plan: Plan; trigger: string }) {
  const note = readingText(readTrigger(text))
  return (
    <div class="trigger">
      Trigger <code>{text}</code>
      <ul>
        {trigger.conditions.map((condition, index) => (
          <li key={index}>
            <Sign tone={condition.holds ? 'good' : 'bad'} /> <code>{condition.text}</code>{' '}
            {condition.holds ? 'holds' : 'fails'}
            {besideText(condition) && <span class="quiet">: {besideText(condition)}</span>}
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
