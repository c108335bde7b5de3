// Copies of what a site sends, with its dates: for Segment's runtime, a date is no text.
import { isDate } from './places'

/** Deeper than any event, and less than one that contains itself. */
const DEEP = 20

/** A copy that can be passed to another window. */
export function portable(value: unknown, depth = 0): unknown {
  if (isDate(value)) return new Date(value.getTime())
  if (typeof value === 'function' || typeof value === 'symbol' || depth > DEEP) return undefined
  if (Array.isArray(value)) return value.map((item) => portable(item, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, portable(part, depth + 1)]))
}

/** The key of what stands for a date in JSON. */
export const DATE = '@@date'

/** JSON that dates survive. */
export const packed = (value: unknown) =>
  JSON.stringify(value, function (this: Record<string, unknown>, name, part: unknown) {
    const own = this[name]
    return isDate(own) ? { [DATE]: own.getTime() } : part
  })

export const unpacked = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) =>
    typeof part === 'object' && part !== null && DATE in part ? new Date(part[DATE] as number) : part
  )
