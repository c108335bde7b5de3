// Values and lists in words.
import { isDate } from '../places'

/** Clips long texts, to leave room for the rest. */
export const clip = (text: string, length = 60) => (text.length > length ? `${text.slice(0, length)}…` : text)

/** What the event has at a place. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (isDate(value)) return `a date, ${Number.isNaN(value.getTime()) ? 'which is none' : value.toISOString()}`
  if (typeof value === 'string') return `the text ${JSON.stringify(clip(value))}`
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `the boolean ${value}`
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (parts: string[], word = 'and') =>
  [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(` ${word} `)

export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
