// Explains in words what the destination does with an event, using its own rules and those of Segment's runtime.
import { transform } from '@segment/actions-core/mapping-kit'
import { generateFql, parseFql, validate } from '@segment/destination-subscriptions'
import type { Condition, GroupCondition } from '@segment/destination-subscriptions'
import { destination } from '../../src'
import { attachConfig } from '../../src/attachDevice/attachConfig'
import { redirectUrls } from '../../src/redirectUrls'
import { doubleQuoted } from '../../src/triggers'
import type { Running, Subscription } from './running'
import { EVENT_TYPES } from './log/sighting'
import type { Place, SegmentEvent } from './log/sighting'
import type { Mend } from './mend'

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=']

export type Config = Record<string, unknown>
type Payload = Record<string, unknown>

/** The result of a mapping for an event, as far as it gets. */
export interface Plan {
  trigger: { matches: boolean; conditions: { text: string; holds: boolean }[]; wants: string }
  /** Made even if the trigger does not match: a card shows what would have been sent. */
  payload?: Payload
  /** The argument that the mapping leads to, whether or not the trigger matches. */
  argument?: Config
  /** The argument of `Rupt.attach`. Without it, nothing goes to Rupt. */
  config?: Config
  /** Nothing is attached on the page of the Suspended URL. */
  suspendedPage?: boolean
  /** The runtime refuses the mapping. */
  error?: string
}

export function plan(
  { subscribe, mapping }: Subscription,
  event: SegmentEvent,
  settings: Running['settings'],
  place: Place
): Plan {
  const trigger = explainTrigger(subscribe, event)
  try {
    const payload = transform(mapping as never, event as never) as Payload
    const { argument, suspendedPage } = argumentOf(payload, settings, place)
    const config = trigger.matches && !suspendedPage ? argument : undefined
    return { trigger, payload, argument, config, suspendedPage }
  } catch (error) {
    return trigger.matches ? { trigger, error: messageOf(error as Error) } : { trigger }
  }
}

/** What the destination makes of a payload on a page. */
function argumentOf(
  payload: Payload,
  settings: Running['settings'],
  { href, base }: Place
): Pick<Plan, 'argument' | 'suspendedPage'> {
  const page = { URL: href, baseURI: base }
  // Without a Client ID the destination is not on the page, and the argument is never made.
  const config = (changed: object) =>
    attachConfig(payload as never, { client_id: '', ...settings, ...changed } as never, page)
  const argument = config({ suspended_url: '' })
  if (!argument) return {}
  const { usable } = redirectUrls(settings as never, page)
  return { argument: { ...argument, redirect_urls: usable }, suspendedPage: config({}) === undefined }
}

/** The mapping kit throws one error for everything it rejects; its parts have the details. */
export function messageOf(error: Error & Partial<Iterable<Error>>): string {
  return error[Symbol.iterator]
    ? Array.from(error as Iterable<Error>, ({ message }) => message).join(' ')
    : error.message
}

/**
 * Whether the version that Segment's CDN serves reads single quotes in triggers. Once this version is the one that is
 * served, it does.
 */
const SEGMENT_READS_SINGLE_QUOTES = false

/** What Segment's CDN makes of a trigger that works here. */
export function servedNote(trigger: string): string | undefined {
  return SEGMENT_READS_SINGLE_QUOTES || doubleQuoted(trigger) === trigger
    ? undefined
    : `The version that Segment serves today does not read single quotes: with it, no event matches. Write ${doubleQuoted(trigger)}.`
}

/** Whether a mapping sends the email when a visitor is identified. */
export const givesEmailOnIdentify = ({ enabled, subscribe, mapping }: Subscription) =>
  enabled && reads(mapping.email, 'traits.email') && explainTrigger(subscribe, { type: 'identify' }).matches

/** What is wrong with a trigger, or why it probably does not mean what was intended. */
export function readTrigger(trigger: string): { error?: string; note?: string; better?: string; label?: string } {
  const read = parseFql(doubleQuoted(trigger))
  if ('error' in read) {
    return { error: 'Segment’s runtime cannot parse this trigger, so no event would match. Example: type = "page".' }
  }
  const group = read
  const means = `Segment’s runtime reads it as: ${generateFql(group)}.`
  for (const condition of leaves(group)) {
    const { type, operator, value } = condition as { type: string; operator: string; value?: string }
    if (value === '=' || (/^\W+$|^is$/.test(operator) && !OPERATORS.includes(operator))) {
      const better = trigger.replace(/={2,3}|\bis\b/g, '=')
      return { note: `Use a single = to compare. ${means}`, better, label: 'Write the trigger with =' }
    }
    if (type === 'event-type' && operator === '=' && !EVENT_TYPES.includes(value ?? '')) {
      const note = `No event matches: type must be one of ${EVENT_TYPES.join(', ')}. ${means}`
      const typed = value?.toLowerCase() ?? ''
      if (!EVENT_TYPES.includes(typed)) return { note }
      return { note, better: trigger.replace(value!, typed), label: `Write the type as ${typed}` }
    }
  }
  // Any other surprise: a mix of `and` and `or` is read as only one of them.
  const plain = (text: string) => text.toLowerCase().replace(/[\s"'()]/g, '')
  if (plain(generateFql(group)) !== plain(trigger)) return { note: means }
  const note = servedNote(trigger)
  return note === undefined
    ? {}
    : { note, better: doubleQuoted(trigger), label: 'Write the trigger with double quotes' }
}

/** The button that writes a trigger better, if there is a better one. */
export const triggerMends = (mapping: string, { better, label = '' }: ReturnType<typeof readTrigger>): Mend[] =>
  better ? [{ kind: 'trigger', mapping, trigger: better, label }] : []

const leaves = (condition: Condition): Condition[] =>
  condition.type === 'group' ? condition.children.flatMap(leaves) : [condition]

function explainTrigger(trigger: string, event: SegmentEvent): Plan['trigger'] {
  const read = parseFql(doubleQuoted(trigger))
  if ('error' in read) return { matches: false, conditions: [], wants: trigger }

  const { operator, children } = read
  const alone = (child: Condition): GroupCondition => ({ type: 'group', operator: 'and', children: [child] })
  const conditions = children.map((child) => ({
    text: generateFql(alone(child)),
    holds: validate(alone(child), event as never)
  }))
  const failed = conditions.filter(({ holds }) => !holds).map(({ text }) => text)
  return {
    matches: validate(read, event),
    conditions,
    wants: operator === 'and' ? (failed[0] ?? trigger) : failed.join(' or ')
  }
}

/** One field of a mapping in one event. */
export interface FieldRow {
  key: string
  /** Where its value comes from, in plain words. */
  source: string
  value: unknown
  sent: unknown
  /** Why nothing was sent despite a value, or what happens without one. */
  note?: string
  /** What to do about what is missing. */
  advice?: string
  mends?: Mend[]
}

export function explainField(
  key: string,
  { name, mapping: { [key]: mapping } }: Subscription,
  event: SegmentEvent,
  { payload, argument }: Plan
): FieldRow {
  const value = payload?.[key]
  const sent = argument?.[key]
  const row = { key, source: describe(mapping), value, sent }
  if (sent !== undefined) {
    return key === 'email' && !(sent as string).includes('@') ? { ...row, note: 'not an email address' } : row
  }
  if (key === 'include_page' && value === undefined) return { ...row, note: 'Rupt gets the page’s path' }
  if (key === 'metadata' && isEmpty(value)) return { ...row, note: 'nothing of it is in this event' }
  if (value !== undefined && value !== null) {
    return { ...row, note: argument || key === 'account' ? UNUSABLE[key] : 'nothing is sent without an account' }
  }
  return { ...row, ...adviceOn(key, name, mapping, event) }
}

/** An object whose paths lead to nothing. */
export const isEmpty = (value: unknown) => JSON.stringify(value) === '{}'

const UNUSABLE: Record<string, string> = {
  account: 'blank, or neither a string nor a number',
  email: 'blank, or neither a string nor a number',
  phone: 'blank, or neither a string nor a number',
  metadata: 'not an object',
  include_page: 'neither true nor false'
}

function adviceOn(
  key: string,
  name: string,
  mapping: unknown,
  event: SegmentEvent
): Pick<FieldRow, 'advice' | 'mends'> {
  if (!['account', 'email', 'phone'].includes(key)) return {}
  if (mapping === undefined && key !== 'account') return {}
  const paths = pathsOf(mapping)
  const toPath = (path: string): Mend[] => [{ kind: 'field', mapping: name, key, path: `$.${path}` }]
  if (key === 'account' && paths.includes('userId')) {
    return { advice: 'Nobody is signed in: call identify before this event.' }
  }

  const found = whereIs(key, event).filter((path) => !paths.includes(path))
  if (found.length > 0) {
    return { advice: `This event has it at ${found[0]}: map ${label(key)} to $.${found[0]}.`, mends: toPath(found[0]) }
  }
  if (mapping === undefined) return { advice: `${label(key)} is not mapped.`, mends: toPath('userId') }

  const missing = missingFrom(paths.length)
  if (key === 'account') {
    return { advice: `${missing}: send it with the event, or map Account to $.userId.`, mends: toPath('userId') }
  }
  if (event.type !== 'page' || !paths.includes(`context.traits.${key}`)) {
    return { advice: `${missing}: send it, or map ${label(key)} to the field that has it in your events.` }
  }
  return {
    advice: `${missing}: pass traits with the page view, or add a mapping for identify that takes ${label(key)} from $.traits.${key}.`,
    mends: [{ kind: 'identify' }, { kind: 'traits' }]
  }
}

function missingFrom(paths: number): string {
  if (paths > 2) return 'None of them is in this event'
  return paths === 2 ? 'Neither is in this event' : 'It is missing from this event'
}

/** Whether a mapping reads this path of the event. */
export const reads = (mapping: unknown, path: string) => pathsOf(mapping).includes(path)

const label = (key: string) => destination.actions.attach.fields[key].label

/** The paths in the event whose last part has this field's name. */
function whereIs(key: string, value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || path.split('.').length > 4) return []
  return Object.entries(value).flatMap(([name, part]) => {
    const at = path ? `${path}.${name}` : name
    return name.toLowerCase() === key && typeof part === 'string' && part.trim() ? [at] : whereIs(key, part, at)
  })
}

/** Where a mapping's value comes from, in plain words. */
export function describe(mapping: unknown): string {
  if (mapping === undefined) return 'not mapped'
  if (typeof mapping !== 'object' || mapping === null) return `always ${JSON.stringify(mapping)}`

  const { '@path': path, '@if': choice, '@template': template } = mapping as Directives
  if (typeof path === 'string') return bare(path)
  if (typeof template === 'string') return `the template “${template}”`
  if (choice) return describeChoice(choice)
  const [directive] = Object.keys(mapping).filter((name) => name.startsWith('@'))
  if (directive) return `computed by ${directive}`
  if (Array.isArray(mapping)) return 'a list'
  return Object.entries(mapping)
    .map(([name, part]) => `${name}: ${describe(part)}`)
    .join(', ')
}

interface Directives {
  '@path'?: string
  '@template'?: string
  '@if'?: { exists?: unknown; blank?: unknown; then?: unknown; else?: unknown }
}

function describeChoice(choice: NonNullable<Directives['@if']>): string {
  const tested = 'exists' in choice ? choice.exists : choice.blank
  const [then, otherwise] = [describe(choice.then), describe(choice.else)]
  if ('exists' in choice && describe(tested) === then) return `${then}, else ${otherwise}`
  return `if ${describe(tested)} ${'exists' in choice ? 'exists' : 'is blank'}: ${then}, else ${otherwise}`
}

/** The unique paths that a mapping reads, without `$.`. */
export function pathsOf(mapping: unknown): string[] {
  if (typeof mapping !== 'object' || mapping === null) return []
  const paths = Object.entries(mapping).flatMap(([name, part]) =>
    name === '@path' && typeof part === 'string' ? [bare(part)] : pathsOf(part)
  )
  return [...new Set(paths)]
}

const bare = (path: string) => path.replace(/^\$\.?/, '')
