// Reads JSON, and what people's consoles and chats make of it.
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
    throw new Error(mistake(text, error as JSON5Error))
  }
}

interface JSON5Error extends Error {
  lineNumber: number
  columnNumber: number
}

function mistake(text: string, { lineNumber, columnNumber }: JSON5Error): string {
  if (endsInTheMiddle(text)) return `The text ends in the middle, after ${quoted(text.trimEnd())}.`
  const lines = text.split('\n')
  const before = [...lines.slice(0, lineNumber - 1), lines[lineNumber - 1].slice(0, columnNumber - 1)].join('\n')
  const what = lines[lineNumber - 1][columnNumber - 1] ?? ''
  const line = lines.length > 1 ? ` in line ${lineNumber}` : text.length > 80 ? ` at character ${columnNumber}` : ''
  const place = before.trim() === '' ? 'at the start' : `after ${quoted(before)}`
  return `Not JSON: “${what}” is not expected${line}, ${place}.`
}

/** The end of a text, enough of it to be found. */
const quoted = (text: string) => `“${text.length > 30 ? '…' : ''}${text.slice(-30).replace(/\s+/g, ' ')}”`

/** Whether brackets or quotes are still open at the end. */
function endsInTheMiddle(text: string): boolean {
  const bare = text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|\/\/.*|\/\*[^]*?\*\//g, '')
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0
  return /["']/.test(bare) || count(/[[{]/g) > count(/[\]}]/g)
}

/** What a text is that is not JSON, and what to paste instead. */
const KINDS: [looks: RegExp, says: string][] = [
  [
    /^<(!doctype|html|head|body|div|script|\?xml)/i,
    'This is HTML. Paste the JSON that the address of the settings document gives.'
  ],
  [/^(---\n)?[\w@"'-]+:([ \t]+\S.*)?\n+([ \t]*- |[ \t]*[\w@"'-]+:)/, 'This is YAML. Paste it as JSON.']
]

/** Reads a text that someone pasted: JSON, JSON5, or either of these in a fence, a string, an assignment, or prose. */
export function readPasted(pasted: string): unknown {
  const text = unfenced(pasted.replace(/^\ufeff/, '').trim())
  const kind = KINDS.find(([looks]) => looks.test(text))
  if (kind) throw new Error(kind[1])
  for (const candidate of [text, straight(text), unassigned(text), unassigned(straight(text)), cut(straight(text))]) {
    try {
      const value = readJson(candidate)
      // Encoded twice, as in a log.
      return typeof value === 'string' && /^\s*[[{"]/.test(value) ? readPasted(value) : value
    } catch {
      // The next may be it.
    }
  }
  return readJson(unassigned(text))
}

/** What a code fence holds. */
const unfenced = (text: string) => /```\w*\n([^]*?)\n?```/.exec(text)?.[1] ?? text

/** With the quotes that a word processor makes curly. */
const straight = (text: string) => text.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'")

/** Without `const x =` before it and `;` after it. */
const unassigned = (text: string) =>
  text
    .replace(/^(\s*\/\/.*\n)+/, '')
    .replace(/^(export default|(const|let|var)\s+[\w$]+(\s*:[^=]*)?\s*=|[\w$.]+\s*=)\s*/, '')
    .replace(/;\s*$/, '')

/** From the first bracket to the last: without the prose around it. */
function cut(text: string): string {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  return start < 0 || end < start ? text : text.slice(start, end + 1)
}
