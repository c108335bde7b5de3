// Reads a setup from anything that Segment gives.
import type { Subscription } from '../../protocol'
import { readPasted } from '../json'
import { FIELDS, isUntouched, json, MAX_MAPPINGS, SETTINGS, TITLE, toMapping } from './setup'
import type { Setup } from './setup'
import { isTerraform, readTerraform } from './terraform'

export interface Pasted {
  setup: Setup
  /** What was taken, and what was left out. */
  said: string[]
}

type Json = Record<string, unknown>

/** The text is where the setup is, and not the setup. */
export class Elsewhere extends Error {
  constructor(
    message: string,
    readonly address: string
  ) {
    super(message)
  }
}

/** The address of a source's settings document. */
export const settingsAddress = (writeKey: string) =>
  `https://cdn.segment.com/v1/projects/${encodeURIComponent(writeKey)}/settings`

/**
 * Takes a settings document, its `remotePlugins`, its Rupt entry, the settings of that entry, a mapping, one or more
 * subscriptions, or a destination, as Segment's CDN, Public API or Terraform provider has them. A setting that is missing
 * becomes empty. Without settings in the text the current ones stay, and likewise the mappings.
 *
 * Throws if it contains nothing for Rupt. A mapping alone becomes that of `open`, the ID of one of the mappings.
 */
export function paste(text: string, before: Setup, open = before.mappings[0]?.id): Pasted {
  const said: string[] = []
  const value = read(text.trim())
  if (typeof value !== 'object' || value === null) throw new Error(WANTED)
  if (isMapping(value)) return intoMapping(value, before, open)
  const { settings, subscriptions, single } = find(value, said)

  const known = Object.keys(settings ?? {}).filter((key) => SETTING_KEYS.includes(key))
  const unknown = Object.keys(settings ?? {}).filter((key) => ![...SETTING_KEYS, ...SEGMENTS_OWN].includes(key))
  if (known.length > 0) leftOut(said, 'settings', unknown)
  const taken =
    known.length > 0
      ? Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, asString(settings?.[key])]))
      : before.settings

  const mappings = subscriptions?.flatMap((subscription) => readSubscription(subscription, said)) ?? []
  if (subscriptions && subscriptions.length > 0 && mappings.length === 0) {
    throw new Error(`It contains no ${TITLE} mapping. ${said.join(' ')}`)
  }
  const replaces = subscriptions && !(single && !before.mappings.every(isUntouched))
  const kept = replaces || !subscriptions ? [] : before.mappings
  const all = subscriptions ? [...kept, ...numbered(mappings, kept)] : before.mappings
  if (all.length > MAX_MAPPINGS)
    leftOut(
      said,
      'mappings',
      all.slice(MAX_MAPPINGS).map(({ name }) => name)
    )
  if (mappings.length > 0 && all.every(({ enabled }) => !enabled)) said.push('All mappings are off: turn one on.')

  const what = [
    known.length > 0 ? `${known.length} ${known.length === 1 ? 'setting' : 'settings'}` : '',
    subscriptions ? `${mappings.length} ${mappings.length === 1 ? 'mapping' : 'mappings'}` : ''
  ].filter(Boolean)
  if (what.length === 0) throw new Error('It contains neither settings nor mappings for Rupt.')
  return {
    setup: { settings: taken, mappings: all.slice(0, MAX_MAPPINGS) },
    said: [`Imported ${what.join(' and ')}${kept.length > 0 ? ', added to the existing mappings' : ''}.`, ...said]
  }
}

function read(text: string): unknown {
  if (/^https?:\/\/\S+$/.test(text)) throw new Elsewhere('This is an address. The setup is what it leads to.', text)
  if (/^[A-Za-z0-9]{20,40}$/.test(text)) {
    throw new Elsewhere('This looks like a write key. The setup is in its settings document.', settingsAddress(text))
  }
  if (isTerraform(text)) return readTerraform(text)
  return unwrapped(readPasted(text))
}

/** What is in the `data` of an answer of Segment's Public API, which clients print with a `data` of their own around it. */
function unwrapped(value: unknown): unknown {
  if (!isObject(value)) return value
  if (isObject(value.data)) return unwrapped(value.data)
  if (isObject(value.subscription)) return value.subscription
  if (isObject(value.destination)) return fromDestination(value.destination)
  return isObject(value.log) && Array.isArray(value.log.entries) ? fromHar(value.log.entries) : value
}

function fromDestination({ settings, metadata }: Json): Json {
  const { name } = isObject(metadata) ? metadata : {}
  if (typeof name === 'string' && !name.startsWith('Rupt'))
    throw new Error(`This destination is ${name}, not Rupt (Actions).`)
  return isObject(settings) ? settings : {}
}

/** What a browser recorded of a page may have the settings document in it. */
function fromHar(entries: unknown[]): unknown {
  const texts = entries.map(
    (entry) => (entry as { response?: { content?: { text?: unknown } } }).response?.content?.text
  )
  const found = texts.find((text): text is string => typeof text === 'string' && text.includes('"remotePlugins"'))
  if (found === undefined) throw new Error('This is a HAR file without a settings document. Paste the document itself.')
  return readPasted(found)
}

/** The fields of one mapping, and nothing else. */
const isMapping = (value: object) => {
  const keys = Object.keys(value)
  return !Array.isArray(value) && keys.length > 0 && keys.every((key) => FIELD_KEYS.includes(key))
}

function intoMapping(value: object, { settings, mappings }: Setup, open: string | undefined): Pasted {
  const target = mappings.find(({ id }) => id === open)
  if (!target) throw new Error('This is a mapping without a trigger. Add a mapping first, and paste it again.')
  const fields = Object.fromEntries(FIELD_KEYS.map((key) => [key, json((value as Json)[key])]))
  return {
    setup: { settings, mappings: mappings.map((mapping) => (mapping === target ? { ...target, fields } : mapping)) },
    said: [`Replaced the fields of “${target.name}”.`]
  }
}

const SETTING_KEYS = Object.keys(SETTINGS)
const FIELD_KEYS = Object.keys(FIELDS)

/** Keys that Segment adds to a destination's settings for itself. */
const SEGMENTS_OWN = ['subscriptions', 'versionSettings', 'bundlingStatus', 'type', 'metadata']

export const WANTED = 'Paste a settings document, an answer of Segment’s Public API, a mapping, or a Terraform block.'

interface Found {
  settings?: Json
  subscriptions?: Json[]
  single?: boolean
}

function find(value: object, said: string[]): Found {
  if (Array.isArray(value)) {
    const list = value.filter(isObject)
    if (list.some(isPlugin)) return fromPlugins(list, said)
    if (list.some(isSubscription)) return { subscriptions: list }
    throw new Error(value.length === 0 ? `This list is empty. ${WANTED}` : WANTED)
  }
  const { remotePlugins, subscriptions } = value as { remotePlugins?: unknown; subscriptions?: unknown }
  if (Array.isArray(remotePlugins)) return fromPlugins(remotePlugins.filter(isObject), said)
  if (isPlugin(value as Json)) return fromPlugins([value as Json], said)
  if (isSubscription(value as Json)) return { subscriptions: [value as Json], single: true }
  if (subscriptions !== undefined || Object.keys(value).some((key) => SETTING_KEYS.includes(key)))
    return fromSettings(value as Json)
  if ('integrations' in value) {
    throw new Error(
      'This settings document has no remotePlugins: no destination of this kind is enabled for the source.'
    )
  }
  throw new Error(WANTED)
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlugin = (value: Json) => 'libraryName' in value || 'creationName' in value
const isSubscription = (value: Json) =>
  ['subscribe', 'partnerAction', 'actionSlug', 'trigger'].some((key) => key in value) ||
  ('mapping' in value && !isPlugin(value))
const isRupt = ({ libraryName, name }: Json) => libraryName === 'ruptDestination' || name === 'Rupt'

function fromPlugins(plugins: Json[], said: string[]): Found {
  const ours = plugins.filter(isRupt)
  const others = plugins.filter((plugin) => !isRupt(plugin))
  const names = others.map(({ creationName, name }) => String(creationName ?? name))
  if (ours.length === 0) {
    throw new Error(
      `Rupt (Actions) is not in this document${names.length > 0 ? `, only ${names.join(', ')}` : ''}. Is it enabled for this source?`
    )
  }
  leftOut(said, 'other destinations', names)
  if (ours.length > 1) said.push(`It contains Rupt ${ours.length} times. The first entry was used.`)
  return fromSettings(isObject(ours[0].settings) ? ours[0].settings : {})
}

function fromSettings(settings: Json): Found {
  const { subscriptions: saved } = settings
  const subscriptions = typeof saved === 'string' ? readPasted(saved) : saved
  return { settings, subscriptions: Array.isArray(subscriptions) ? subscriptions.filter(isObject) : undefined }
}

function readSubscription(value: Json, said: string[]): Subscription[] {
  const name = typeof value.name === 'string' && value.name.trim() ? value.name : TITLE
  const { actionSlug = 'attach', trigger, settings } = value
  const { partnerAction = actionSlug, enabled = true, subscribe = trigger, mapping: saved = settings } = value
  if (partnerAction !== 'attach') {
    said.push(`Left out “${name}”: its action is ${String(partnerAction)}, not attach.`)
    return []
  }
  if (typeof subscribe !== 'string') {
    said.push(`Left out “${name}”: it has no trigger, such as "subscribe": "type = \\"page\\"".`)
    return []
  }
  const mapping = isObject(saved) ? saved : {}
  leftOut(
    said,
    `fields of “${name}”`,
    Object.keys(mapping).filter((key) => !FIELD_KEYS.includes(key))
  )
  return [{ name, enabled: Boolean(enabled), partnerAction, subscribe, mapping }]
}

function leftOut(said: string[], what: string, names: string[]): void {
  if (names.length > 0) said.push(`Left out ${what}: ${names.join(', ')}.`)
}

/** Mappings with unused IDs. */
function numbered(subscriptions: Subscription[], kept: Setup['mappings']): Setup['mappings'] {
  const start = Math.max(0, ...kept.map(({ id }) => Number(id) || 0))
  return subscriptions.map((subscription, index) => toMapping(subscription, String(start + index + 1)))
}

const asString = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
