// What a card shows of what was sent.

/** Characters and items beyond which a card shows only the beginning of what was sent. */
const LONG = 200
const MANY = 20

/** What a card shows of a request: what was sent, a long value shortened, and said to be. */
export function shortened(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > LONG ? `${value.slice(0, 40)}… (${value.length} characters)` : value
  if (Array.isArray(value)) {
    const items = value.slice(0, MANY).map(shortened)
    return value.length > MANY ? [...items, `… (${value.length} items)`] : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]))
}
