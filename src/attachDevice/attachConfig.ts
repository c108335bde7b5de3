import type { Settings } from '../generated-types'
import type { AttachConfig } from '../rupt'
import type { Payload } from './generated-types'
import { redirectUrls } from '../redirectUrls'

/**
 * Builds the argument of `Rupt.attach` from the mapped event. Reads nothing else about the visitor.
 *
 * The runtime checks neither required fields nor types, so the payload can be anything. Returns undefined if it has no
 * account: the SDK would still fingerprint the anonymous visitor, and reconnect every 3 s.
 */
export function attachConfig(payload: Payload | null | undefined, settings: Settings): AttachConfig | undefined {
  // Without a prototype: some pages add properties to Object.prototype.
  const values = { __proto__: null, ...payload } as Partial<Payload>
  const account = string(values.account)
  if (!account) return undefined

  const config: AttachConfig = {
    client_id: settings.client_id.trim(),
    account,
    email: string(values.email),
    phone: string(values.phone),
    metadata: metadata(values.metadata),
    include_page: flag(values.include_page),
    redirect_urls: redirectUrls(settings).usable
  }
  // Drops undefined fields, and gives the SDK a copy instead of the event's own objects.
  return JSON.parse(JSON.stringify(config)) as AttachConfig
}

function string(value: unknown): string | undefined {
  const given = Number.isFinite(value) ? String(value) : value
  return (typeof given === 'string' && given.trim()) || undefined
}

/** Typing `false` into the mapping makes a string, which the SDK would read as true, and so send the page. */
function flag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return undefined
}

/** Returns undefined for an empty object, too. Metadata that JSON cannot carry would fail the whole call. */
function metadata(value: unknown): object | undefined {
  try {
    return JSON.stringify(value).startsWith('{"') ? (value as object) : undefined
  } catch {
    return undefined
  }
}
