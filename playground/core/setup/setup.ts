// A setup: the destination's settings and mappings, as the fields hold them.
import { transform } from '@segment/actions-core/mapping-kit'
import { redirectUrls } from '../../../src/redirectUrls'
import { destination } from '../../../src'
import type { Running, Subscription } from '../running'
import { readJson } from '../json'
import { messageOf, reads, readTrigger, triggerMends } from '../plan'
import type { Mend } from '../mend'

export interface Mapping {
  id: string
  name: string
  enabled: boolean
  trigger: string
  /** Each field's mapping as JSON; an empty string leaves the field unmapped. */
  fields: Record<string, string>
}

export interface Setup {
  settings: Record<string, string>
  mappings: Mapping[]
}

/** Something to know about a field. If `held`, its mapping cannot run. */
export interface Problem {
  field: string
  label: string
  text: string
  held: boolean
  fix?: Mend
}

/** Segment's limit for one destination. */
export const MAX_MAPPINGS = 50

export const { settings: SETTINGS = {}, actions } = destination
export const { fields: FIELDS, title: TITLE, defaultSubscription: DEFAULT_TRIGGER = '' } = actions.attach

export const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

const texts = (mapping: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(FIELDS).map((key) => [key, json(mapping[key])]))

const DEFAULT_FIELDS = texts(Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [key, field.default])))

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
  fields: texts(mapping)
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
    Object.entries(fields).flatMap(([key, text]) => (text.trim() === '' ? [] : [[key, parseMapping(key, text)]]))
  )
})

/** The mappings that run, and those that cannot yet. Nothing runs in place of an invalid one. */
export function runnable({ settings, mappings }: Setup): Pick<Running, 'settings' | 'subscriptions' | 'held'> {
  const enabled = mappings
    .filter((mapping) => mapping.enabled)
    .map((mapping) => ({ mapping, problem: mappingProblems(mapping).find(({ held }) => held) }))
  return {
    settings,
    subscriptions: enabled.filter(({ problem }) => !problem).map(({ mapping }) => toSubscription(mapping)),
    held: enabled.flatMap(({ mapping: { name }, problem }) =>
      problem ? [{ name, field: problem.label, reason: problem.text }] : []
    )
  }
}

/** The ID of a field's element: of a setting, or of a field or the trigger of a mapping. */
export const fieldId = (key: string, mapping?: string) => (mapping ? `mapping-${mapping}-${key}` : `setting-${key}`)

const MISSING: Record<string, string | undefined> = {
  client_id: 'Required. Without it, the destination is off.',
  new_account_url: 'Required in Segment, and not here.',
  logout_url: 'Without it, a device that the owner removes stays signed in.'
}

export function settingProblems(settings: Setup['settings']): Problem[] {
  const { unusable } = redirectUrls(settings as never, ANYWHERE)
  return Object.entries(SETTINGS).flatMap(([key, { label }]) => {
    const value = settings[key]?.trim() ?? ''
    const found = settingProblem(key, value, unusable.includes(key as never))
    return found ? [{ field: fieldId(key), label, held: key === 'client_id', ...found }] : []
  })
}

/** Any page: where a relative URL leads does not matter. */
const ANYWHERE = { URL: 'https://example.com/', baseURI: 'https://example.com/' }

function settingProblem(key: string, value: string, unusable: boolean): Pick<Problem, 'text' | 'fix'> | undefined {
  if (value === '') return MISSING[key] === undefined ? undefined : { text: MISSING[key] }
  if (!unusable) return undefined
  const text = 'A visitor cannot be sent to this. It is ignored, and Rupt’s default applies.'
  return isHost(value) ? { text, fix: { kind: 'setting', key, value: `https://${value}` } } : { text }
}

/** `app.example.com/bye`: a host without its scheme. */
const isHost = (value: string) => /^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(value)

const known = new WeakMap<Mapping, Problem[]>()

/** Found once for each mapping: a change makes a new one, and several parts of the page ask. */
export function mappingProblems(mapping: Mapping): Problem[] {
  const problems = known.get(mapping) ?? findProblems(mapping)
  known.set(mapping, problems)
  return problems
}

function findProblems(mapping: Mapping): Problem[] {
  const found = (key: string, label: string, text: string | undefined, held: boolean, fix?: Mend): Problem[] =>
    text ? [{ field: fieldId(key, mapping.id), label, text, held, fix }] : []

  const read = readTrigger(mapping.trigger)
  const { error, note } = read
  const [fix] = triggerMends(mapping.name, read)
  return [
    ...found('trigger', 'Trigger', error ?? note, error !== undefined, fix),
    ...Object.entries(FIELDS).flatMap(([key, { label, required }]) => {
      const text = mapping.fields[key] ?? ''
      if (text.trim() === '') {
        return found(key, label, required ? 'Without it, no device is ever attached.' : undefined, false)
      }
      try {
        const anonymous = reads(parseMapping(key, text), 'anonymousId') && key === 'account'
        return found(
          key,
          label,
          anonymous ? 'This also attaches anonymous visitors, each under a separate account.' : undefined,
          false
        )
      } catch (error) {
        return found(key, label, messageOf(error as Error), true)
      }
    })
  ]
}

export const problems = ({ settings, mappings }: Setup): Problem[] => [
  ...settingProblems(settings),
  ...mappings.filter(({ enabled }) => enabled).flatMap(mappingProblems)
]

/** The mapping of a field. Throws if it cannot be read or run, and says what to do. */
function parseMapping(key: string, text: string): unknown {
  const [, path] = /^"?(\$\.[^"]*)"?$/.exec(text.trim()) ?? []
  if (path) throw new Error(`To read ${path} from the event, write {"@path": "${path}"}.`)
  const mapping = readJson(text)
  // The mapping kit checks the directives when it runs.
  transform({ [key]: mapping as never }, {})
  return mapping
}
