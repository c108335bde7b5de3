import type { Settings } from '../generated-types'
import type { AttachConfig } from '../rupt'
import type { Payload } from './generated-types'
import { redirectUrls } from '../redirectUrls'

/**
 * Makes the argument of `Rupt.attach` from what the mapping made of an event; nothing else about the visitor is read.
 *
 * The runtime checks neither required fields nor types, so a payload may hold, or be, anything. Returns nothing when it
 * names no account: the SDK would fingerprint an anonymous visitor all the same, and reconnect every 3 s.
 */
export function attachConfig(payload: Payload | null | undefined, settings: Settings): AttachConfig | undefined {
  // Without a prototype: some pages have added properties to that of every object.
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
  // Leaves out what is undefined, and keeps the SDK's hands off the event.
  return JSON.parse(JSON.stringify(config)) as AttachConfig
}

function string(value: unknown): string | undefined {
  const text = Number.isFinite(value) ? String(value) : value
  return (typeof text === 'string' && text.trim()) || undefined
}

/** A mapping that types `false` into the field makes a string, which the SDK would read as true and send the page. */
function flag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return undefined
}

/** An object with something in it. What JSON cannot carry would cost the whole call: better a device without metadata. */
function metadata(value: unknown): object | undefined {
  try {
    return JSON.stringify(value).startsWith('{"') ? (value as object) : undefined
  } catch {
    return undefined
  }
}
