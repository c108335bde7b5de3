// Places in an event, named as Segment's mapping kit names them: `context.traits.email`.

type Part = Record<string, unknown>

/** The names on the way to a place. */
const namesOf = (path: string) =>
  path
    .split(/\[(?="|'|\d)|\.|(?<="|'|\d)]+/g)
    .filter(Boolean)
    .map((name) => name.replace(/['"]/g, ''))

const isObject = (value: unknown): value is Part => typeof value === 'object' && value !== null

export const valueAt = (event: unknown, path: string): unknown =>
  namesOf(path).reduce((part, name) => (part ? (part as Part)[name] : part), event)

/** A copy of the event with another value at this place. Undefined takes the place away. */
export function withValue<T>(event: T, path: string, value: unknown): T {
  const [name, ...rest] = namesOf(path)
  if (name === undefined) return event
  const copy = (Array.isArray(event) ? [...(event as unknown[])] : { ...event }) as Part
  const inside = copy[name]
  const next = rest.length > 0 ? withValue(isObject(inside) ? inside : {}, rest.join('.'), value) : value
  if (next === undefined) delete copy[name]
  else copy[name] = next
  return copy as T
}

/** Nothing that could be told of anybody. */
export const isEmpty = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** The places in an event that hold a value, and no further places. */
export function leavesOf(value: unknown, path = ''): string[] {
  if (!isObject(value) || isDate(value)) return [path]
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, path ? `${path}.${name}` : name))
}

/** Of another page's realm, too. */
export const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === '[object Date]'

/** Where the event has a text under this name, whatever its case. */
export function whereIs(name: string, value: unknown, path = ''): string[] {
  if (!isObject(value) || isDate(value) || path.split('.').length > 4) return []
  return Object.entries(value).flatMap(([key, part]) => {
    const at = path ? `${path}.${key}` : key
    return key.toLowerCase() === name.toLowerCase() && !isEmpty(part) && !isObject(part)
      ? [at]
      : whereIs(name, part, at)
  })
}
