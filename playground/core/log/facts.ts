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
  unsent: Record<string, Reason | undefined>
  dispatched: Record<string, (Place & { event: SegmentEvent }) | undefined>
}

export interface Reason {
  text: string
  advice?: string
}

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
export function whyUnsent(event: SegmentEvent, facts: Facts, cancelled: boolean): Reason {
  const { document, integrations } = facts
  const ofCall = (event as { integrations?: Record<string, unknown> }).integrations ?? {}
  if (!facts.destination) {
    const refused = withoutConsent(event, document)
    if (refused) return refused
    if (isOff(integrations)) {
      return {
        text: `analytics.load has integrations ${off(integrations)}`,
        advice: `Add "${INTEGRATION}": true to the integrations that your site passes to analytics.load.`
      }
    }
    return { text: 'the destination is not on the page', advice: 'The card of the visit says what is.' }
  }
  if (isOff(ofCall)) {
    return {
      text: `the call has integrations ${off(ofCall)}`,
      advice: `Add "${INTEGRATION}": true to the call’s integrations.`
    }
  }
  const refused = withoutConsent(event, document)
  if (refused) return refused
  if (cancelled) {
    return { text: 'a source middleware or plugin dropped it', advice: 'No destination got this event.' }
  }
  if (document?.middlewareSettings?.routingRules?.some(({ destinationName }) => destinationName === INTEGRATION)) {
    return {
      text: 'it did not reach the destination, which has a destination filter',
      advice: 'Look at the filters of the destination in Segment.'
    }
  }
  return { text: 'it did not reach the destination' }
}

const NAMES = [INTEGRATION, 'Rupt']

function isOff(integrations: Record<string, unknown>): boolean {
  const [own] = NAMES.map((name) => integrations[name]).filter((value) => value !== undefined)
  return (own ?? integrations.All) === false
}

/** Only what switches Rupt off: the rest is not about it. */
const off = (integrations: Record<string, unknown>) =>
  JSON.stringify(
    Object.fromEntries(['All', ...NAMES].flatMap((key) => (key in integrations ? [[key, integrations[key]]] : [])))
  )

/** The consent categories that Segment has for the destination, against those that the visitor chose. */
function withoutConsent(event: SegmentEvent, document: SettingsDocument | undefined): Reason | undefined {
  const { consent } = (event.context ?? {}) as { consent?: { categoryPreferences?: Record<string, boolean> } }
  const preferences = consent?.categoryPreferences
  if (!preferences) return undefined
  const { consentSettings } = (document?.integrations[INTEGRATION] ?? {}) as {
    consentSettings?: { categories?: string[] }
  }
  const wanted = consentSettings?.categories ?? []
  const refused = wanted.filter((category) => !preferences[category])
  if (refused.length > 0) {
    return {
      text: `the visitor has not consented to ${refused.join(' and ')}`,
      advice: 'Segment’s consent settings put the destination in this category.'
    }
  }
  return undefined
}
