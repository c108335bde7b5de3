import type { Settings } from './generated-types'

const URL_SETTINGS = ['new_account_url', 'logout_url', 'success_url', 'suspended_url'] as const

type UrlSetting = (typeof URL_SETTINGS)[number]

/** The SDK redirects with `location.href = url`, which runs a `javascript:` URL on the customer's own origin. */
const UNSAFE_PROTOCOL = /^(javascript|vbscript|data|blob|filesystem|about|view-source|feed|jar):/

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
    const text = typeof value === 'string' ? value.trim() : value
    if (text === '') continue

    const url = redirectUrl(text)
    if (url === undefined) unusable.push(key)
    else usable[key] = url
  }
  return { usable, unusable }
}

/** The URL that a visitor can be redirected to, absolute, or nothing where this value is none. */
export function redirectUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined

  const absolute = parse(value)
  // Rupt's hosted page gets these URLs too, and would resolve `/logout` against its own host.
  const url = absolute ?? parse(value, document.baseURI)
  if (!url || UNSAFE_PROTOCOL.test(url.protocol)) return undefined
  return absolute ? value : url.href
}

function parse(value: string, base?: string): URL | undefined {
  try {
    return new URL(value, base)
  } catch {
    return undefined
  }
}
