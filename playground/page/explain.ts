// Why the destination does what it does with an event, in words. The rules are its own and those of Segment's runtime.
import { transform } from '@segment/actions-core/mapping-kit'
import { generateFql, parseFql, validate } from '@segment/destination-subscriptions'
import type { Condition, GroupCondition } from '@segment/destination-subscriptions'
import { attachConfig } from '../../src/attachDevice/attachConfig'
import { doubleQuoted } from '../../src/triggers'
import type { Running, SegmentEvent, Subscription } from '../protocol'

const TYPES = ['page', 'track', 'identify', 'group', 'alias']
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=']

export type Config = Record<string, unknown>
type Payload = Record<string, unknown>

/** What a mapping makes of an event, as far as it gets. */
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

/** The mapping kit throws one error for all that it refuses; the parts say what. */
export function messageOf(error: Error & Partial<Iterable<Error>>): string {
  return error[Symbol.iterator]
    ? Array.from(error as Iterable<Error>, ({ message }) => message).join(' ')
    : error.message
}

/** What is wrong with a trigger, or what it means that is most likely not meant. */
export function readTrigger(trigger: string): { error?: string; note?: string } {
  const read = parseFql(doubleQuoted(trigger))
  if ('error' in read) {
    return { error: 'Segment’s runtime cannot read this trigger, and would take no event. An example: type = "page".' }
  }
  const group = read
  const means = `Segment’s runtime reads it as: ${generateFql(group)}.`
  for (const condition of leaves(group)) {
    const { type, operator, value } = condition as { type: string; operator: string; value?: string }
    if (value === '=' || (/^\W+$|^is$/.test(operator) && !OPERATORS.includes(operator))) {
      return { note: `It compares with =, once. ${means}` }
    }
    if (type === 'event-type' && operator === '=' && !TYPES.includes(value ?? '')) {
      return { note: `It takes no event: type is one of ${TYPES.join(', ')}. ${means}` }
    }
  }
  const mixed = /\band\b/i.test(trigger) && /\bor\b/i.test(trigger) && !/[()]/.test(trigger)
  return mixed ? { note: `It mixes and with or, without parentheses. ${means}` } : {}
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
  /** Why nothing was sent although there was a value, or what happens without one. */
  note?: string
  /** What to do about what is missing. */
  advice?: string
}

export function explainField(key: string, mapping: unknown, event: SegmentEvent, { payload, config }: Plan): FieldRow {
  const value = payload?.[key]
  const sent = config?.[key]
  const row = { key, source: describe(mapping), value, sent }
  if (sent !== undefined) return row
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
  if (found.length > 0) return `This event has one at ${found[0]}: map ${label(key)} to $.${found[0]}.`
  if (mapping === undefined) return `${label(key)} is not mapped.`

  const missing = paths.length > 1 ? 'Neither is in this event' : 'It is not in this event'
  return key === 'account'
    ? `${missing}: send it with the event, or map Account to $.userId.`
    : `${missing}: pass traits with the page view, or map identify events too.`
}

const label = (key: string) => key.charAt(0).toUpperCase() + key.slice(1)

/** Where in the event a value stands that is named like this field. */
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

/** The places of the event that a mapping reads, each once, without `$.`. */
function pathsOf(mapping: unknown): string[] {
  if (typeof mapping !== 'object' || mapping === null) return []
  const paths = Object.entries(mapping).flatMap(([name, part]) =>
    name === '@path' && typeof part === 'string' ? [bare(part)] : pathsOf(part)
  )
  return [...new Set(paths)]
}

const bare = (path: string) => path.replace(/^\$\.?/, '')
