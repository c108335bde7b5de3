// One field of a mapping in one event: where its value comes from, what is sent, and why not more.
import type { FieldKey } from '../definition'
import type { SegmentEvent } from '../log/sighting'
import type { Mend } from '../mend'
import { isEmpty, valueAt, whereIs, withValue } from '../places'
import type { Plan } from '../plan'
import type { Subscription } from '../running'
import { valueOf } from './run'
import { pathsOf, sourceOf } from './source'
import type { Source } from './source'

export interface FieldRow {
  key: FieldKey
  source: Source
  value: unknown
  sent: unknown
  state: FieldState
  mends: Mend[]
}

export type FieldState =
  | { kind: 'sent' }
  /** Sent as email, and none. */
  | { kind: 'noEmail' }
  /** There is nothing to send, and nothing is missing. */
  | { kind: 'none' }
  /** Without Include Page, Rupt gets the path. */
  | { kind: 'path' }
  /** Metadata of which nothing is in the event. */
  | { kind: 'emptyMetadata' }
  /** `nothing`: a text such as "undefined", which a site's template makes of nothing. */
  | { kind: 'unusable'; key: FieldKey; because: 'blank' | 'nothing' | 'type' }
  | { kind: 'withoutAccount' }
  | Missing

export type Missing =
  | { kind: 'nobody'; identifies: boolean }
  | { kind: 'unmapped' }
  /** The event has it at a place that the mapping does not read. */
  | { kind: 'elsewhere'; path: string }
  /** The places that the mapping reads are all empty. `traits`: a page view can be sent with traits. */
  | { kind: 'missing'; places: number; traits: boolean }
  /** Some of these places have a value, and still the mapping gives none. */
  | { kind: 'partly'; empty: string[] }

/** Whether there is nothing to attach a device by. */
export const isMissing = (state: FieldState): state is Missing =>
  ['nobody', 'unmapped', 'elsewhere', 'missing', 'partly'].includes(state.kind)

/** Whether it could be one at all. */
export const isEmail = (value: unknown) => typeof value === 'string' && /^\S+@\S+$/.test(value)

const isEmptyObject = (value: unknown) => JSON.stringify(value) === '{}'

export function fieldRow(key: FieldKey, subscription: Subscription, event: SegmentEvent, plan: Plan): FieldRow {
  const { [key]: mapping } = subscription.mapping
  const value = plan.payload?.[key]
  const sent = plan.argument?.[key]
  const state = stateOf(key, mapping, event, plan)
  return { key, source: sourceOf(mapping), value, sent, state, mends: mendsOf(key, state, subscription, event) }
}

function stateOf(key: FieldKey, mapping: unknown, event: SegmentEvent, { payload, argument }: Plan): FieldState {
  const value = payload?.[key]
  const sent = argument?.[key]
  if (sent !== undefined) {
    return key === 'email' && !isEmail(sent) ? { kind: 'noEmail' } : { kind: 'sent' }
  }
  if (key === 'include_page' && isEmpty(value)) return { kind: 'path' }
  if (key === 'metadata' && (isEmpty(value) || isEmptyObject(value))) {
    return mapping === undefined ? { kind: 'none' } : { kind: 'emptyMetadata' }
  }
  if (!isEmpty(value) && (argument || key === 'account')) {
    return { kind: 'unusable', key, because: key === 'account' && typeof value === 'string' ? 'nothing' : 'type' }
  }
  if (!isEmpty(value)) return { kind: 'withoutAccount' }
  return mapping === undefined && key !== 'account' ? { kind: 'none' } : missing(key, mapping, event)
}

/** Whom the account would name, were somebody signed in. */
const SOMEBODY = 'somebody'

function missing(key: FieldKey, mapping: unknown, event: SegmentEvent): FieldState {
  const signedIn = withValue(event, 'userId', SOMEBODY)
  if (key === 'account' && isEmpty(event.userId) && !isEmpty(valueOf(mapping, signedIn))) {
    return { kind: 'nobody', identifies: event.type === 'identify' }
  }
  const paths = pathsOf(sourceOf(mapping))
  const [elsewhere] = whereIs(key, event).filter((path) => !paths.includes(path))
  if (elsewhere) return { kind: 'elsewhere', path: elsewhere }
  if (mapping === undefined) return { kind: 'unmapped' }
  if (paths.length === 0) return { kind: 'unusable', key, because: 'blank' }
  const empty = paths.filter((path) => isEmpty(valueAt(event, path)))
  if (empty.length < paths.length) return { kind: 'partly', empty }
  const traits = event.type === 'page' && paths.includes(`context.traits.${key}`)
  return { kind: 'missing', places: paths.length, traits }
}

function mendsOf(key: FieldKey, state: FieldState, { id, subscribe }: Subscription, event: SegmentEvent): Mend[] {
  const mapTo = (path: string): Mend[] => [{ kind: 'field', mapping: id ?? '', key, path: `$.${path}` }]
  if (state.kind === 'elsewhere') return mapTo(state.path)
  if (state.kind === 'missing' && state.traits && key !== 'account') {
    return [
      { kind: 'identify', trigger: subscribe },
      { kind: 'traits', event: String(event.messageId) }
    ]
  }
  const others = isMissing(state) || state.kind === 'unusable'
  return key === 'account' && others && !isEmpty(event.userId) ? mapTo('userId') : []
}
