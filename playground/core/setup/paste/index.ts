// Makes a setup of what Segment has.
import type { Subscription } from '../../running'
import { FIELD_KEYS, isField, isSetting, MAX_MAPPINGS, settingsOf, TITLE } from '../../definition'
import { noteText } from '../../words/paste'
import { isUntouched, nextId, toMapping } from '../setup'
import type { Mapping, Setup } from '../setup'
import { find, object } from './find'
import type { Json } from './find'
import { leftOut } from './note'
import type { Note } from './note'
import { readText } from './readText'

export { Elsewhere, settingsAddress, WANTED } from './words'

export interface Pasted {
  setup: Setup
  /** What was taken, and what was left out. */
  notes: Note[]
}

/**
 * Takes a settings document or any part of it, an answer of Segment's Public API, or Terraform. A setting that is missing
 * becomes empty. Without settings in the text the current ones stay, and likewise the mappings. A mapping by itself goes
 * into the one with the ID `open`. What is beyond `most` mappings is left out. Throws if there is nothing for Rupt.
 */
export function paste(text: string, before: Setup, open?: string, most = MAX_MAPPINGS): Pasted {
  const notes: Note[] = []
  const { settings = {}, subscriptions, single, mapping } = find(readText(text), notes)
  if (mapping) return intoMapping(mapping, before, open, notes)

  const known = Object.keys(settings).filter(isSetting)
  if (known.length > 0) leftOut(notes, 'settings', Object.keys(settings).filter(isUnknown))
  const mappings = subscriptions?.flatMap((subscription) => readSubscription(subscription, notes)) ?? []
  if (subscriptions && subscriptions.length > 0 && mappings.length === 0) {
    throw new Error(`It contains no ${TITLE} mapping. ${notes.map(noteText).join(' ')}`)
  }
  if (mappings.length > 0 && !mappings.some(({ enabled }) => enabled)) {
    notes.push({ kind: 'allOff', mappings: mappings.length })
  }

  const kept = single && !before.mappings.every(isUntouched) ? before.mappings : []
  const same = kept.find(({ name }) => name === mappings[0]?.name)
  const all = !subscriptions
    ? before.mappings
    : same
      ? kept.map((mapping) => (mapping === same ? toMapping(mappings[0], same.id) : mapping))
      : [...kept, ...numbered(mappings, kept)]
  const beyond = all.slice(most).map(({ name }) => name)
  leftOut(notes, 'mappings', beyond)

  const whither = same ? 'replaced' : kept.length > 0 ? 'added' : undefined
  if (known.length === 0 && !subscriptions) throw new Error('It contains neither settings nor mappings for Rupt.')
  return {
    setup: {
      settings: known.length > 0 ? settingsOf(settings) : before.settings,
      mappings: all.slice(0, most)
    },
    notes: [
      { kind: 'imported', settings: known.length, mappings: subscriptions ? mappings.length : undefined, whither },
      ...notes
    ]
  }
}

/** What Segment adds to the settings of every destination. */
const OF_SEGMENT = ['subscriptions', 'versionSettings', 'type', 'bundlingStatus', 'componentTypes']

const isUnknown = (key: string) => !isSetting(key) && !OF_SEGMENT.includes(key)

/** A subscription as Analytics.js gets it, or as the Public API has it. */
function readSubscription(value: Json, notes: Note[]): Subscription[] {
  const name = typeof value.name === 'string' && value.name.trim() ? value.name : TITLE
  const { enabled = true, partnerAction = value.actionSlug, subscribe = value.trigger } = value
  const mapping = object(value.mapping ?? value.settings)
  const leave = (because: Extract<Note, { kind: 'mappingLeftOut' }>['because']) => {
    notes.push({ kind: 'mappingLeftOut', name, because })
    return []
  }
  if (![undefined, 'attach'].includes(partnerAction as never)) {
    return leave({ kind: 'action', action: String(partnerAction) })
  }
  const unknown = Object.keys(mapping).filter((key) => !isField(key))
  // Terraform names no action.
  if (!partnerAction && unknown.length > 0 && unknown.length === Object.keys(mapping).length) {
    return leave({ kind: 'fields', fields: unknown })
  }
  if (typeof subscribe !== 'string') return leave({ kind: 'trigger' })
  leftOut(notes, 'fields', unknown, name)
  return [{ name, enabled: Boolean(enabled), partnerAction: 'attach', subscribe, mapping }]
}

/** The fields that it does not have become unmapped, as they are in Segment. */
function intoMapping(mapping: Json, before: Setup, open: string | undefined, notes: Note[]): Pasted {
  const target = before.mappings.length === 1 ? before.mappings[0] : before.mappings.find(({ id }) => id === open)
  if (!target)
    throw new Error('This is a mapping without its name and trigger. Open the one that it is for, and paste again.')
  const unknown = Object.keys(mapping).filter((key) => !isField(key))
  leftOut(notes, 'fields', unknown)
  const { name, enabled, trigger, id } = target
  const changed = toMapping({ name, enabled, partnerAction: 'attach', subscribe: trigger, mapping }, id)
  return {
    setup: { ...before, mappings: before.mappings.map((other) => (other === target ? changed : other)) },
    notes: [{ kind: 'intoMapping', name, fields: FIELD_KEYS.filter((key) => key in mapping) }, ...notes]
  }
}

/** Mappings with unused IDs. */
function numbered(subscriptions: Subscription[], kept: Mapping[]): Mapping[] {
  const first = Number(nextId(kept))
  return subscriptions.map((subscription, index) => toMapping(subscription, String(first + index)))
}
