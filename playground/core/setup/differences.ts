// What to change in the Segment app so that it has this setup.
import { FIELD_KEYS, FIELDS, SETTING_KEYS, SETTINGS } from '../definition'
import { sourceOf } from '../mapping/source'
import { sourceText } from '../words/mappings'
import { toSubscription } from './setup'
import type { Mapping, Setup } from './setup'

/** The changes in the words of the Segment app, one a line. */
export function differences(before: Setup, now: Setup): string[] {
  const settings = SETTING_KEYS.flatMap((key) =>
    change(`Settings: ${SETTINGS[key].label}`, before.settings[key] ?? '', now.settings[key] ?? '')
  )
  const removed = before.mappings.filter(({ id }) => !now.mappings.some((mapping) => mapping.id === id))
  return [
    ...settings,
    ...now.mappings.flatMap((mapping) => {
      const old = before.mappings.find(({ id }) => id === mapping.id)
      return old ? inMapping(old, mapping) : added(mapping)
    }),
    ...removed.map(({ name }) => `Remove the mapping “${name}”.`)
  ]
}

const change = (what: string, from: string, to: string): string[] =>
  from.trim() === to.trim() ? [] : [`${what}: from ${from.trim() || 'nothing'} to ${to.trim() || 'nothing'}.`]

function inMapping(old: Mapping, { name, enabled, trigger, fields }: Mapping): string[] {
  return [
    ...change('Name of the mapping', old.name, name),
    ...(enabled === old.enabled ? [] : [`Turn the mapping “${name}” ${enabled ? 'on' : 'off'}.`]),
    ...change(`Mapping “${name}”, Trigger`, old.trigger, trigger),
    ...FIELD_KEYS.flatMap((key) =>
      change(`Mapping “${name}”, ${FIELDS[key].label}`, source(old.fields[key]), source(fields[key]))
    )
  ]
}

function added({ name, trigger, fields }: Mapping): string[] {
  const mapped = FIELD_KEYS.flatMap((key) =>
    (fields[key] ?? '').trim() === '' ? [] : [`${FIELDS[key].label}: ${source(fields[key])}`]
  )
  return [`Add the mapping “${name}”. Trigger: ${trigger}. ${mapped.join('. ')}.`]
}

/** In words where it can be read, else as it was typed. */
function source(text = ''): string {
  try {
    return text.trim() === '' ? '' : sourceText(sourceOf(JSON.parse(text)))
  } catch {
    return text
  }
}

/** The changed mappings, as Segment's Public API wants them. Those that cannot be read are left out. */
export function forApi(before: Setup, now: Setup): object[] {
  return now.mappings.flatMap((mapping) => {
    const old = before.mappings.find(({ id }) => id === mapping.id)
    if (old && inMapping(old, mapping).length === 0) return []
    try {
      const { name, enabled, subscribe, mapping: settings } = toSubscription(mapping)
      return [{ name, enabled, trigger: subscribe, settings }]
    } catch {
      return []
    }
  })
}
