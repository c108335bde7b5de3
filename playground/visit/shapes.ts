// What a page may report. Its scripts can be anyone's: whatever is not of these shapes and sizes is dropped.
import { unpacked } from '../core/portable'
import { isSettingsDocument } from '../core/setup/document'
import type { SiteSeen } from '../core/log/facts'
import type { Read, Report } from './report'

/** In characters. The first script cuts what it reports, and settings documents have hundreds of thousands. */
const MAX_REPORT = 1_000_000
const MAX_DOCUMENT = 10_000_000
/** The first script cuts deeper ones, too. */
const MAX_DEPTH = 60

type Json = Record<string, unknown>
type Fits = (value: unknown) => boolean

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const text: Fits = (value) => typeof value === 'string'
const flag: Fits = (value) => typeof value === 'boolean'
const object: Fits = isObject
const anything: Fits = () => true
const maybe =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value)
const oneOf =
  (...values: string[]): Fits =>
  (value) =>
    values.includes(value as string)
const address: Fits = (value) => typeof value === 'string' && URL.canParse(value)
const id: Fits = (value) => typeof value === 'string' && /^\w{1,20}$/.test(value)
const event: Fits = (value) =>
  isObject(value) &&
  typeof value.type === 'string' &&
  [value.event, value.name, value.messageId].every(maybe(anyText)) &&
  [value.context, value.integrations].every(maybe(object))
/** Sites name events by numbers, too. */
const anyText: Fits = (value) => value === null || ['string', 'number'].includes(typeof value)

const SHAPES: { [kind in Exclude<SiteSeen['kind'], 'request' | 'answer' | 'push'>]: Record<string, Fits> } = {
  opened: {},
  analytics: { source: text, version: text, integrations: object },
  dispatched: { event, source: text },
  event: { event, source: maybe(text), page: address, base: address },
  delivered: { event: text },
  destination: { from: oneOf('cdn', 'bundle') },
  bundle: {},
  handled: { event: text },
  failed: { event: text, message: text },
  dropped: { message: text },
  sdk: {},
  call: { event: maybe(text), call: id, config: object, page: address },
  outcome: { call: id, how: oneOf('resolved', 'rejected', 'threw'), value: anything },
  cookie: { call: id, name: text, characters: (value) => typeof value === 'number' },
  console: { event: maybe(text), level: oneOf('warn', 'error'), text },
  redirect: { url: maybe(text) },
  policy: { url: text, directive: text },
  settled: { version: maybe(text), classic: flag }
}

const fits = (value: unknown, shape: Record<string, Fits>): value is Json =>
  isObject(value) && Object.entries(shape).every(([key, fits]) => fits(value[key]))

export function reportIn(given: unknown): Report | undefined {
  const value = parsed(given, MAX_REPORT)
  if (!fits(value, { visit: id, href: address, base: address, seen: object })) return undefined
  const { seen } = value as { seen: Json }
  const [, shape] = Object.entries(SHAPES).find(([kind]) => kind === seen.kind) ?? []
  return shape && fits(seen, shape) ? (value as unknown as Report) : undefined
}

export function readIn(given: unknown): Read | undefined {
  const value = parsed(given, MAX_DOCUMENT)
  const shape = { visit: id, url: text, document: isSettingsDocument }
  return fits(value, shape) ? (value as unknown as Read) : undefined
}

function parsed(given: unknown, limit: number): unknown {
  if (typeof given !== 'string' || given.length > limit) return undefined
  try {
    const value = unpacked(given)
    return isShallow(value, MAX_DEPTH) ? value : undefined
  } catch {
    return undefined
  }
}

const isShallow = (value: unknown, left: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((part) => isShallow(part, left - 1)))
