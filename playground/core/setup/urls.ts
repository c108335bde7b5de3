// URL settings that miss https:// by little.

const SCHEME = /^(?:h{0,2}t{1,3}p{1,3}t?s{0,2})(?:\s*:?\s*[\\/]{1,3}|:)\s*/i
const HOST = /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/
const SOUND = /^https?:\/\/(?!https?:|\/)/i

/** The URL that is probably meant by one that leads nowhere. Undefined where it could be anything. */
export function httpsUrl(value: string): string | undefined {
  const typed = value.trim()
  if (SOUND.test(typed)) return undefined
  let rest = typed
  while (SCHEME.test(rest)) rest = rest.replace(SCHEME, '')
  return HOST.test(rest) ? `https://${rest}` : undefined
}

/** `https//app.example.com`, `htpps://…`, `https://https://…`: they can be used, and lead nowhere. */
export const isMistyped = (value: string) => SCHEME.test(value.trim()) && httpsUrl(value) !== undefined
