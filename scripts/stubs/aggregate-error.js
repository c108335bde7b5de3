/**
 * Stands in for `aggregate-error`, which imports Node's `os` to tidy stack traces: the mapping kit throws it for a broken
 * mapping, and reads its parts by iterating.
 */
export default class AggregateError extends Error {
  /** @param {Error[]} errors */
  constructor(errors) {
    super(errors.map((error) => error.message).join('\n'))
    this.name = 'AggregateError'
    this.errors = errors
  }
  [Symbol.iterator]() {
    return this.errors.values()
  }
}
