// What can be seen of a site from outside the destination.

export const EVENT_TYPES = ['page', 'track', 'identify', 'group', 'alias']

/** An event as Analytics.js hands it to destinations. */
export interface SegmentEvent {
  type: string
  messageId?: string
  userId?: string
  anonymousId?: string
  event?: string
  name?: string
  category?: string
  groupId?: string
  previousId?: string
  timestamp?: string
  properties?: Record<string, unknown>
  traits?: Record<string, unknown>
  context?: Record<string, unknown>
  integrations?: Record<string, unknown>
}

/** Where a page was when it reported: its address, and what its relative URLs are resolved against. */
export interface Place {
  href: string
  base: string
}

/** Something that was seen. `event` is the message ID of the event that caused it, if known at once. */
export type Seen =
  /** With its source's write key, the address of its page, and the one that the page resolves URLs against. */
  | { kind: 'event'; event: SegmentEvent; source?: string; page: string; base: string }
  /** The destination's file has run. */
  | { kind: 'bundle' }
  /** The destination has handled the event, and made every call that it makes synchronously. */
  | { kind: 'handled'; event: string }
  | { kind: 'failed'; event: string; message: string }
  | { kind: 'call'; event?: string; call: string; config: Record<string, unknown>; page: string }
  | { kind: 'outcome'; call: string; how: 'resolved' | 'rejected' | 'threw'; value: unknown }
  | { kind: 'sdk' }
  | { kind: 'dropped'; message: string }
  | { kind: 'console'; event?: string; level: 'warn' | 'error'; text: string }
  /** No URL: another site, and this browser does not reveal which. */
  | { kind: 'redirect'; url?: string }
  | { kind: 'request'; request: string; method: string; url: string; headers?: Record<string, string>; body?: unknown }
  /** What the SDK has left on the page for a call, to be sent to the site's own servers with each request. */
  | { kind: 'cookie'; call: string; name: string; characters: number }
  | { kind: 'answer'; request: string; status: number | 'failed' | 'sent'; body?: unknown }
  | { kind: 'push'; request: string; body: unknown }

export type See = (seen: Seen) => void

/** What was seen in a visit, by the page or by Rupt's side. */
export type Sighting = Seen & { visit: string }

/** Taken before the page's own scripts run. */
const { random } = Math

export const newId = () => random().toString(36).slice(2)
