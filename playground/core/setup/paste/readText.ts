// Reads the value in a text, as people copy it: from a console, a chat, a file, or code.
import { readJson } from '../../json'
import { isTerraform, readTerraform } from './terraform'
import { COPY_WHOLE, Elsewhere, settingsAddress, SHORTENED, whatItIs, writeKeyIn } from './words'

/** Returns an object or a list. Throws in plain words if there is none in the text. */
export function readText(text: string): unknown {
  if (isTerraform(text)) return readTerraform(text)
  // Without its brackets, a part of a document is one, too.
  const whole = [text, text.trim() && `{${text}}`, unescaped(text)].map(parse).find((value) => value !== undefined)
  if (typeof whole === 'string') return readText(whole)
  if (whole !== undefined) return whole

  const writeKey = /^\s*[{[]/.test(text) ? undefined : writeKeyIn(text)
  if (writeKey) throw new Elsewhere(settingsAddress(writeKey))
  const what = whatItIs(text)
  if (what) throw new Error(what)
  try {
    return readPieces(text)
  } catch (error) {
    if (SHORTENED.test(text)) throw new Error(COPY_WHOLE)
    if (!CURLY.test(text)) throw error
    return readPieces(text.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'"))
  }
}

/** A quote that a word processor bent, where a key or a value begins. */
const CURLY = /[{[,:]\s*[“”„‘’]/

/** An object, a list, or a string, which may hold one of these. */
function parse(text: string): object | string | undefined {
  try {
    const value = readJson(text)
    return value && (typeof value === 'object' || typeof value === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

/** The inside of a string: `{\"name\":\"Rupt\"}`. */
const unescaped = (text: string) =>
  /^\s*[{[](\\[nrt]|\s)*\\"/.test(text) ? `"${text.trim().replace(/\r?\n/g, '\\n')}"` : ''

/** What stands in brackets, in whatever is around it: a comment, an assignment, a code fence, prose. */
function readPieces(text: string): unknown {
  const pieces = piecesOf(text)
  const longest = pieces.reduce((one, other) => (other.inside.length > one.inside.length ? other : one))

  // In its place, which a message names.
  const around = text.slice(0, longest.start).replace(/\S/g, ' ')
  const value = readJson(around + longest.inside)
  const objects = pieces.flatMap(({ inside }) => parse(inside) ?? []).filter((item) => typeof item === 'object')
  return pieces.length > 1 && objects.length > 1 ? objects : value
}

interface Piece {
  start: number
  inside: string
}

const BRACKET = /[{[]/g
const TOKEN = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\/\/.*|\/\*[^]*?\*\/|[{}[\]]/g

/** The outermost pairs of brackets. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; ;) {
    BRACKET.lastIndex = at
    const start = BRACKET.exec(text)?.index
    if (start === undefined) return pieces
    at = endOf(text, start)
    pieces.push({ start, inside: text.slice(start, at) })
  }
}

/** Where the bracket at `start` is closed. Brackets in strings and comments do not count. */
function endOf(text: string, start: number): number {
  TOKEN.lastIndex = start
  let depth = 0
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    if ('{['.includes(token[0])) depth++
    if ('}]'.includes(token[0])) depth--
    if (depth === 0) return TOKEN.lastIndex
  }
  return text.length
}
