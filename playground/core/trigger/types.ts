// Which types of event a trigger admits.
import type { Condition } from '@segment/destination-subscriptions'
import { EVENT_TYPES } from '../log/sighting'

/** The types, or undefined where any is admitted. */
export function admitted(condition: Condition): string[] | undefined {
  if (condition.type === 'group') return admittedByAll(condition)
  const { type, operator, value } = condition
  if (type === 'event') return operator === '!=' ? undefined : ['track']
  if (type !== 'event-type') return undefined
  if (operator === '=') return EVENT_TYPES.filter((name) => name === value)
  return operator === '!=' ? EVENT_TYPES.filter((name) => name !== value) : []
}

function admittedByAll({ operator, children }: Extract<Condition, { type: 'group' }>): string[] | undefined {
  const parts = children.map(admitted)
  if (operator === 'or') {
    return parts.includes(undefined) ? undefined : [...new Set(parts.flatMap((part) => part ?? []))]
  }
  const [first, ...others] = parts.filter((part) => part !== undefined)
  return first?.filter((name) => others.every((part) => part.includes(name)))
}
