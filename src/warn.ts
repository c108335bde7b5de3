/** Warns on the console. Some pages have none, or one that throws: a warning is not worth an error. */
export function warn(message: string): void {
  try {
    console.warn(message)
  } catch {
    // There is nowhere else to report it.
  }
}
