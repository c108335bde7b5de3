// The conditions of a trigger, each beside what the event has.
import { generateFql, validate } from '@segment/destination-subscriptions'
import type { Condition, GroupCondition } from '@segment/destination-subscriptions'
import { doubleQuoted } from '../../../src/triggers'
import type { SegmentEvent } from '../log/sighting'
import { isEmpty, valueAt } from '../places'
import { isFaithful, parse, servedTakes, takes } from './reading'

export interface ConditionResult {
  /** In FQL. */
  text: string
  holds: boolean
  /** The place that it is about, if it is about one. */
  path?: string
  /** What the event has there. */
  value?: unknown
  /** Where the event has it instead. */
  elsewhere?: string
}

export interface TriggerResult {
  matches: boolean
  /** Whether the version that Segment serves today would take the event, too. */
  served: boolean
  /** Whether all conditions must hold, or one of them. */
  needs: 'and' | 'or'
  conditions: ConditionResult[]
  /** How the runtime reads it, where that is not what is written. */
  readAs?: string
}

export function tryTrigger(trigger: string, event: SegmentEvent): TriggerResult {
  const condition = parse(doubleQuoted(trigger))
  const result = { matches: takes(doubleQuoted(trigger), event), served: servedTakes(trigger, event) }
  if (!condition) return { ...result, needs: 'and', conditions: [], readAs: '' }
  return {
    ...result,
    needs: condition.operator,
    conditions: condition.children.map((child) => tryCondition(child, event)),
    ...(!isFaithful(trigger) && { readAs: generateFql(condition) })
  }
}

/** The conditions that keep the event from matching: the first that fails, or all of those of which one would do. */
export function failuresOf({ needs, conditions, matches }: TriggerResult): ConditionResult[] {
  if (matches) return []
  const failures = conditions.filter(({ holds }) => !holds)
  return needs === 'and' ? failures.slice(0, 1) : failures
}

function tryCondition(condition: Condition, event: SegmentEvent): ConditionResult {
  const alone: GroupCondition = { type: 'group', operator: 'and', children: [condition] }
  const result = { text: generateFql(alone), holds: validate(alone, event) }
  const path = pathOf(condition)
  if (path === undefined) return result
  const value = valueAt(event, path)
  const elsewhere = isEmpty(value) ? elsewhereOf(path, event) : undefined
  return { ...result, path, value, ...(elsewhere && { elsewhere }) }
}

const PARTS: Record<string, string> = {
  'event-property': 'properties',
  'event-trait': 'traits',
  'event-context': 'context'
}

/** The place that a condition asks about. */
function pathOf(condition: Condition): string | undefined {
  if (condition.type === 'group') return undefined
  if (condition.type === 'event-type') return 'type'
  return 'name' in condition ? `${PARTS[condition.type]}.${condition.name}` : condition.type
}

const BELOW = ['properties', 'traits', 'context.traits']

/** Where the event has what it lacks here: a page has as traits of its context what an identify has as traits. */
function elsewhereOf(path: string, event: SegmentEvent): string | undefined {
  const root = BELOW.find((one) => path.startsWith(`${one}.`))
  if (root === undefined) return undefined
  const name = path.slice(root.length + 1)
  return BELOW.map((one) => `${one}.${name}`).find((other) => other !== path && !isEmpty(valueAt(event, other)))
}
