/**
 * Replaces `aggregate-error`, which imports Node's `os` to tidy stack traces. The mapping kit throws it for a broken
 * mapping, and iterates over its parts.
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
