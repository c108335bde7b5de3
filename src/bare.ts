/**
 * Copies what has a value, without a prototype. What a page adds to `Object.prototype` would reach Rupt otherwise: with a
 * `domain`, the SDK sends the fingerprint there. Pages do add to it: https://github.com/moment/moment/pull/4953
 *
 * Segment's mapping reads such additions, too, so a field with the value that every object has under that name is empty.
 */
export function bare<T extends object>(values: T): T {
  const copy = Object.create(null) as T
  const every = {} as T
  for (const key of Object.keys(values) as (keyof T)[]) {
    if (values[key] !== every[key]) copy[key] = values[key]
  }
  return copy
}
