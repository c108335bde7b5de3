// Makes a setup of what Segment has.
import type { Subscription } from '../../running'
import { FIELDS, isUntouched, MAX_MAPPINGS, nextId, SETTINGS, TITLE, toMapping } from '../setup'
import type { Mapping, Setup } from '../setup'
import { find, isField, isSetting, leftOut, object } from './find'
import type { Json } from './find'
import { readText } from './readText'

export { Elsewhere, settingsAddress, WANTED } from './words'

export interface Pasted {
  setup: Setup
  /** What was taken, and what was left out. */
  said: string[]
}

/**
 * Takes a settings document or any part of it, an answer of Segment's Public API, or Terraform. A setting that is missing
 * becomes empty. Without settings in the text the current ones stay, and likewise the mappings. A mapping by itself goes
 * into the one with the ID `open`. What is beyond `most` mappings is left out. Throws if there is nothing for Rupt.
 */
export function paste(text: string, before: Setup, open?: string, most = MAX_MAPPINGS): Pasted {
  const said: string[] = []
  const { settings = {}, subscriptions, single, mapping } = find(readText(text), said)
  if (mapping) return intoMapping(mapping, before, open, said)

  const known = Object.keys(settings).filter(isSetting)
  if (known.length > 0) leftOut(said, 'settings', Object.keys(settings).filter(isUnknown))
  const mappings = subscriptions?.flatMap((subscription) => readSubscription(subscription, said)) ?? []
  if (subscriptions && subscriptions.length > 0 && mappings.length === 0) {
    throw new Error(`It contains no ${TITLE} mapping. ${said.join(' ')}`)
  }
  if (mappings.length > 0 && !mappings.some(({ enabled }) => enabled)) {
    said.push(`${mappings.length === 1 ? 'It is' : 'All of them are'} off in Segment. Tick one to run it here.`)
  }

  const kept = single && !before.mappings.every(isUntouched) ? before.mappings : []
  const same = kept.find(({ name }) => name === mappings[0]?.name)
  const all = !subscriptions
    ? before.mappings
    : same
      ? kept.map((mapping) => (mapping === same ? toMapping(mappings[0], same.id) : mapping))
      : [...kept, ...numbered(mappings, kept)]
  leftOut(
    said,
    'mappings',
    all.slice(most).map(({ name }) => name)
  )

  const what = [
    known.length > 0 ? counted(known.length, 'setting') : '',
    subscriptions ? counted(mappings.length, 'mapping') : ''
  ].filter(Boolean)
  const whither = same
    ? ', in place of the one of that name'
    : kept.length > 0
      ? ', added to the existing mappings'
      : ''
  if (what.length === 0) throw new Error('It contains neither settings nor mappings for Rupt.')
  return {
    setup: {
      settings: known.length > 0 ? readSettings(settings) : before.settings,
      mappings: all.slice(0, most)
    },
    said: [`Imported ${what.join(' and ')}${whither}.`, ...said]
  }
}

/** What Segment adds to the settings of every destination. */
const OF_SEGMENT = ['subscriptions', 'versionSettings', 'type', 'bundlingStatus', 'componentTypes']

const isUnknown = (key: string) => !isSetting(key) && !OF_SEGMENT.includes(key)

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

const readSettings = (settings: Json) =>
  Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, asString(settings[key])]))

const asString = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** A subscription as Analytics.js gets it, or as the Public API has it. */
function readSubscription(value: Json, said: string[]): Subscription[] {
  const name = typeof value.name === 'string' && value.name.trim() ? value.name : TITLE
  const { enabled = true, partnerAction = value.actionSlug, subscribe = value.trigger } = value
  const mapping = object(value.mapping ?? value.settings)
  const leave = (why: string) => {
    said.push(`Left out “${name}”: ${why}.`)
    return []
  }
  if (![undefined, 'attach'].includes(partnerAction as never)) {
    return leave(`its action is ${String(partnerAction)}, not attach`)
  }
  const unknown = Object.keys(mapping).filter((key) => !isField(key))
  // Terraform names no action.
  if (!partnerAction && unknown.length > 0 && unknown.length === Object.keys(mapping).length) {
    return leave(`${TITLE} has no such fields: ${unknown.join(', ')}`)
  }
  if (typeof subscribe !== 'string') return leave('it has no trigger, such as "subscribe": "type = \\"page\\""')
  leftOut(said, `fields of “${name}”`, unknown)
  return [{ name, enabled: Boolean(enabled), partnerAction: 'attach', subscribe, mapping }]
}

/** The fields that it does not have become unmapped, as they are in Segment. */
function intoMapping(mapping: Json, before: Setup, open: string | undefined, said: string[]): Pasted {
  const target = before.mappings.length === 1 ? before.mappings[0] : before.mappings.find(({ id }) => id === open)
  if (!target)
    throw new Error('This is a mapping without its name and trigger. Open the one that it is for, and paste again.')
  leftOut(
    said,
    'fields',
    Object.keys(mapping).filter((key) => !isField(key))
  )
  const { name, enabled, trigger, id } = target
  const changed = toMapping({ name, enabled, partnerAction: 'attach', subscribe: trigger, mapping }, id)
  const labels = Object.keys(FIELDS)
    .filter((key) => key in mapping)
    .map((key) => FIELDS[key].label)
  return {
    setup: { ...before, mappings: before.mappings.map((other) => (other === target ? changed : other)) },
    said: [`“${name}” now maps ${labels.join(', ')}, and nothing else.`, ...said]
  }
}

/** Mappings with unused IDs. */
function numbered(subscriptions: Subscription[], kept: Mapping[]): Mapping[] {
  const first = Number(nextId(kept))
  return subscriptions.map((subscription, index) => toMapping(subscription, String(first + index)))
}
