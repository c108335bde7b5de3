// Runs mappings as Segment's runtime does in the browser.
import { transform } from '@segment/actions-core/mapping-kit'
import validate from '@segment/actions-core/mapping-kit/validate'
import { sourceOf } from './source'

export type Mapping = Record<string, unknown>

/** Throws what the browser's runtime throws. */
export function run(mapping: Mapping, event: object): Record<string, unknown> {
  const { text, liquid } = withoutLiquid(mapping)
  try {
    return transform(JSON.parse(text) as never, event as never)
  } catch (error) {
    throw liquid && (error as Error).message === UNABLE_MESSAGE ? new Error(NO_LIQUID) : error
  }
}

/** A directive that is let through until it is run: as `@liquid` in the browser, and not in Node. */
const UNABLE = { '@case': {} }
const UNABLE_MESSAGE = '@case requires a "operator" key'

/** As the bundle says it. */
export const NO_LIQUID = 'Rupt: @liquid does not work in the browser. Use @template, @if or @path.'

/** As a text, since the mapping kit fills in what a mapping lacks. */
function withoutLiquid(mapping: Mapping): { text: string; liquid: boolean } {
  let liquid = false
  const text = JSON.stringify(mapping, (_, value: unknown) => {
    // An empty template comes to an empty text.
    if (typeof value !== 'object' || value === null || !('@liquid' in value)) return value
    if (value['@liquid'] === '') return ''
    liquid = true
    return UNABLE
  })
  return { text, liquid }
}

/** The value of one field, or undefined where it has none or cannot run. */
export function valueOf(mapping: unknown, event: object): unknown {
  try {
    return run({ value: mapping }, event).value
  } catch {
    return undefined
  }
}

/** Why a field's mapping can never run, whatever the event: the mapping kit refuses it, or no browser runs it. */
export function errorOf(key: string, mapping: unknown): string | undefined {
  try {
    validate({ [key]: mapping })
    const source = sourceOf(mapping)
    return source.kind === 'unable' && withoutLiquid({ mapping }).liquid ? NO_LIQUID : undefined
  } catch (error) {
    return messageOf(error as Error)
  }
}

/** The mapping kit throws one error for everything it rejects; its parts have the details. */
export function messageOf(error: Error & Partial<Iterable<Error>>): string {
  return error[Symbol.iterator]
    ? Array.from(error as Iterable<Error>, ({ message }) => message).join(' ')
    : error.message
}
