// Reads a setup from anything that Segment exports.
import type { Subscription } from '../../protocol'
import { FIELDS, isUntouched, MAX_MAPPINGS, parseJson, SETTINGS, TITLE, toMapping } from './setup'
import type { Setup } from './setup'

export interface Pasted {
  setup: Setup
  /** What was taken, and what was left out. */
  said: string[]
}

type Json = Record<string, unknown>

/**
 * Takes a settings document, its `remotePlugins`, its Rupt entry, the settings of that entry, a list of subscriptions, or
 * one subscription. A setting that is missing becomes empty. Without settings in the text the current ones stay, and
 * likewise the mappings. Throws if it contains nothing for Rupt.
 */
export function paste(text: string, before: Setup): Pasted {
  const said: string[] = []
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) throw new Error(WANTED)
  const { settings, subscriptions, single } = find(value, said)

  const known = Object.keys(settings ?? {}).filter((key) => SETTING_KEYS.includes(key))
  leftOut(
    said,
    'settings',
    Object.keys(settings ?? {}).filter((key) => !SETTING_KEYS.includes(key) && key !== 'subscriptions')
  )
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

const SETTING_KEYS = Object.keys(SETTINGS)
const FIELD_KEYS = Object.keys(FIELDS)

export const WANTED =
  'Paste a Segment settings document, its remotePlugins, the Rupt entry, a list of subscriptions, or one subscription.'

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
  if (Array.isArray(subscriptions) || Object.keys(value).some((key) => SETTING_KEYS.includes(key)))
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
  'subscribe' in value || 'partnerAction' in value || ('mapping' in value && !isPlugin(value))
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
  const { subscriptions } = settings
  return { settings, subscriptions: Array.isArray(subscriptions) ? subscriptions.filter(isObject) : undefined }
}

function readSubscription(value: Json, said: string[]): Subscription[] {
  const name = typeof value.name === 'string' && value.name.trim() ? value.name : TITLE
  const { partnerAction = 'attach', enabled = true, subscribe } = value
  if (partnerAction !== 'attach') {
    said.push(`Left out “${name}”: its action is ${String(partnerAction)}, not attach.`)
    return []
  }
  if (typeof subscribe !== 'string') {
    said.push(`Left out “${name}”: it has no trigger, such as "subscribe": "type = \\"page\\"".`)
    return []
  }
  const mapping = isObject(value.mapping) ? value.mapping : {}
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
