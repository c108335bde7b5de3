// Recognises what Segment has of a setup, in any of its documents.
import { isField, isSetting } from '../../definition'
import type { SettingsDocument } from '../document'
import { INTEGRATION } from '../document'
import { leftOut } from './note'
import type { Note } from './note'
import { readText } from './readText'
import { WANTED } from './words'

export type Json = Record<string, unknown>

export interface Found {
  settings?: Json
  subscriptions?: Json[]
  /** The text was one subscription, not a list. */
  single?: boolean
  /** The text was a mapping, without a name and a trigger. */
  mapping?: Json
}

/** Adds what it leaves out to `notes`. Throws if there is nothing for Rupt. */
export function find(value: unknown, notes: Note[]): Found {
  if (Array.isArray(value)) return findInList(value.filter(isObject), notes)
  if (!isObject(value)) throw new Error(WANTED)
  if (isEntry(value)) return fromEntries([value], notes)
  if (isSubscription(value)) return { subscriptions: [value], single: true }
  const keys = Object.keys(value)
  if ('subscriptions' in value || keys.some(isSetting)) return fromSettings(value)
  const entries = [value.remotePlugins, value.destinations].find(Array.isArray)
  if (entries) {
    notTaken(value, notes)
    return fromEntries(entries.filter(isObject), notes)
  }
  const inside = unwrapped(value)
  if (inside !== undefined) return find(inside, notes)
  if ('account' in value || (keys.length > 0 && keys.every(isField))) return { mapping: value }
  if ('integrations' in value) {
    throw new Error(
      'This settings document has no remotePlugins: no destination of this kind is enabled for the source.'
    )
  }
  throw new Error(refused(value) ?? WANTED)
}

function findInList(list: Json[], notes: Note[]): Found {
  if (list.some(isEntry)) return fromEntries(list.filter(isEntry), notes)
  if (list.some(isSubscription)) return { subscriptions: list }
  if (list.length === 1) return find(list[0], notes)
  throw new Error(list.length === 0 ? `This list is empty. ${WANTED}` : WANTED)
}

/** What an answer, a document or a recording is about. */
function unwrapped(value: Json): unknown {
  const { destination, subscription, settings, data, log } = value
  if (isObject(log) && Array.isArray(log.entries)) return recorded(log.entries as Recorded[])
  return [destination, subscription, settings, data].find(isObject)
}

interface Recorded {
  response?: { content?: { text?: string; encoding?: string } }
}

/** The settings document in a HAR file. */
function recorded(entries: Recorded[]): unknown {
  const texts = entries
    .map(({ response: { content: { text = '', encoding } = {} } = {} }) => (encoding === 'base64' ? atob(text) : text))
    .filter((text) => text.includes('"remotePlugins"'))
  if (texts.length === 0) {
    throw new Error('This is a HAR file without a settings document of Segment. Record it while the page loads.')
  }
  return readText(texts.find((text) => text.includes('ruptDestination')) ?? texts[0])
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An entry of `remotePlugins`, or a destination of the Public API. */
const isEntry = (value: Json) =>
  'libraryName' in value || 'creationName' in value || ('settings' in value && isObject(value.metadata))

const isSubscription = (value: Json) =>
  ['subscribe', 'partnerAction', 'trigger', 'actionSlug', 'mapping'].some((key) => key in value)

const isRupt = ({ libraryName, name, metadata }: Json) =>
  isObject(metadata)
    ? metadata.slug === 'actions-rupt' || metadata.name === 'Rupt (Actions)'
    : libraryName === 'ruptDestination' || name === 'Rupt'

const nameOf = ({ creationName, name, metadata }: Json) =>
  String((isObject(metadata) && metadata.name) || creationName || name)

function fromEntries(entries: Json[], notes: Note[]): Found {
  const ours = entries.filter(isRupt)
  const names = entries.filter((entry) => !isRupt(entry)).map(nameOf)
  if (ours.length === 0) {
    throw new Error(
      `Rupt (Actions) is not in this document${names.length > 0 ? `, only ${names.join(', ')}` : ''}. Is it enabled for this source?`
    )
  }
  leftOut(notes, 'destinations', names)
  if (ours.length > 1) notes.push({ kind: 'several', entries: ours.length })
  const [{ settings, enabled, metadata }] = ours
  if (enabled === false) notes.push({ kind: 'off' })
  const found = fromSettings(object(settings))
  if (metadata && !found.subscriptions) {
    notes.push({ kind: 'noMappings' })
  }
  return found
}

/** The settings of a destination, with its subscriptions among them or beside them. */
function fromSettings(value: Json): Found {
  const { subscriptions, settings = value } = value
  const list = unpacked(subscriptions)
  return { settings: object(settings), subscriptions: Array.isArray(list) ? list.filter(isObject) : undefined }
}

/** Terraform and Segment's own storage have objects as JSON in a string. */
const unpacked = (value: unknown) => (typeof value === 'string' && /^\s*[{[]/.test(value) ? readText(value) : value)

export function object(value: unknown): Json {
  const read = unpacked(value)
  return isObject(read) ? read : {}
}

/** What Segment's Public API says instead of an answer. */
function refused({ errors }: Json): string | undefined {
  const [first] = Array.isArray(errors) ? (errors as Json[]) : []
  return first ? `This is an error of Segment’s Public API: ${String(first.message ?? first.type)}` : undefined
}

/** What else of a settings document decides whether Rupt gets an event. */
function notTaken(document: Json, notes: Note[]): void {
  const { middlewareSettings, integrations, plan } = document as Partial<SettingsDocument>
  const rules = middlewareSettings?.routingRules ?? []
  const { consentSettings } = (integrations?.[INTEGRATION] ?? {}) as { consentSettings?: { categories?: string[] } }
  const what: Extract<Note, { kind: 'notTaken' }>['what'] = []
  if (Array.isArray(rules) && rules.some((rule) => rule?.destinationName === INTEGRATION)) what.push('filters')
  if ((consentSettings?.categories ?? []).length > 0) what.push('consent')
  if (leavesOutRupt(plan)) what.push('plan')
  if (what.length > 0) notes.push({ kind: 'notTaken', what })
}

/** Whether a tracking plan switches anything off. */
function leavesOutRupt(plan: unknown): boolean {
  if (!isObject(plan)) return false
  return Object.values(plan).some((part) => isObject(part) && Object.values(part).some(isSwitchedOff))
}

const isSwitchedOff = (rule: unknown) =>
  isObject(rule) &&
  (rule.enabled === false || (isObject(rule.integrations) && Object.values(rule.integrations).includes(false)))
