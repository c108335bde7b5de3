// What is known of each page of the site, and why an event did not reach the destination.
import { INTEGRATION } from '../setup/document'
import type { SettingsDocument } from '../setup/document'
import type { Seen, SegmentEvent } from './sighting'

/** What the page of one's own site reports, beyond what any watched page does. */
export type SiteSeen =
  | Seen
  /** A document was opened. */
  | { kind: 'opened' }
  /** An instance of Analytics.js was created. */
  | { kind: 'analytics'; source: string; version: string; integrations: Record<string, unknown> }
  /** Analytics.js took a call, before any plugin. */
  | { kind: 'dispatched'; event: SegmentEvent; source: string }
  /** Analytics.js is done with an event. */
  | { kind: 'delivered'; event: string }
  /** The destination's factory came from Segment's CDN, or the plugin came with the site's own code. */
  | { kind: 'destination'; from: 'cdn' | 'bundle' }
  /** What the page's Content-Security-Policy stopped. */
  | { kind: 'policy'; url: string; directive: string }
  /** The page has been loaded for some seconds. What `window.analytics` is by then, if there is any. */
  | { kind: 'settled'; version?: string; classic: boolean }

/** One document that the visitor opened. */
export interface Facts {
  path: string
  /** The write keys of the sources on it. */
  sources: string[]
  /** Those of them that do not have Rupt, where another one has. */
  without: string[]
  /** A settings document was read. */
  document: boolean
  /** Rupt is not in it. */
  added: boolean
  /** A setup of one's own runs in place of what the document has. */
  edited: boolean
  /** The versions of the instances of Analytics.js. */
  instances: string[]
  destination?: 'cdn' | 'bundle'
  /** Rupt's SDK was there before the destination. */
  sdkOfTheSite: boolean
  /** By Rupt's or Segment's host, the directive of the policy that blocks it. */
  blocked: Record<string, string | undefined>
  settled?: Extract<SiteSeen, { kind: 'settled' }>
  /** By message ID, why the destination did not get the event. */
  unsent: Map<string, Obstacle>
}

/** What is known of a source on a page. */
export interface Loaded {
  /** The settings document as Segment has it. */
  document?: SettingsDocument
  /** What the site passes to `analytics.load`. */
  integrations: Record<string, unknown>
}

/** Why an event did not reach the destination. */
export type Obstacle =
  | { kind: 'integrations'; of: 'call' | 'load'; integrations: Record<string, unknown> }
  | { kind: 'consent'; categories: string[] }
  | { kind: 'dropped' }
  | { kind: 'filter' }
  | { kind: 'destination' }
  | { kind: 'source' }
  | { kind: 'unknown' }

export const newFacts = (path: string): Facts => ({
  path,
  sources: [],
  without: [],
  document: false,
  added: false,
  edited: false,
  instances: [],
  sdkOfTheSite: false,
  blocked: {},
  unsent: new Map()
})

/**
 * Why the destination did not get an event, as far as it can be seen.
 *
 * @param cancelled No destination got it.
 */
export function whyUnsent(
  event: SegmentEvent,
  { destination }: Pick<Facts, 'destination'>,
  { document, integrations }: Loaded,
  cancelled: boolean
): Obstacle {
  const consent = withoutConsent(event, document)
  if (!destination) return consent ?? offIn(integrations, 'load') ?? { kind: 'destination' }
  const obstacle = offIn(event.integrations, 'call') ?? consent
  if (obstacle) return obstacle
  if (cancelled) return { kind: 'dropped' }
  const { routingRules = [] } = document?.middlewareSettings ?? {}
  return { kind: routingRules.some(({ destinationName }) => destinationName === INTEGRATION) ? 'filter' : 'unknown' }
}

const NAMES = [INTEGRATION, 'Rupt']

/** What of the integrations leaves Rupt out: the rest is not about it. */
export function offIn(integrations: Record<string, unknown> = {}, of: 'call' | 'load'): Obstacle | undefined {
  const [own] = NAMES.map((name) => integrations[name]).filter((value) => value !== undefined)
  if ((own ?? integrations.All) !== false) return undefined
  const about = ['All', ...NAMES].filter((name) => name in integrations)
  return { kind: 'integrations', of, integrations: Object.fromEntries(about.map((name) => [name, integrations[name]])) }
}

/** The consent categories that Segment has for the destination, against those that the visitor chose. */
function withoutConsent(event: SegmentEvent, document: SettingsDocument | undefined): Obstacle | undefined {
  const { consent } = (event.context ?? {}) as { consent?: { categoryPreferences?: Record<string, boolean> } }
  const preferences = consent?.categoryPreferences
  if (!preferences) return undefined
  const { consentSettings } = (document?.integrations[INTEGRATION] ?? {}) as {
    consentSettings?: { categories?: string[] }
  }
  const categories = (consentSettings?.categories ?? []).filter((category) => !preferences[category])
  return categories.length > 0 ? { kind: 'consent', categories } : undefined
}
