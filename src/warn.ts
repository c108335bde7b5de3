/** Reports on the console. Some pages have none, or one that throws: the report is not worth an error there. */
export function warn(message: string): void {
  try {
    console.warn(message)
  } catch {
    // There is nowhere else to report it.
  }
}
