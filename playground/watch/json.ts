// What a page holds, as text. Whatever it is, nothing is thrown into the page, and nothing of it is changed.

import { isDate } from '../core/places'
import { DATE } from '../core/portable'

/** Taken before the page's own scripts run. */
const { stringify } = JSON

const MAX_TEXT = 50_000
const MAX_DEPTH = 50
/** Of the whole, in characters. */
const ROOM = 500_000

/** JSON that dates survive, with a text in the place of what it cannot hold. What is too long or too deep is cut. */
export function jsonOf(value: unknown): string {
  let room = ROOM
  const above: unknown[] = []

  const write = (value: unknown): string | undefined => {
    const text = typeof value === 'object' && value !== null ? nested(value) : primitive(value)
    room -= text?.length ?? 0
    return text
  }

  const nested = (value: object): string => {
    if (above.includes(value)) return '"[circular]"'
    if (above.length === MAX_DEPTH || room < 0) return '"[…]"'
    const before = room
    above.push(value)
    try {
      return Array.isArray(value) ? list(value) : object(value)
    } catch {
      // A getter, a proxy or a `toJSON` of the page's has thrown.
      return '"[unreadable]"'
    } finally {
      above.pop()
      room = before
    }
  }

  const list = (value: unknown[]): string => {
    const parts: string[] = []
    for (let index = 0; index < value.length && room >= 0; index++) parts.push(write(value[index]) ?? 'null')
    return `[${parts.join()}]`
  }

  const object = (value: object): string => {
    if (isDate(value)) return stringify({ [DATE]: value.getTime() })
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return write(toJSON.call(value)) ?? 'null'
    const parts: string[] = []
    for (const [key, part] of Object.entries(value)) {
      const text = write(part)
      if (text === undefined) continue
      parts.push(`${stringify(key)}:${text}`)
      room -= key.length
      if (room < 0) break
    }
    return `{${parts.join()}}`
  }

  return write(value) ?? 'null'
}

function primitive(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return stringify(cut(value))
    case 'bigint':
      return stringify(String(value))
    case 'number':
    case 'boolean':
      return Number.isNaN(value) || Math.abs(Number(value)) === Infinity ? 'null' : String(value)
    default:
      return value === null ? 'null' : undefined
  }
}

/** A value as the console shows it, as far as that can be told without running code of the page's. */
export function textOf(value: unknown): string {
  try {
    if (value instanceof Error) return cut(`${value.name}: ${value.message}`)
    return typeof value === 'object' && value !== null ? '[object]' : cut(String(value))
  } catch {
    return '[unreadable]'
  }
}

const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)
