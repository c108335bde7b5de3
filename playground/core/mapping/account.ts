// Whether an account tells one visitor from another.
import type { SegmentEvent } from '../log/sighting'
import { isDate, leavesOf, valueAt, withValue } from '../places'
import { valueOf } from './run'

/** Why an account that is attached is probably not meant. */
export type AccountDoubt = 'shared' | 'anonymous' | 'email'

/** What two visitors who do the same on the same page have in common. */
const COMMON =
  /^(type|event|name|category|integrations|channel|version|context\.(page|library|locale|timezone|campaign)|properties\.(path|url|title|search|referrer|name|category))\b/

/** Whether another visitor who does the same would be attached as the same account. */
export function isShared(mapping: unknown, event: SegmentEvent): boolean {
  const own = leavesOf(event).filter((path) => path !== '' && !COMMON.test(path))
  const other = own.reduce((visitor, path) => withValue(visitor, path, another(valueAt(event, path))), event)
  return valueOf(mapping, event) === valueOf(mapping, other)
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}’`
  if (typeof value === 'number') return value + 1
  if (isDate(value)) return new Date(value.getTime() + 1)
  return value
}

export function doubtOf(account: unknown, event: SegmentEvent, mapping?: unknown): AccountDoubt | undefined {
  if (mapping !== undefined && isShared(mapping, event)) return 'shared'
  if (account === event.anonymousId) return 'anonymous'
  return typeof account === 'string' && /^\S+@\S+\.\S+$/.test(account) ? 'email' : undefined
}
