// What the page of one's own site reports, beyond what any watched page does.
import type { Seen, SegmentEvent } from '../core/log/sighting'
import type { SettingsDocument } from '../core/setup/document'

export type OwnSeen =
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

/** Where the page was when it reported: what its relative URLs are resolved against, and its address. */
export interface Place {
  href: string
  base: string
}

export interface Report extends Place {
  visit: string
  seen: OwnSeen
}

/** A settings document that the page has read, and its address. */
export interface Read {
  visit: string
  document: SettingsDocument
  url: string
}

/** The names of the functions that Playwright gives the page. The first script takes both off again. */
export const REPORT = 'ruptVisitReport'
export const READ = 'ruptVisitRead'
