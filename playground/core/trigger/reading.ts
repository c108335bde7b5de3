// How Segment's runtime reads a trigger, and where that is not what is written.
import { generateFql, parseFql, validate } from '@segment/destination-subscriptions'
import type { Condition, GroupCondition } from '@segment/destination-subscriptions'
import { doubleQuoted } from '../../../src/triggers'
import { EVENT_TYPES } from '../log/sighting'
import { flat, meaningOf } from './meaning'
import { mendsOf } from './mends'
import type { TriggerMend } from './mends'
import { admitted } from './types'

export interface Reading {
  /** Absent where the runtime cannot parse the trigger: then no event matches. */
  condition?: GroupCondition
  /** As the runtime reads it, in FQL. */
  text: string
  /** It is read as it is written. */
  faithful: boolean
  /** The types that it asks for, and that no event has. */
  unknownTypes: string[]
  /** The types of event that it admits. Undefined for any. */
  types?: string[]
  /** What the copy that Segment serves today makes of it, if not the same. */
  served?: 'nothing' | 'otherwise'
  /** A better way to write it. */
  mend?: TriggerMend
}

export function readTrigger(trigger: string): Reading {
  const condition = parse(doubleQuoted(trigger))
  const [mend] = mendsOf(trigger).filter(({ trigger }) => isFaithful(trigger))
  if (!condition) return { text: '', faithful: false, unknownTypes: [], types: [], served: servedOf(trigger), mend }
  return {
    condition,
    text: generateFql(condition),
    faithful: isFaithful(trigger),
    unknownTypes: unknownTypesIn(condition),
    types: admitted(condition),
    served: servedOf(trigger),
    mend
  }
}

/** Without the holes that the runtime leaves where it drops all that is in brackets. */
export function parse(trigger: string): GroupCondition | undefined {
  const read = parseFql(trigger)
  const condition = 'error' in read ? undefined : withoutHoles(read)
  return condition && grouped(condition)
}

const grouped = (condition: Condition): GroupCondition =>
  condition.type === 'group' ? condition : { type: 'group', operator: 'and', children: [condition] }

function withoutHoles(condition: Condition | undefined): Condition | undefined {
  if (condition?.type !== 'group') return condition
  const children = condition.children.map(withoutHoles).filter((child) => child !== undefined)
  return children.length > 0 ? { ...condition, children } : undefined
}

/** Whether the runtime takes an event. A hole makes it throw once it is reached, and then it takes nothing. */
export function takes(trigger: string, event: object): boolean {
  try {
    const read = parseFql(trigger)
    return !('error' in read) && validate(read, event)
  } catch {
    return false
  }
}

/** Whether the runtime's conditions, with their and, or and not, are those of the text. */
export function isFaithful(trigger: string): boolean {
  const [meant, read] = [meaningOf(doubleQuoted(trigger)), parseFql(doubleQuoted(trigger))]
  return meant !== undefined && !('error' in read) && same(meant, read)
}

/** Where the runtime has left a hole, its condition is no meaning's. */
const same = (meant: Condition, read: GroupCondition) => {
  const whole = withoutHoles(read)
  return (
    whole !== undefined &&
    JSON.stringify(whole) === JSON.stringify(read) &&
    canonical(flat(meant)) === canonical(flat(read))
  )
}

const canonical = (condition: Condition): string =>
  condition.type === 'group'
    ? `(${condition.children.map(canonical).join(` ${condition.operator} `)})`
    : JSON.stringify(Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1)))

export const leaves = (condition: Condition): Exclude<Condition, { type: 'group' }>[] =>
  condition.type === 'group' ? condition.children.flatMap(leaves) : [condition]

const unknownTypesIn = (condition: Condition) =>
  leaves(condition).flatMap(({ type, operator, value }) =>
    type === 'event-type' && operator === '=' && !EVENT_TYPES.includes(String(value)) ? [String(value)] : []
  )

/**
 * Whether the version that Segment's CDN serves reads single quotes in triggers. Once this version is the one that is
 * served, it does.
 */
const SEGMENT_READS_SINGLE_QUOTES = false

/** That version takes single quotes for a part of the text. */
function servedOf(trigger: string): Reading['served'] {
  if (SEGMENT_READS_SINGLE_QUOTES || doubleQuoted(trigger) === trigger) return undefined
  const read = parse(trigger)
  return read && couldHold(read) ? 'otherwise' : 'nothing'
}

/** Whether an event without such quotes in its texts can match. */
function couldHold(condition: Condition): boolean {
  if (condition.type === 'group') {
    const { operator, children } = condition
    return operator === 'and' ? children.every(couldHold) : children.some(couldHold)
  }
  const { operator, value } = condition
  return !(String(value).includes("'") && /^(=|contains|starts_with|ends_with)$/.test(operator))
}

/** Whether the version that Segment serves today takes the event. */
export const servedTakes = (trigger: string, event: object) =>
  takes(SEGMENT_READS_SINGLE_QUOTES ? doubleQuoted(trigger) : trigger, event)
