/** Returns the text without the space around it, or undefined if that leaves none. */
export function text(value: unknown): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined
}

/**
 * Returns the Client ID, or nothing if it is missing. A copy from a web page can bring a zero-width space. The SDK sends
 * the Client ID in a header, which `fetch` would refuse, so only visible ASCII stays.
 */
export function clientId(setting: unknown): string | undefined {
  return text(setting)?.replace(/[^!-~]/g, '')
}

/** How many names the language itself puts on `Object.prototype`. */
const NAMES_OF_THE_LANGUAGE = 12

/**
 * Copies what has a value, without what a page adds to `Object.prototype`. It would reach Rupt otherwise: with a `domain`,
 * the SDK sends the fingerprint there. Pages do add to it: https://github.com/moment/moment/pull/4953
 *
 * The copy is an ordinary object wherever it can be: a site's wrapper of `Rupt.attach` may call `config.hasOwnProperty`,
 * or make a string of it. Segment's mapping reads such additions, too, so a field with the value that every object has
 * under that name is empty.
 */
export function ownValues<T extends object>(values: T): T {
  const every = {} as T
  const isOrdinary = Object.getOwnPropertyNames(Object.prototype).length <= NAMES_OF_THE_LANGUAGE
  // Not by `Object.create`, which old pages replace with one that takes no null: https://www.crockford.com/prototypal.html
  const copy = (isOrdinary ? {} : { __proto__: null }) as T
  for (const key of Object.keys(values) as (keyof T)[]) {
    if (values[key] !== every[key]) copy[key] = values[key]
  }
  return copy
}
