// The cards: one per event, one per visit, and one per other action.
import type { Running } from '../running'
import type { Facts } from './facts'
import type { SegmentEvent } from './sighting'
import type { Config } from '../plan'

/** One thing that was seen, as a card lists it. */
export interface Line {
  at: number
  what: 'Request' | 'Answer' | 'Push' | 'Console' | 'Redirect' | 'Cookie'
  text: string
  detail?: unknown
}

export interface Request {
  id: string
  method: string
  url: string
  body?: unknown
  status?: number | 'failed' | 'sent'
  answer?: unknown
}

/** A call of `Rupt.attach`, and what followed from it. */
export interface Call {
  id: string
  visit: string
  at: number
  config: Config
  page: string
  outcome?: { how: 'resolved' | 'rejected' | 'threw'; value: unknown }
  /** The request that attaches the device. */
  attach?: Request
  /** The requests for the stream on which Rupt reaches the page. */
  streams: Request[]
  pushes: unknown[]
  /** Where the visitor was sent, or undefined if the browser does not say. */
  redirects: (string | undefined)[]
  lines: Line[]
}

/** The result of one mapping for one event. */
export interface Run {
  call?: string
  /** The call is made once the SDK arrives. */
  waiting?: boolean
  /** The identical call that was still unanswered. */
  sameAs?: string
}

/** The setup that events run through. */
export type Runs = Pick<Running, 'settings' | 'subscriptions' | 'held'>

export interface EventCard {
  kind: 'event'
  id: string
  visit: string
  at: number
  event: SegmentEvent
  /** The write key of its source. */
  source?: string
  page: string
  base: string
  handled: boolean
  failure?: string
  /** One for each mapping of the visit. */
  runs: Run[]
  /** Calls that no mapping explains. */
  unexplained: string[]
  lines: Line[]
}

export interface VisitCard {
  kind: 'visit'
  id: string
  at: number
  running: Running
  /** What a source runs, by its write key, on a site that may have several. */
  sources?: Record<string, Runs>
  /** A redirect or a reload opened the site. */
  arrived: boolean
  /** Another visit has begun. */
  ended: boolean
  /** The destination's file has run. */
  bundle: boolean
  sdk: boolean
  dropped?: string
  requests: Request[]
  /** What is known of a page of one's own site, and not of the playground's. */
  facts?: Facts
  lines: Line[]
}

export interface NoteCard {
  kind: 'note'
  id: string
  at: number
  text: string
  lines: Line[]
}

export type Card = EventCard | VisitCard | NoteCard
