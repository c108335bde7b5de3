import type { Settings } from './generated-types'
import { settings as definition } from './settings'
import { ownValues, text } from './values'

type UrlSetting = Exclude<keyof Settings, 'client_id'>

/** All settings but Client ID are URLs to redirect a visitor to. */
const { client_id: _, ...urlSettings } = definition

/** The URLs that the SDK may redirect to, by the name of the setting. */
export type RedirectUrls = { [setting in UrlSetting]?: string }

/** What this destination asks of a page: its address, and what relative URLs are resolved against. */
export type Page = Pick<Document, 'URL' | 'baseURI'>

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
 *
 * @param page The page that relative URLs belong to: unless given, this one.
 */
export function redirectUrls(
  settings: Settings,
  page: Page = document
): { usable: RedirectUrls; unusable: UrlSetting[] } {
  const saved = ownValues(settings)
  const usable: RedirectUrls = ownValues({})
  const unusable: UrlSetting[] = []

  for (const key of Object.keys(urlSettings) as UrlSetting[]) {
    const value: unknown = saved[key] ?? ''
    const url = redirectUrl(value, page)
    if (url) usable[key] = url
    else if (typeof value !== 'string' || text(value)) unusable.push(key)
  }
  return { usable, unusable }
}

/** Returns the absolute URL to send a visitor to, or undefined if this value is not safe to use. */
export function redirectUrl(value: unknown, { baseURI }: Page): string | undefined {
  // The URL parser ignores tabs and line breaks, too.
  const typed = text(value)?.replace(/[\t\n\r]/g, '')
  if (!typed) return undefined

  const absolute = href(typed)
  // Rupt's hosted page gets these URLs too, and would resolve `/logout` against its own host.
  const url = absolute ?? href(typed, baseURI)
  if (!url || REFUSED.test(url) || REFUSED.test(typed)) return undefined
  return absolute ? typed : url
}

/**
 * Whether a page is the one that this URL names: the same host and path. Servers send visitors from http to https, from
 * `www.` to the bare host and from `/suspended` to `/suspended/`, so none of these tells pages apart. If the URL has a
 * query or a fragment, the page must have it, too: it may be all that does, as in `/#/suspended`.
 */
export function isPageOf(url: string | undefined, page: Page): boolean {
  if (!url) return false
  const named = new URL(url)
  const there = new URL(page.URL)
  if (!named.search) there.search = ''
  if (!named.hash) there.hash = ''
  return bare(named) === bare(there)
}

const bare = ({ href }: URL) => href.replace(/^\w+:\/\/(www\.)?|\/(?=$|[?#])/g, '')

function href(url: string, base?: string): string | undefined {
  try {
    return new URL(url, base).href
  } catch {
    return undefined
  }
}
