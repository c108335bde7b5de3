// Explains in words what the destination does with an event, using its own rules and those of Segment's runtime.
import { transform } from '@segment/actions-core/mapping-kit'
import { generateFql, parseFql, validate } from '@segment/destination-subscriptions'
import type { Condition, GroupCondition } from '@segment/destination-subscriptions'
import { destination } from '../../src'
import { attachConfig } from '../../src/attachDevice/attachConfig'
import { doubleQuoted } from '../../src/triggers'
import type { Running, Subscription } from '../protocol'
import { EVENT_TYPES } from '../watch/seen'
import type { SegmentEvent } from '../watch/seen'

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=']

export type Config = Record<string, unknown>
type Payload = Record<string, unknown>

/** The result of a mapping for an event, as far as it gets. */
export interface Plan {
  trigger: { matches: boolean; conditions: { text: string; holds: boolean }[]; wants: string }
  payload?: Payload
  /** The argument of `Rupt.attach`. Without it, nothing goes to Rupt. */
  config?: Config
  /** The runtime refuses the mapping. */
  error?: string
}

export function plan({ subscribe, mapping }: Subscription, event: SegmentEvent, settings: Running['settings']): Plan {
  const trigger = explainTrigger(subscribe, event)
  if (!trigger.matches) return { trigger }
  try {
    const payload = transform(mapping as never, event as never) as Payload
    // Without a Client ID the destination is not on the page, and the argument is never made.
    const config = attachConfig(payload as never, { client_id: '', ...settings } as never)
    return { trigger, payload, config: config as Config | undefined }
  } catch (error) {
    return { trigger, error: messageOf(error as Error) }
  }
}

/** The mapping kit throws one error for everything it rejects; its parts have the details. */
export function messageOf(error: Error & Partial<Iterable<Error>>): string {
  return error[Symbol.iterator]
    ? Array.from(error as Iterable<Error>, ({ message }) => message).join(' ')
    : error.message
}

/** What is wrong with a trigger, or why it probably does not mean what was intended. */
export function readTrigger(trigger: string): { error?: string; note?: string } {
  const read = parseFql(doubleQuoted(trigger))
  if ('error' in read) {
    return { error: 'Segment’s runtime cannot parse this trigger, so no event would match. Example: type = "page".' }
  }
  const group = read
  const means = `Segment’s runtime reads it as: ${generateFql(group)}.`
  for (const condition of leaves(group)) {
    const { type, operator, value } = condition as { type: string; operator: string; value?: string }
    if (value === '=' || (/^\W+$|^is$/.test(operator) && !OPERATORS.includes(operator))) {
      return { note: `Use a single = to compare. ${means}` }
    }
    if (type === 'event-type' && operator === '=' && !EVENT_TYPES.includes(value ?? '')) {
      return { note: `No event matches: type must be one of ${EVENT_TYPES.join(', ')}. ${means}` }
    }
  }
  // Any other surprise: a mix of `and` and `or` is read as only one of them.
  const plain = (text: string) => text.toLowerCase().replace(/[\s"'()]/g, '')
  return plain(generateFql(group)) === plain(trigger) ? {} : { note: means }
}

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
}

export function explainField(key: string, mapping: unknown, event: SegmentEvent, { payload, config }: Plan): FieldRow {
  const value = payload?.[key]
  const sent = config?.[key]
  const row = { key, source: describe(mapping), value, sent }
  if (sent !== undefined) {
    return key === 'email' && !(sent as string).includes('@') ? { ...row, note: 'not an email address' } : row
  }
  if (key === 'include_page' && value === undefined) return { ...row, note: 'Rupt gets the page’s path' }
  if (value !== undefined && value !== null) {
    return { ...row, note: config || key === 'account' ? UNUSABLE[key] : 'nothing is sent without an account' }
  }
  return { ...row, advice: advice(key, mapping, event) }
}

const UNUSABLE: Record<string, string> = {
  account: 'blank, or neither a string nor a number',
  email: 'blank, or neither a string nor a number',
  phone: 'blank, or neither a string nor a number',
  metadata: 'empty, or not an object',
  include_page: 'neither true nor false'
}

function advice(key: string, mapping: unknown, event: SegmentEvent): string | undefined {
  if (!['account', 'email', 'phone'].includes(key)) return undefined
  if (mapping === undefined && key !== 'account') return undefined
  const paths = pathsOf(mapping)
  if (key === 'account' && paths.includes('userId')) return 'Nobody is signed in: call identify before this event.'

  const found = whereIs(key, event).filter((path) => !paths.includes(path))
  if (found.length > 0) return `This event has it at ${found[0]}: map ${label(key)} to $.${found[0]}.`
  if (mapping === undefined) return `${label(key)} is not mapped.`

  const missing = missingFrom(paths.length)
  if (key === 'account') return `${missing}: send it with the event, or map Account to $.userId.`
  if (event.type !== 'page' || !paths.includes(`context.traits.${key}`)) {
    return `${missing}: send it, or map ${label(key)} to the field that has it in your events.`
  }
  return `${missing}: pass traits with the page view, or add a mapping for identify that takes ${label(key)} from $.traits.${key}.`
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
function pathsOf(mapping: unknown): string[] {
  if (typeof mapping !== 'object' || mapping === null) return []
  const paths = Object.entries(mapping).flatMap(([name, part]) =>
    name === '@path' && typeof part === 'string' ? [bare(part)] : pathsOf(part)
  )
  return [...new Set(paths)]
}

const bare = (path: string) => path.replace(/^\$\.?/, '')
