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
