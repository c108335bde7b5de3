// What the page of one's own site reports, beyond what any watched page does.
import type { Seen, SegmentEvent } from '../watch/seen'
import type { SettingsDocument } from './document'

export type OwnSeen =
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

/** Where the page was when it reported: what its relative URLs are resolved against, and its address. */
export interface Place {
  href: string
  base: string
}

export interface Report extends Place {
  visit: string
  seen: OwnSeen
}

/** A settings document that the page has read, and its address: none where the page has it in its code. */
export interface Read {
  visit: string
  document: SettingsDocument
  url: string
}

/**
 * The names of the functions that Playwright gives the page. The first script takes both off again. What goes through them
 * is JSON.
 */
export const REPORT = 'ruptVisitReport'
export const READ = 'ruptVisitRead'
