// Advice that can be done: each is a button on a card or beside a field.
import { defaultMapping, fieldId, FIELDS, json, MAX_MAPPINGS, nextId, SETTINGS } from './setup'
import type { Mend } from '../mend'
import type { Mapping, Setup } from './setup'

export function labelOf(mend: Mend): string {
  switch (mend.kind) {
    case 'identify':
      return 'Add a mapping for identify'
    case 'identified':
      return 'Identify the visitor'
    case 'traits':
      return 'Send a page view with traits'
    case 'field':
      return `Map ${FIELDS[mend.key].label} to ${mend.path}`
    case 'trigger':
      return mend.label
    case 'setting':
      return `Add https:// to ${SETTINGS[mend.key].label}`
    case 'fill':
      return `Fill in ${SETTINGS[mend.key].label}`
  }
}

/** The setup with the mend, the field to look at, and what was done. Undefined if the setup no longer needs it. */
export function mended(
  setup: Setup,
  mend: Mend,
  preset: Setup
): { setup: Setup; field: string; said: string } | undefined {
  const { settings, mappings } = setup
  switch (mend.kind) {
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
        setup: { settings: { ...settings, [mend.key]: mend.value }, mappings },
        field: fieldId(mend.key),
        said: `Changed ${SETTINGS[mend.key].label} to ${mend.value}.`
      }
    case 'fill': {
      const value = preset.settings[mend.key]
      if (value) return mended(setup, { ...mend, kind: 'setting', value }, preset)
      return { setup, field: fieldId(mend.key), said: `Enter ${SETTINGS[mend.key].label}.` }
    }
    case 'field':
      return changed(
        setup,
        mend.mapping,
        mend.key,
        `Mapped ${FIELDS[mend.key].label} to ${mend.path}.`,
        ({ fields }) => ({
          fields: { ...fields, [mend.key]: json({ '@path': mend.path }) }
        })
      )
    case 'trigger':
      return changed(setup, mend.mapping, 'trigger', `Changed the trigger to ${mend.trigger}.`, () => ({
        trigger: mend.trigger
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
