// Does what advice says to a setup.
import { MAX_MAPPINGS } from '../definition'
import type { FieldKey, UrlKey } from '../definition'
import type { Mend } from '../mend'
import { identifyTrigger } from './identify'
import { defaultMapping, fieldId, json, nextId } from './setup'
import type { Mapping, Setup } from './setup'

/** What was done. */
export type Change =
  | { kind: 'addedMapping'; name: string; trigger: string; lost: string[] }
  | { kind: 'thereAlready'; name: string }
  | { kind: 'setting'; key: UrlKey; value: string }
  | { kind: 'toFill'; key: UrlKey }
  | { kind: 'field'; key: FieldKey; path: string }
  | { kind: 'trigger'; trigger: string }

export interface Mended {
  setup: Setup
  /** The element to look at. */
  field: string
  change: Change
}

/** What a mend makes of the setup. Undefined if it is not about the setup, or the setup no longer needs it. */
export function mended(setup: Setup, mend: Mend, preset: Setup): Mended | undefined {
  const { settings, mappings } = setup
  switch (mend.kind) {
    case 'identified':
    case 'traits':
      return undefined
    case 'identify':
      return withIdentify(setup, mend.trigger)
    case 'setting': {
      const { key, value } = mend
      return {
        setup: { settings: { ...settings, [key]: value }, mappings },
        field: fieldId(key),
        change: { kind: 'setting', key, value }
      }
    }
    case 'fill': {
      const value = preset.settings[mend.key]
      if (value) return mended(setup, { ...mend, kind: 'setting', value }, preset)
      return { setup, field: fieldId(mend.key), change: { kind: 'toFill', key: mend.key } }
    }
    case 'field': {
      const { key, path } = mend
      return changed(setup, mend.mapping, key, { kind: 'field', key, path }, ({ fields }) => ({
        fields: { ...fields, [key]: json({ '@path': path }) }
      }))
    }
    case 'trigger': {
      const { trigger } = mend.better
      return changed(setup, mend.mapping, 'trigger', { kind: 'trigger', trigger }, () => ({ trigger }))
    }
  }
}

function changed(
  { settings, mappings }: Setup,
  id: string,
  key: FieldKey | 'trigger',
  change: Change,
  make: (mapping: Mapping) => Partial<Mapping>
): Mended | undefined {
  const found = mappings.find((mapping) => mapping.id === id)
  if (!found) return undefined
  const next = mappings.map((mapping) => (mapping === found ? { ...found, ...make(found) } : mapping))
  return { setup: { settings, mappings: next }, field: fieldId(key, id), change }
}

function withIdentify(setup: Setup, forWhom: string): Mended | undefined {
  const { settings, mappings } = setup
  const { trigger, lost } = identifyTrigger(forWhom)
  const there = mappings.find((mapping) => isForIdentify(mapping, trigger))
  if (there) return { setup, field: fieldId('trigger', there.id), change: { kind: 'thereAlready', name: there.name } }
  if (mappings.length >= MAX_MAPPINGS) return undefined
  const mapping = forIdentify(nextId(mappings), trigger)
  return {
    setup: { settings, mappings: [...mappings, mapping] },
    field: fieldId('trigger', mapping.id),
    change: { kind: 'addedMapping', name: mapping.name, trigger, lost }
  }
}

const trait = (key: string) => json({ '@path': `$.traits.${key}` })

function forIdentify(id: string, trigger: string): Mapping {
  const mapping = defaultMapping(id)
  const fields = { ...mapping.fields, email: trait('email'), phone: trait('phone') }
  return { ...mapping, name: 'Attach Device on identify', trigger, fields }
}

const isForIdentify = ({ enabled, trigger, fields }: Mapping, wanted: string) =>
  enabled && trigger === wanted && fields.email === trait('email')
