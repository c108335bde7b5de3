// What is known of each page of the site, and why an event did not reach the destination.
import { INTEGRATION } from '../setup/document'
import type { SettingsDocument } from '../setup/document'
import type { Place, Seen, SegmentEvent } from './sighting'

/** What the page of one's own site reports, beyond what any watched page does. */
export type SiteSeen =
  | Seen
  /** A document was opened. */
  | { kind: 'opened' }
  /** An instance of Analytics.js was created. */
  | { kind: 'analytics'; version: string; integrations: Record<string, unknown>; document?: SettingsDocument }
  /** Analytics.js took a call, before any plugin. */
  | { kind: 'dispatched'; event: SegmentEvent }
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
  /** The settings document as Segment has it. */
  document?: SettingsDocument
  /** Rupt is not in it. */
  added: boolean
  /** A setup of one's own runs in place of what the document has. */
  edited: boolean
  /** The versions of the instances of Analytics.js. */
  instances: string[]
  /** What the site passes to `analytics.load`. */
  integrations: Record<string, unknown>
  destination?: 'cdn' | 'bundle'
  /** Rupt's SDK was there before the destination. */
  sdkOfTheSite: boolean
  /** By Rupt's or Segment's host, the directive of the policy that blocks it. */
  blocked: Record<string, string | undefined>
  settled?: Extract<SiteSeen, { kind: 'settled' }>
  /** By message ID, why the destination did not get the event. */
  unsent: Record<string, Obstacle | undefined>
  dispatched: Record<string, (Place & { event: SegmentEvent }) | undefined>
}

/** Why an event did not reach the destination. */
export type Obstacle =
  | { kind: 'integrations'; of: 'call' | 'load'; integrations: Record<string, unknown> }
  | { kind: 'consent'; categories: string[] }
  | { kind: 'dropped' }
  | { kind: 'filter' }
  | { kind: 'destination' }
  | { kind: 'unknown' }

export const newFacts = (path: string): Facts => ({
  path,
  added: false,
  edited: false,
  instances: [],
  integrations: {},
  sdkOfTheSite: false,
  blocked: {},
  unsent: {},
  dispatched: {}
})

/**
 * Why the destination did not get an event, as far as it can be seen.
 *
 * @param cancelled No destination got it.
 */
export function whyUnsent(event: SegmentEvent, facts: Facts, cancelled: boolean): Obstacle {
  const { document, integrations } = facts
  const consent = withoutConsent(event, document)
  if (!facts.destination) return consent ?? offIn(integrations, 'load') ?? { kind: 'destination' }
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
