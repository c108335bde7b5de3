// URL settings that miss https:// by little.

const MISTYPED = /^\s*(?:h?t+ps?s?|https?|hhtps?|htp+s?|hptts?|htpt?s)\s*(?::?\s*[\\/]{1,3}|:)\s*/i
const HOST = /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/

/** The URL that is probably meant, for one that is ignored. Undefined where it could be anything. */
export function httpsUrl(value: string): string | undefined {
  const typed = value.trim()
  let rest = typed
  while (MISTYPED.test(rest)) rest = rest.replace(MISTYPED, '')
  return HOST.test(rest) && `https://${rest}` !== typed ? `https://${rest}` : undefined
}
