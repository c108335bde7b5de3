// Where a field's value comes from, and what to do about what is missing.
import { FIELDS } from '../definition'
import type { FieldKey } from '../definition'
import type { FieldRow, FieldState } from '../mapping/field'
import type { Source } from '../mapping/source'
import { listed } from './values'

export const labelOf = (key: FieldKey) => FIELDS[key].label

const quoted = (text: string) => `“${text}”`

/** Where a mapping's value comes from. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'unmapped':
      return 'not mapped'
    case 'constant':
      return `always ${JSON.stringify(source.value)}`
    case 'path':
      return typeof source.path === 'string'
        ? source.path || 'the whole event'
        : `what is at ${sourceText(source.path)}`
    case 'template':
      return typeof source.template === 'string'
        ? `the template ${quoted(source.template)}`
        : `the template in ${sourceText(source.template)}`
    case 'choice':
      return choiceText(source)
    case 'case':
      return `${sourceText(source.of)} in ${source.to} case`
    case 'replace':
      return `${sourceText(source.of)}, with ${listed(source.pairs.map(([from, to]) => `${quoted(from)} replaced by ${quoted(to)}`))}`
    case 'json':
      return source.mode === 'decode' ? `${sourceText(source.of)}, read as JSON` : `${sourceText(source.of)} as JSON`
    case 'flatten':
      return `${sourceText(source.of)}, its names joined by ${quoted(source.separator)}`
    case 'merge':
      return `${listed(source.of.map(sourceText))}, merged`
    case 'each':
      return source.shape ? `for each of ${sourceText(source.of)}: ${sourceText(source.shape)}` : sourceText(source.of)
    case 'transform':
      return `${sourceText(source.then)}, of this: ${sourceText(source.apply)}`
    case 'withoutNull':
      return `${sourceText(source.of)}, without what is null`
    case 'object':
      return source.parts.map(([name, part]) => `${name}: ${sourceText(part)}`).join(', ')
    case 'list':
      return `a list of ${listed(source.parts.map(sourceText))}`
    case 'unable':
      return `${source.directive}, which does not run in a browser`
  }
}

function choiceText({ test, of, then, else: otherwise }: Extract<Source, { kind: 'choice' }>): string {
  const [tested, first] = [sourceText(of), branch(then)]
  const rest = `else ${branch(otherwise)}`
  if (tested === first && test === 'exists') return `${first}, ${rest}`
  return `if ${tested} ${test === 'exists' ? 'exists' : 'is not blank'}: ${first}, ${rest}`
}

const branch = (source: Source) => (source.kind === 'unmapped' ? 'nothing' : sourceText(source))

const UNUSABLE: Record<FieldKey, string> = {
  account: 'neither a string nor a number',
  email: 'neither a string nor a number',
  phone: 'neither a string nor a number',
  metadata: 'not an object',
  include_page: 'neither true nor false'
}

/** Why a value is not sent, or what happens without one. */
export function stateText(state: FieldState): string | undefined {
  switch (state.kind) {
    case 'noEmail':
      return 'not an email address'
    case 'path':
      return 'Rupt gets the page’s path'
    case 'emptyMetadata':
      return 'nothing of it is in this event'
    case 'withoutAccount':
      return 'nothing is sent without an account'
    case 'unusable':
      return { blank: 'blank', nothing: 'a text that stands for nothing', type: UNUSABLE[state.key] }[state.because]
    default:
      return undefined
  }
}

/** What to do about a field. */
export function fieldAdvice(key: FieldKey, state: FieldState): string | undefined {
  const label = labelOf(key)
  switch (state.kind) {
    case 'nobody':
      return state.identifies
        ? 'Pass the user’s ID to identify.'
        : 'Nobody is signed in: call identify before this event.'
    case 'unmapped':
      return `${label} is not mapped.`
    case 'elsewhere':
      return `This event has it at ${state.path}: map ${label} to $.${state.path}.`
    case 'partly':
      return `The mapping makes nothing of this event${state.empty.length > 0 ? `, which has no ${listed(state.empty, 'or')}` : ''}.`
    case 'missing':
      return `${missingText(state.places)}: ${missingAdvice(key, state.traits)}`
    case 'noEmail':
      return 'Rupt gets this as the email, and cannot write to it.'
    default:
      return undefined
  }
}

function missingAdvice(key: FieldKey, traits: boolean): string {
  const label = labelOf(key)
  if (key === 'account') return 'send it with the event, or map Account to $.userId.'
  if (!traits) return `send it, or map ${label} to the field that has it in your events.`
  return `pass traits with the page view, or add a mapping for identify that takes ${label} from $.traits.${key}.`
}

function missingText(places: number): string {
  if (places > 2) return 'None of them is in this event'
  return places === 2 ? 'Neither is in this event' : 'It is missing from this event'
}

/** What a mapping makes of an event that is being typed, where it is not as it should be. */
export function rowText({ key, state, value }: FieldRow): string | undefined {
  const why = fieldAdvice(key, state) ?? (value === undefined ? stateText(state) : undefined)
  return why && `${labelOf(key)}: ${why}`
}
