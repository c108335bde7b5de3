// Advice that can be done: each is a button on a card or beside a field.
import { defaultMapping, fieldId, FIELDS, json, MAX_MAPPINGS, nextId, SETTINGS } from './setup'
import type { Mapping, Setup } from './setup'

export type Fix =
  /** A mapping that takes what is missing from the traits of identify. */
  | { kind: 'identify' }
  /** The visitor is identified, for a mapping that waits for it. */
  | { kind: 'identified' }
  /** The next page view has the visitor's traits. */
  | { kind: 'traits' }
  | { kind: 'field'; mapping: string; key: string; path: string }
  | { kind: 'trigger'; mapping: string; trigger: string; label: string }
  | { kind: 'setting'; key: string; value: string }
  /** A setting gets the preset's value, or at least the cursor. */
  | { kind: 'fill'; key: string }

export function labelOf(fix: Fix): string {
  switch (fix.kind) {
    case 'identify':
      return 'Add a mapping for identify'
    case 'identified':
      return 'Identify the visitor'
    case 'traits':
      return 'Send a page view with traits'
    case 'field':
      return `Map ${FIELDS[fix.key].label} to ${fix.path}`
    case 'trigger':
      return fix.label
    case 'setting':
      return `Add https:// to ${SETTINGS[fix.key].label}`
    case 'fill':
      return `Fill in ${SETTINGS[fix.key].label}`
  }
}

/** The setup with the fix, the field to look at, and what was done. Undefined if the setup no longer needs it. */
export function fixed(
  setup: Setup,
  fix: Fix,
  preset: Setup
): { setup: Setup; field: string; said: string } | undefined {
  const { settings, mappings } = setup
  switch (fix.kind) {
    case 'identified':
    case 'traits':
      return undefined
    case 'identify': {
      const there = mappings.find(isForIdentify)
      if (there) return { setup, field: fieldId('trigger', there.id), said: `“${there.name}” is there already.` }
      if (mappings.length >= MAX_MAPPINGS) return undefined
      const mapping = forIdentify(nextId(mappings))
      return {
        setup: { settings, mappings: [...mappings, mapping] },
        field: fieldId('trigger', mapping.id),
        said: `Added the mapping “${mapping.name}”.`
      }
    }
    case 'setting':
      return {
        setup: { settings: { ...settings, [fix.key]: fix.value }, mappings },
        field: fieldId(fix.key),
        said: `Changed ${SETTINGS[fix.key].label} to ${fix.value}.`
      }
    case 'fill': {
      const value = preset.settings[fix.key]
      if (value) return fixed(setup, { ...fix, kind: 'setting', value }, preset)
      return { setup, field: fieldId(fix.key), said: `Enter ${SETTINGS[fix.key].label}.` }
    }
    case 'field':
      return changed(setup, fix.mapping, fix.key, `Mapped ${FIELDS[fix.key].label} to ${fix.path}.`, ({ fields }) => ({
        fields: { ...fields, [fix.key]: json({ '@path': fix.path }) }
      }))
    case 'trigger':
      return changed(setup, fix.mapping, 'trigger', `Changed the trigger to ${fix.trigger}.`, () => ({
        trigger: fix.trigger
      }))
  }
}

function changed(
  { settings, mappings }: Setup,
  name: string,
  key: string,
  said: string,
  change: (mapping: Mapping) => Partial<Mapping>
) {
  const found = mappings.find((mapping) => mapping.name === name)
  if (!found) return undefined
  const next = mappings.map((mapping) => (mapping === found ? { ...found, ...change(found) } : mapping))
  return { setup: { settings, mappings: next }, field: fieldId(key, found.id), said }
}

const ON_IDENTIFY = 'type = "identify"'

const trait = (key: string) => json({ '@path': `$.traits.${key}` })

function forIdentify(id: string): Mapping {
  const mapping = defaultMapping(id)
  const fields = { ...mapping.fields, email: trait('email'), phone: trait('phone') }
  return { ...mapping, name: 'Attach Device on identify', trigger: ON_IDENTIFY, fields }
}

const isForIdentify = ({ enabled, trigger, fields }: Mapping) =>
  enabled && trigger === ON_IDENTIFY && fields.email === trait('email')
