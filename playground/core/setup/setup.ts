// A setup: the destination's settings and mappings, as the fields hold them.
import { DEFAULT_TRIGGER, FIELD_KEYS, FIELDS, TITLE } from '../definition'
import type { FieldKey, Settings } from '../definition'
import { readJson } from '../json'
import { errorOf } from '../mapping/run'
import type { Subscription } from '../running'

export interface Mapping {
  id: string
  name: string
  enabled: boolean
  trigger: string
  /** Each field's mapping as JSON; a blank one leaves the field unmapped. */
  fields: { [key in FieldKey]?: string }
}

export interface Setup {
  settings: Settings
  mappings: Mapping[]
}

export const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

const textsOf = (mapping: Record<string, unknown>): Mapping['fields'] =>
  Object.fromEntries(FIELD_KEYS.map((key) => [key, json(mapping[key])]))

const DEFAULT_FIELDS = textsOf(Object.fromEntries(FIELD_KEYS.map((key) => [key, FIELDS[key].default])))

export const defaultMapping = (id: string): Mapping => ({
  id,
  name: TITLE,
  enabled: true,
  trigger: DEFAULT_TRIGGER,
  fields: DEFAULT_FIELDS
})

/** `base` is the path of the folder with the site's pages. */
export const defaultSetup = (base = '/'): Setup => ({
  settings: {
    client_id: 'playground',
    new_account_url: `${base}landing/new-account`,
    logout_url: `${base}landing/signed-out`,
    success_url: `${base}landing/verified`,
    suspended_url: `${base}landing/suspended`
  },
  mappings: [defaultMapping('1')]
})

/** Whether this is the mapping that every setup starts with, unchanged. */
export const isUntouched = ({ enabled, trigger, fields }: Mapping) =>
  enabled && trigger === DEFAULT_TRIGGER && json(fields) === json(DEFAULT_FIELDS)

export const toMapping = ({ name, enabled, subscribe, mapping }: Subscription, id: string): Mapping => ({
  id,
  name,
  enabled,
  trigger: subscribe,
  fields: textsOf(mapping)
})

/** An unused ID: one more than the highest. */
export const nextId = (mappings: Mapping[]) => String(Math.max(0, ...mappings.map(({ id }) => Number(id) || 0)) + 1)

/** As Segment stores it. Throws if a field is invalid. */
export const toSubscription = ({ name, enabled, trigger, fields }: Mapping): Subscription => ({
  name,
  enabled,
  partnerAction: 'attach',
  subscribe: trigger,
  mapping: Object.fromEntries(
    FIELD_KEYS.flatMap((key) => {
      const text = fields[key] ?? ''
      return text.trim() === '' ? [] : [[key, parseMapping(key, text)]]
    })
  )
})

/** The ID of a field's element: of a setting, or of a field or the trigger of a mapping. */
export const fieldId = (key: string, mapping?: string) => (mapping ? `mapping-${mapping}-${key}` : `setting-${key}`)

/** Thrown for a bare `$.userId`. */
export class BarePath extends Error {
  constructor(readonly path: string) {
    super(path)
  }
}

/** Thrown for a mapping that can never run, with the runtime's message. */
export class CannotRun extends Error {}

/** The mapping of a field. Throws if it cannot be read or run. */
export function parseMapping(key: FieldKey, text: string): unknown {
  const [, path] = /^"?(\$\.[^"]*)"?$/.exec(text.trim()) ?? []
  if (path) throw new BarePath(path)
  const mapping = readJson(text)
  const error = errorOf(key, mapping)
  if (error !== undefined) throw new CannotRun(error)
  return mapping
}
