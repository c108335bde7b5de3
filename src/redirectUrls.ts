import type { Settings } from './generated-types'
import type { AttachConfig } from './rupt'

type UrlSetting = keyof AttachConfig['redirect_urls']

const URL_SETTINGS: UrlSetting[] = ['new_account_url', 'logout_url', 'success_url', 'suspended_url']

/**
 * The SDK redirects with `location.href = url`, which runs a `javascript:` URL on the customer's own origin.
 * The URL parser reads the host of `localhost:3000/logout` as a scheme, and the visitor goes nowhere.
 */
const REFUSED = /^((javascript|vbscript|data|blob|filesystem|about|view-source|feed|jar):|[^/?#]+:\s*\d{1,5}\b)/

/**
 * Splits the URL settings into those that are safe to redirect a visitor to, and those that are not.
 *
 * A missing or blank setting is in neither group, so the SDK's default applies. The SDK treats `''` as a URL: a blank
 * Suspended URL would reload the page forever.
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

/** Returns the absolute URL to send a visitor to, or undefined if this value is not safe to use. */
export function redirectUrl(value: unknown): string | undefined {
  const typed = typeof value === 'string' && value.trim()
  if (!typed) return undefined

  const absolute = href(typed)
  // `https:/logout` is a path on every https page, Rupt's hosted page included, and a host to the SDK's `new URL`.
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
