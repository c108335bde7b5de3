import type { Settings } from './generated-types'
import type { AttachConfig } from './rupt'

type UrlSetting = keyof AttachConfig['redirect_urls']

const URL_SETTINGS: UrlSetting[] = ['new_account_url', 'logout_url', 'success_url', 'suspended_url']

/** The SDK redirects with `location.href = url`, which runs a `javascript:` URL on the customer's own origin. */
const UNSAFE_PROTOCOL = /^(javascript|vbscript|data|blob|filesystem|about|view-source|feed|jar):/

/** `localhost:3000/logout`: the URL parser takes the host for a scheme, or all of it for a path. */
const HOST_AND_PORT = /^(\[.*]|[^:/?#]+):\d{1,5}([/\\?#]|$)/

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
    const setting: unknown = settings[key] ?? ''
    const value = typeof setting === 'string' ? setting.trim() : setting
    if (value === '') continue

    const url = redirectUrl(value)
    if (url === undefined) unusable.push(key)
    else usable[key] = url
  }
  return { usable, unusable }
}

/** The absolute URL that a visitor can be sent to, or nothing where this value is none. */
export function redirectUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined

  const absolute = parse(value)
  if (HOST_AND_PORT.test(absolute?.href ?? value)) return undefined

  // `https:/logout` is a path of an https page and a host to any other reader, such as Rupt's hosted page.
  const readers = [parse(value, 'http://a.test'), parse(value, 'https://a.test')]
  if (readers.some((url) => (absolute ? url?.href !== absolute.href : !url))) return undefined

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
