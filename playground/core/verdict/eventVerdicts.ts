// The answer of a card: was the device attached, as whom, and if not, why not?
import { clientId } from '../../../src/values'
import type { Subscription } from '../running'
import { explainField, reads, readTrigger, servedNote, triggerMends } from '../plan'
import type { Plan } from '../plan'
import type { Mend } from '../mend'
import { callVerdict } from './callVerdict'
import type { Card, EventCard, VisitCard } from '../log/cards'
import type { Log } from '../log/log'
import { bad, clip } from './verdict'
import type { Verdict } from './verdict'
import { cause, COPY_CLIENT_ID, NO_CLIENT_ID, visitVerdict } from './visitVerdict'

/** What a card is about: the event, or the visit. */
export function titleOf(card: Card): string {
  if (card.kind === 'note') return card.text
  if (card.kind === 'visit') return card.arrived ? 'visit, by a redirect or a reload' : 'visit'
  const { type, event, name } = card.event
  return [type, clip(event ?? name ?? '')].filter(Boolean).join(' ')
}

export function commonVerdicts(card: Card, log: Log): Verdict[] {
  if (card.kind === 'note') return []
  if (card.kind === 'visit') return [visitVerdict(card)]
  return eventVerdicts(card, log)
}

function eventVerdicts(card: EventCard, log: Log): Verdict[] {
  const visit = log.visitOf(card.visit)!
  const { subscriptions, held } = visit.running
  const plans = log.plansOf(card)
  const threw = (index: number) => log.callOf(card.runs[index].call)?.outcome?.how === 'threw'
  const broken = plans.findIndex(({ error }, index) => error !== undefined || threw(index))

  const verdicts = [
    ...subscriptions.map(({ name }, index) => ({
      mapping: name,
      ...mappingVerdict(card, index, plans[index], visit, log, broken)
    })),
    ...held.map(({ name, field, reason }): Verdict => ({
      mapping: name,
      tone: 'bad',
      text: `not run: ${field} is invalid`,
      advice: `${field}: ${reason}`
    })),
    ...card.unexplained.flatMap((id) => {
      const call = log.callOf(id)
      return call ? [{ mapping: 'No mapping', ...callVerdict(call, visit, log, card) }] : []
    })
  ]
  if (verdicts.length === 0) return [{ tone: 'quiet', text: 'ignored: no mapping is on' }]
  return verdicts.length > 1 ? verdicts : [{ ...verdicts[0], mapping: undefined }]
}

/** How far the event came with a mapping: trigger, destination, mapping, SDK, Rupt. */
function mappingVerdict(
  card: EventCard,
  index: number,
  made: Plan,
  visit: VisitCard,
  log: Log,
  broken: number
): Verdict {
  const { trigger, config, error } = made
  const { call, waiting, sameAs } = card.runs[index]
  const subscription = visit.running.subscriptions[index]
  const called = log.callOf(call)
  if (called) return asServed(callVerdict(called, visit, log, card, { subscription, plan: made }), subscription)
  if (!trigger.matches) {
    const read = readTrigger(subscription.subscribe)
    const { note } = read
    const mends = triggerMends(subscription.name, read)
    // That Segment reads it differently is on the card: here, the event does not match either way.
    const tone = note === undefined || note === servedNote(subscription.subscribe) ? 'quiet' : 'attention'
    const verb = tone === 'attention' ? 'is read as' : 'wants'
    return { tone, text: `ignored: the trigger ${verb} ${clip(trigger.wants, 120)}`, advice: note, mends }
  }
  if (!clientId(visit.running.settings.client_id)) return bad(`not attached: ${NO_CLIENT_ID}`, COPY_CLIENT_ID)
  if (visit.dropped !== undefined) return bad(`not attached: ${cause(visit.dropped)}`, visit.dropped)
  if (error !== undefined) return bad(`not attached: the mapping cannot run: ${error}`)
  if (made.suspendedPage) {
    const advice = 'Rupt would suspend the visitor here again, and the page would reload without end.'
    return { tone: 'quiet', text: 'not attached: this is the page of the Suspended URL', advice }
  }
  if (!config) return withoutAccount(card, subscription, made)
  if (!card.handled) {
    return visit.ended
      ? { tone: 'attention', text: 'not attached: the visitor left the page before the destination had loaded' }
      : { tone: 'waiting', text: 'waiting for the destination to load' }
  }
  if (broken >= 0 && broken < index) {
    const { name } = visit.running.subscriptions[broken]
    return bad(`not attached: “${name}” failed first, and Segment’s runtime stops there`)
  }
  if (sameAs) {
    const advice = 'Not repeated: an identical call is still waiting for its answer.'
    return { tone: 'quiet', text: 'same call already in flight', advice }
  }
  if (waiting) return withoutSdk(visit)
  if (card.failure !== undefined) return bad(`not attached: ${card.failure}`)
  return { tone: 'attention', text: 'not attached: no call of Rupt.attach was seen' }
}

/** What this version attaches, the one that Segment serves may not. */
function asServed(verdict: Verdict, { name, subscribe }: Subscription): Verdict {
  const note = servedNote(subscribe)
  if (note === undefined) return verdict
  return {
    ...verdict,
    tone: verdict.tone === 'good' ? 'attention' : verdict.tone,
    text: `${verdict.text}${NOT_SERVED}`,
    advice: [note, verdict.advice].filter(Boolean).join(' '),
    mends: [...triggerMends(name, readTrigger(subscribe)), ...(verdict.mends ?? [])]
  }
}

const NOT_SERVED = ', but not in Segment today'

function withoutSdk(visit: VisitCard): Verdict {
  const { tone, text, advice } = visitVerdict(visit)
  if (tone === 'bad') return bad(`not attached: ${text}`, advice)
  return visit.ended
    ? { tone: 'attention', text: 'not attached: the visitor left the page before Rupt’s SDK arrived' }
    : { tone: 'waiting', text: 'waiting for Rupt’s SDK' }
}

function withoutAccount({ event }: EventCard, subscription: Subscription, plan: Plan): Verdict {
  const { name, mapping } = subscription
  const { value, advice, note } = explainField('account', subscription, event, plan)
  // `analytics.identify(null)` makes an event whose user ID is null.
  if (reads(mapping.account, 'userId') && !event.userId && (value ?? undefined) === undefined) {
    const call = event.type === 'identify' ? 'Pass the user’s ID to identify.' : 'Call identify before this event.'
    return { tone: 'quiet', text: 'not attached: nobody is signed in', advice: call }
  }
  const unmapped = mapping.account === undefined
  const why = unmapped ? 'is not mapped' : value === undefined ? 'is not in this event' : 'cannot be used'
  const mends: Mend[] = event.userId ? [{ kind: 'field', mapping: name, key: 'account', path: '$.userId' }] : []
  return {
    tone: 'attention',
    text: `not attached: the account ${why}`,
    advice: advice ?? (note && `It is ${note}.`),
    mends
  }
}
