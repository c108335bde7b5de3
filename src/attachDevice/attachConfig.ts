import type { Settings } from '../generated-types'
import type { AttachConfig } from '../rupt'
import type { Payload } from './generated-types'
import { isPageOf, redirectUrls } from '../redirectUrls'
import type { Page } from '../redirectUrls'
import { clientId, ownValues, text } from '../values'

/** What a site's template makes of an account that is not there: `identify(String(user?.id))`. */
const NO_ACCOUNT = /^(undefined|null|NaN|\[object Object])$/

/**
 * Builds the argument of `Rupt.attach` from the mapped event. Reads nothing else about the visitor.
 *
 * The runtime checks neither required fields nor types, so the payload can be anything. Returns undefined in two cases:
 * - There is no account. The SDK would still fingerprint the anonymous visitor, and then listen for messages to no device;
 *   as long as that stream is answered with 200, it is requested again every 3 s. And all visitors who are attached as
 *   "undefined" would be challenged for sharing that account.
 * - The page is that of the Suspended URL. Rupt would suspend it again, and the SDK would reload it, without end.
 *
 * @param page The page on which the event happens: unless given, this one.
 */
export function attachConfig(
  payload: Payload | null | undefined,
  settings: Settings,
  page: Page = document
): AttachConfig | undefined {
  const values: Partial<Payload> = ownValues(payload ?? {})
  const account = string(values.account)
  const urls = redirectUrls(settings, page).usable
  if (!account || NO_ACCOUNT.test(account) || isPageOf(urls.suspended_url, page)) return undefined

  return ownValues<AttachConfig>({
    client_id: clientId(settings.client_id) as string,
    account,
    email: string(values.email),
    phone: string(values.phone),
    metadata: metadata(values.metadata),
    include_page: flag(values.include_page),
    redirect_urls: urls
  })
}

function string(value: unknown): string | undefined {
  return text(Number.isFinite(value) ? String(value) : value)
}

/** Typing `false` into the mapping makes a string, which the SDK would read as true, and so send the page. */
function flag(value: unknown): boolean | undefined {
  const typed = typeof value === 'boolean' ? String(value) : text(value)?.toLowerCase()
  if (typed === 'true') return true
  return typed === 'false' ? false : undefined
}

/** Returns undefined for what is no plain object, or empty. Metadata that JSON cannot carry would fail the whole call. */
function metadata(value: unknown): object | undefined {
  try {
    const json = JSON.stringify(value)
    return json.startsWith('{"') ? (JSON.parse(json) as object) : undefined
  } catch {
    return undefined
  }
}
