// The destination as one sets it up in the Segment app: its settings, and the mapping of its one action.
import { transform } from '@segment/actions-core/mapping-kit'
import { parseFql } from '@segment/destination-subscriptions'
import { redirectUrls } from '../src/redirectUrls'
import { doubleQuoted } from '../src/triggers'
import { destination } from '../dist/index.js'
import { copy, element, find } from './dom'
import { restore, save } from './running'
import type { Running } from './running'
import { defaults, json, remember, state } from './state'

type Input = HTMLInputElement | HTMLTextAreaElement

interface Field {
  label: string
  description: string
  required?: unknown
  input: Input
  read: () => string
  write: (text: string) => void
  /** Throws where the text cannot be run. */
  parse: (text: string) => unknown
  /** What one should know of a text that can be run. */
  note?: (text: string) => string
}

const { settings, actions } = destination
const { fields } = actions.attach

/** Builds the form. `apply` is called when there is something new to run; a text that does not parse leaves all as it was. */
export function destinationForm(apply: () => void): void {
  const settingFields = Object.entries(settings ?? {}).map(settingField)
  const mappingFields = [triggerField(), ...Object.entries(fields).map(mappingField)]
  const subscription = subscriptionField()
  find('#settings').append(...settingFields.map(labelled))
  find('#mapping').append(...mappingFields.map(labelled))
  find('#subscription').append(labelled(subscription))

  const edited = [...settingFields, ...mappingFields]
  const saved = () => {
    const invalid = edited.filter((field) => !check(field))
    find('#blocked').textContent =
      invalid.length > 0 ? `Not applied before ${invalid.map(({ label }) => label).join(', ')} can be read.` : ''
    if (invalid.length === 0) save(draft())
    return invalid.length === 0
  }
  const show = (...shown: Field[]) => {
    for (const field of shown) {
      field.input.value = field.read()
      check(field)
    }
  }

  for (const field of edited) {
    field.input.addEventListener('input', () => {
      field.write(field.input.value)
      if (saved() && mappingFields.includes(field)) show(subscription)
    })
  }
  subscription.input.addEventListener('input', () => {
    if (!check(subscription)) return
    subscription.write(subscription.input.value)
    show(...mappingFields)
    saved()
  })
  for (const field of [...edited, subscription]) {
    field.input.addEventListener('change', () => {
      if (check(field) && saved()) apply()
    })
  }

  const copyButton = find('#copy-subscription')
  copyButton.addEventListener('click', () => void copy(copyButton, subscription.read()))
  find('#defaults').addEventListener('click', () => {
    const { settings, trigger, mapping } = defaults()
    remember({ settings, trigger, mapping })
    show(...edited)
    saved()
    show(subscription)
    apply()
  })

  if (!restore()) save(draft())
  show(...edited, subscription)
}

function settingField([key, setting]: [string, NonNullable<typeof settings>[string]]): Field {
  return {
    ...setting,
    input: element('input', { name: key }),
    read: () => state.settings[key] ?? '',
    write: (text) => remember({ settings: { ...state.settings, [key]: text } }),
    parse: () => undefined,
    note: () => settingNote(key, Boolean(setting.required))
  }
}

function triggerField(): Field {
  return {
    label: 'Trigger',
    description: 'Which events it takes, in Segment’s FQL.',
    required: true,
    input: element('input', { name: 'trigger' }),
    read: () => state.trigger,
    write: (text) => remember({ trigger: text }),
    parse: parseTrigger
  }
}

function mappingField([key, field]: [string, (typeof fields)[string]]): Field {
  return {
    ...field,
    input: element('textarea', { name: key, rows: Math.max(1, json(field.default).split('\n').length) }),
    read: () => state.mapping[key] ?? '',
    write: (text) => remember({ mapping: { ...state.mapping, [key]: text } }),
    parse: (text) => parseMapping(key, text),
    note: (text) => (field.required && text.trim() === '' ? 'Without it, no device is ever attached.' : '')
  }
}

function subscriptionField(): Field {
  return {
    label: 'The subscription as JSON',
    description: 'What Segment stores of the mapping. Paste another one over it.',
    input: element('textarea', { name: 'subscription', rows: 6 }),
    read: () => json(restore()!.subscription),
    write: (text) => takeSubscription(text),
    parse: parseSubscription
  }
}

/** What is in the fields, which all parse. */
function draft(): Running {
  const mapping = Object.entries(state.mapping).flatMap(([key, text]) =>
    text.trim() === '' ? [] : [[key, JSON.parse(text)]]
  )
  return {
    settings: state.settings,
    subscription: {
      name: actions.attach.title,
      enabled: true,
      partnerAction: 'attach',
      subscribe: state.trigger,
      mapping: Object.fromEntries(mapping) as Record<string, unknown>
    }
  }
}

function takeSubscription(text: string): void {
  const { subscribe, mapping } = parseSubscription(text)
  remember({
    trigger: subscribe,
    mapping: Object.fromEntries(Object.keys(fields).map((key) => [key, json(mapping[key])]))
  })
}

function parseSubscription(text: string): Running['subscription'] {
  const subscription = parseJson(text) as Partial<Running['subscription']> | null
  if (Array.isArray(subscription)) throw new Error('This is a list: paste one subscription of it')
  if (typeof subscription?.subscribe !== 'string')
    throw new Error('It needs a trigger: "subscribe": "type = \\"page\\""')
  const {
    name = actions.attach.title,
    enabled = true,
    partnerAction = 'attach',
    subscribe,
    mapping = {}
  } = subscription
  if (!enabled || partnerAction !== 'attach')
    throw new Error('Segment would not run it: it is disabled, or of another action')
  parseTrigger(subscribe)
  for (const [key, value] of Object.entries(mapping)) {
    if (!(key in fields)) throw new Error(`Attach Device has no field "${key}", only ${Object.keys(fields).join(', ')}`)
    parseMapping(key, json(value))
  }
  return { name, enabled, partnerAction, subscribe, mapping }
}

function parseTrigger(text: string): void {
  if ('error' in parseFql(doubleQuoted(text))) {
    throw new Error('Segment’s runtime cannot read this trigger, and would take no event. An example: type = "page"')
  }
}

function parseMapping(key: string, text: string): void {
  if (text.trim() === '') return
  const [, path] = /^"?(\$\.[^"]*)"?$/.exec(text.trim()) ?? []
  if (path) throw new Error(`To take ${path} from the event, write {"@path": "${path}"}`)
  // The mapping kit looks at the directives when it runs.
  transform({ [key]: parseJson(text) as never }, {})
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`Not JSON: ${(error as Error).message}. A text needs double quotes around it`)
  }
}

function settingNote(key: string, required: boolean): string {
  const value = state.settings[key]?.trim() ?? ''
  if (value === '') return required ? 'Segment does not let you leave it empty.' : ''
  if (key === 'client_id') return ''
  if (redirectUrls(state.settings as never).unusable.includes(key as never))
    return 'Not a URL that a visitor can be sent to: it is left out.'
  if (/^[\w-]+(\.[\w-]+)+([/?:]|$)/.test(value)) return 'Without https:// in front, this is a path on your own site.'
  return ''
}

/** Says beside the field what is wrong with it. */
function check({ input, parse, note }: Field): boolean {
  let problem = ''
  try {
    parse(input.value)
  } catch (error) {
    problem = (error as Error).message
  }
  const place = document.getElementById(`${input.name}-problem`)!
  place.textContent = problem
    ? `${problem.replace(/\.$/, '')}. What ran before still runs.`
    : (note?.(input.value) ?? '')
  input.setAttribute('aria-invalid', String(problem !== ''))
  return problem === ''
}

function labelled({ label, description, required, input }: Field): HTMLElement {
  const { name } = input
  input.id = `field-${name}`
  input.spellcheck = false
  input.autocomplete = 'off'
  input.required = Boolean(required)
  input.setAttribute('aria-describedby', `${name}-description ${name}-problem`)

  const mark = required ? [element('span', { class: 'required', title: 'required' }, ' *')] : []
  return element(
    'div',
    { class: 'field' },
    element('label', { for: input.id }, label, ...mark),
    element('p', { id: `${name}-description`, class: 'description' }, description),
    input,
    element('p', { id: `${name}-problem`, class: 'problem', role: 'alert' })
  )
}
