import type { Settings } from './generated-types'
import { bare } from './bare'
import { settings as definition } from './settings'
import { text } from './text'

type UrlSetting = Exclude<keyof Settings, 'client_id'>

/** The URLs that the SDK may redirect to, by the name of the setting. */
export type RedirectUrls = { [setting in UrlSetting]?: string }

/**
 * The start of what no visitor must be sent to:
 * - `javascript:` and the like. The SDK redirects with `location.href = url`, which runs it on the customer's own origin.
 * - `https:/logout`: a path to the browser, on every https page, and a host to the SDK's `new URL`.
 * - `localhost:3000/logout`: the URL parser takes the host for a scheme, and the visitor goes nowhere.
 * - `example.com/logout`: a path, so a 404 of the customer's own site. `logout.php` is meant as a path.
 */
const REFUSED =
  /^((javascript|vbscript|data|blob|filesystem|about|view-source|feed|jar):|https?:(?![\\/]{2})|[^/?#]+:\s*\d{1,5}\b|[^/?#:]+\.(?!php|.?html?|[aj]sp)[a-z]{2,}([/\\?#]|$))/i

/**
 * Splits the URL settings into those that are safe to redirect a visitor to, and those that are not.
 *
 * A missing or blank setting is in neither group, so the SDK's default applies. The SDK treats `''` as a URL: a blank
 * Suspended URL would reload the page forever.
 */
export function redirectUrls(settings: Settings): { usable: RedirectUrls; unusable: UrlSetting[] } {
  const saved = bare(settings)
  const usable: RedirectUrls = bare({})
  const unusable: UrlSetting[] = []

  const [, ...keys] = Object.keys(definition) as ['client_id', ...UrlSetting[]]
  for (const key of keys) {
    const value: unknown = saved[key] ?? ''
    const url = redirectUrl(value)
    if (url) usable[key] = url
    else if (typeof value !== 'string' || text(value)) unusable.push(key)
  }
  return { usable, unusable }
}

/** Returns the absolute URL to send a visitor to, or undefined if this value is not safe to use. */
export function redirectUrl(value: unknown): string | undefined {
  // The URL parser ignores tabs and line breaks, too.
  const typed = text(value)?.replace(/[\t\n\r]/g, '')
  if (!typed) return undefined

  const absolute = href(typed)
  // Rupt's hosted page gets these URLs too, and would resolve `/logout` against its own host.
  const url = absolute ?? href(typed, document.baseURI)
  if (!url || REFUSED.test(url) || REFUSED.test(typed)) return undefined
  return absolute ? typed : url
}

/**
 * Whether the visitor is on the page of this URL: the same origin and path. If the URL has a query or a fragment, the page
 * must have it, too: it may be all that tells the pages of a site apart, as in `/#/suspended`.
 */
export function isThisPage(url: string | undefined): boolean {
  // Servers send visitors of `/suspended` to `/suspended/`.
  const path = location.href.replace(/\/?([?#].*)?$/, '')
  return [location.href, path, `${path}/`].includes(href(url as string) as string)
}

function href(url: string, base?: string): string | undefined {
  try {
    return new URL(url, base).href
  } catch {
    return undefined
  }
}
