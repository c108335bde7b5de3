/** Stands in for `ts-custom-error`, which sets up classes for ES5: the mapping kit wants an error with its class's name. */
export class CustomError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message)
    this.name = new.target.name
  }
}
