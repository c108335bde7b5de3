// How Segment's runtime reads a trigger, and where that is not what is written.
import { generateFql, parseFql } from '@segment/destination-subscriptions'
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

export function parse(trigger: string): GroupCondition | undefined {
  const read = parseFql(trigger)
  // Of empty brackets it makes a condition that is none.
  return 'error' in read || !isWhole(read) ? undefined : read
}

const isWhole = (condition: Condition | undefined): boolean =>
  condition !== undefined && (condition.type !== 'group' || condition.children.every(isWhole))

/** Whether the runtime's conditions, with their and, or and not, are those of the text. */
export function isFaithful(trigger: string): boolean {
  const [meant, read] = [meaningOf(doubleQuoted(trigger)), parse(doubleQuoted(trigger))]
  return meant !== undefined && read !== undefined && same(flat(meant), flat(read))
}

const same = (a: Condition, b: Condition) => canonical(a) === canonical(b)

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

/** Whether the version that Segment serves today would take the event. */
export const parseAsServed = (trigger: string) => parse(SEGMENT_READS_SINGLE_QUOTES ? doubleQuoted(trigger) : trigger)
