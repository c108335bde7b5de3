// Reads JSON, and what people's consoles make of it.
import JSON5 from 'json5'

/** Reads JSON or JSON5. Throws, naming what it is instead, or the place of the first mistake. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON5 says where.
  }
  try {
    return JSON5.parse(text)
  } catch (error) {
    throw new NotJson(mistake(text, error as JSON5Error))
  }
}

/** Its message says where the text goes wrong. */
export class NotJson extends Error {
  override name = 'NotJson'
}

interface JSON5Error extends Error {
  lineNumber: number
  columnNumber: number
}

function mistake(text: string, { lineNumber, columnNumber }: JSON5Error): string {
  const lines = text.split('\n')
  const before = [...lines.slice(0, lineNumber - 1), lines[lineNumber - 1].slice(0, columnNumber - 1)].join('\n')
  const end = text.trimEnd()
  if (before.length >= end.length) return `The text ends in the middle, after ${quoted(end)}.`
  const what = lines[lineNumber - 1][columnNumber - 1] ?? ''
  const line = lines.length > 1 ? ` in line ${lineNumber}` : text.length > 80 ? ` at character ${columnNumber}` : ''
  const place = before.trim() === '' ? 'at the start' : `after ${quoted(before)}`
  return `Not JSON: “${what}” is not expected${line}, ${place}.`
}

/** The end of a text, enough of it to be found. */
const quoted = (text: string) => `“${text.length > 30 ? '…' : ''}${text.slice(-30).replace(/\s+/g, ' ')}”`
