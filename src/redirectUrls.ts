import type { Settings } from './generated-types'
import type { AttachConfig } from './rupt'

type UrlSetting = keyof AttachConfig['redirect_urls']

const URL_SETTINGS: UrlSetting[] = ['new_account_url', 'logout_url', 'success_url', 'suspended_url']

/**
 * The SDK redirects with `location.href = url`, which runs a `javascript:` URL on the customer's own origin.
 * In `localhost:3000/logout` the URL parser takes the host for a scheme, and the visitor goes nowhere.
 */
const REFUSED = /^((javascript|vbscript|data|blob|filesystem|about|view-source|feed|jar):|[^/?#]+:\d{1,5}\b)/

/**
 * Sorts the URL settings into those that the visitor can be redirected to and those that nobody should be.
 *
 * A setting that is missing or blank is in neither, so that the SDK's own default holds: the SDK takes `''` for a URL,
 * and a blank Suspended URL would reload the page without end.
 */
export function redirectUrls(settings: Settings): {
  usable: Partial<Record<UrlSetting, string>>
  unusable: UrlSetting[]
} {
  const usable: Partial<Record<UrlSetting, string>> = {}
  const unusable: UrlSetting[] = []

  for (const key of URL_SETTINGS) {
    const value: unknown = settings[key] ?? ''
    const url = redirectUrl(value)
    if (url) usable[key] = url
    else if (typeof value !== 'string' || value.trim()) unusable.push(key)
  }
  return { usable, unusable }
}

/** The absolute URL that a visitor can be sent to, or nothing where this value is none. */
export function redirectUrl(value: unknown): string | undefined {
  const typed = typeof value === 'string' && value.trim()
  if (!typed) return undefined

  const absolute = href(typed)
  // `https:/logout` is a path of an https page and a host to any other reader, such as Rupt's hosted page.
  const readings = [href(typed, 'http://a.test'), href(typed, 'https://a.test')]
  if (readings.some((reading) => !reading || (absolute && reading !== absolute))) return undefined

  // Rupt's hosted page gets these URLs too, and would resolve `/logout` against its own host.
  const url = absolute ?? href(typed, document.baseURI)
  if (!url || REFUSED.test(url) || REFUSED.test(typed)) return undefined
  return absolute ? typed : url
}

function href(url: string, base?: string): string | undefined {
  try {
    return new URL(url, base).href
  } catch {
    return undefined
  }
}
