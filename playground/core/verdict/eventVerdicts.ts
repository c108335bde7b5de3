// What came of an event, for each mapping: was the device attached, as whom, and if not, why not?
import { clientId } from '../../../src/values'
import { obstacleOf } from '../log/obstacle'
import type { EventCard, VisitCard } from '../log/cards'
import type { Log } from '../log/log'
import { fieldRow, isMissing } from '../mapping/field'
import type { Mend } from '../mend'
import type { Plan } from '../plan'
import type { Subscription } from '../running'
import { failuresOf } from '../trigger/conditions'
import { readTrigger } from '../trigger/reading'
import type { Reading } from '../trigger/reading'
import { callVerdict } from './callVerdict'
import type { Finding, Verdict } from './verdict'
import { sdkVerdict } from './visitVerdict'

export function eventVerdicts(card: EventCard, log: Log): Verdict[] {
  const visit = log.visitOf(card.visit)!
  const { subscriptions, held } = log.runsOf(card)
  const obstacle = obstacleOf(card, visit, log)
  if (obstacle)
    return [{ on: 'event', kind: 'notSent', tone: obstacle.kind === 'source' ? 'quiet' : 'attention', obstacle }]

  const plans = log.plansOf(card)
  const stop = plans.findIndex(({ error }, index) => error !== undefined || threw(card, index, log))
  const verdicts = [
    ...subscriptions.map((subscription, index) => {
      const by = stop >= 0 && stop < index ? subscriptions[stop].name : undefined
      return {
        ...mappingVerdict({ card, index, plan: plans[index], subscription, visit, log, by }),
        mapping: subscription.name
      }
    }),
    ...held.map(({ name, field, reason }): Finding => ({ kind: 'held', tone: 'bad', field, reason, mapping: name })),
    ...card.unexplained.flatMap((id) => {
      const call = log.callOf(id)
      return call ? [{ ...callVerdict(call, visit, log, card), mapping: null }] : []
    })
  ]
  if (verdicts.length === 0) return [{ on: 'event', kind: 'noMapping', tone: 'quiet' }]
  const one = verdicts.length === 1
  return verdicts.map((verdict) => ({ ...verdict, on: 'event', mapping: one ? undefined : verdict.mapping }))
}

const threw = (card: EventCard, index: number, log: Log) => log.callOf(card.runs[index].call)?.outcome?.how === 'threw'

interface Run {
  card: EventCard
  index: number
  plan: Plan
  subscription: Subscription
  visit: VisitCard
  log: Log
  /** The mapping before it at which the runtime stopped. */
  by?: string
}

function mappingVerdict(run: Run): Finding {
  const { card, index, plan, subscription, visit, log } = run
  const reading = readTrigger(subscription.subscribe)
  const call = log.callOf(card.runs[index].call)
  const verdict = call ? callVerdict(call, visit, log, card, { subscription, plan }) : withoutCall(run, reading)
  const about = { ...servedOtherwise(plan, subscription, reading), ...triggerReadAs(plan) }
  if (Object.keys(about).length === 0) return verdict
  const tone = verdict.tone === 'good' || verdict.tone === 'quiet' ? 'attention' : verdict.tone
  return { ...verdict, ...about, tone, mends: [...triggerMends(subscription, reading), ...(verdict.mends ?? [])] }
}

/** What this version makes of the event, the one that Segment serves does not. */
function servedOtherwise({ trigger, argument }: Plan, { subscribe }: Subscription, { served, mend }: Reading) {
  if (trigger.served === trigger.matches || served === undefined) return {}
  // Where nobody could be attached, it makes no difference.
  return argument ? { servedOtherwise: { attaches: trigger.served, trigger: mend?.trigger ?? subscribe } } : {}
}

/** That it matches by another trigger than the one that is written. */
const triggerReadAs = ({ trigger: { matches, readAs } }: Plan) =>
  matches && readAs !== undefined ? { triggerReadAs: readAs } : {}

export const triggerMends = ({ id = '' }: Pick<Subscription, 'id'>, { mend }: Reading): Mend[] =>
  mend ? [{ kind: 'trigger', mapping: id, better: mend }] : []

/** How far the event came with a mapping: trigger, destination, mapping, SDK. */
function withoutCall(run: Run, reading: Reading): Finding {
  const { card, index, plan, subscription, visit, log, by } = run
  const { waiting, sameAs } = card.runs[index]
  if (!plan.trigger.matches) return ignored(plan, subscription, reading)
  if (!clientId(log.runsOf(card).settings.client_id)) return { kind: 'noClientId', tone: 'bad' }
  if (visit.dropped !== undefined) return { kind: 'destinationDropped', tone: 'bad', message: visit.dropped }
  if (by !== undefined) return { kind: 'stopped', tone: 'bad', by }
  if (plan.error !== undefined) return { kind: 'mappingFails', tone: 'bad', message: plan.error }
  if (plan.suspendedPage) return { kind: 'suspendedPage', tone: 'quiet' }
  if (!plan.config) return withoutAccount(card, subscription, plan)
  if (!card.handled) {
    return visit.ended
      ? { kind: 'left', tone: 'attention', part: 'the destination' }
      : { kind: 'waiting', tone: 'waiting', part: 'the destination' }
  }
  if (sameAs) return { kind: 'inFlight', tone: 'quiet' }
  if (waiting) return withoutSdk(visit)
  if (card.failure !== undefined) return { kind: 'failed', tone: 'bad', message: card.failure }
  return { kind: 'noCall', tone: 'attention' }
}

function ignored({ trigger }: Plan, subscription: Subscription, reading: Reading): Finding {
  const failures = failuresOf(trigger)
  if (reading.condition && reading.faithful && reading.unknownTypes.length === 0) {
    return { kind: 'ignored', tone: 'quiet', failures }
  }
  return { kind: 'ignored', tone: 'attention', failures, reading, mends: triggerMends(subscription, reading) }
}

function withoutSdk(visit: VisitCard): Finding {
  const verdict = sdkVerdict(visit)
  if (verdict.tone === 'bad') return verdict
  return visit.ended
    ? { kind: 'left', tone: 'attention', part: 'Rupt’s SDK' }
    : { kind: 'waiting', tone: 'waiting', part: 'Rupt’s SDK' }
}

function withoutAccount({ event }: EventCard, subscription: Subscription, plan: Plan): Finding {
  const { state, mends } = fieldRow('account', subscription, event, plan)
  const quiet = isMissing(state) && state.kind === 'nobody'
  return { kind: 'noAccount', tone: quiet ? 'quiet' : 'attention', state, mends }
}
