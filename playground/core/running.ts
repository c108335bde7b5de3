// What a visit of the site runs with.
import type { Settings } from './definition'

/** A mapping of Attach Device, as Segment stores it. */
export interface Subscription {
  /** The mapping of the setup that it was made of. */
  id?: string
  name: string
  enabled: boolean
  partnerAction: string
  subscribe: string
  mapping: Record<string, unknown>
}

export interface Running {
  visit: string
  scenario: string
  settings: Settings
  subscriptions: Subscription[]
  /** The mappings that cannot run yet, each with its invalid field. */
  held: Held[]
}

export interface Held {
  name: string
  field: string
  reason: string
}

/** How Rupt may answer, and how the tool calls it. */
export const SCENARIOS: Record<string, string> = {
  within: 'Within the limit',
  over: 'Over the limit: challenged',
  suspended: 'Suspended',
  refused: 'Refuses the Client ID',
  error: 'Server error',
  silent: 'Never answers',
  'sdk-blocked': 'SDK blocked',
  'sdk-slow': 'SDK slow (5 s)',
  'sdk-never': 'SDK never arrives',
  live: 'Live: Rupt itself, over the internet'
}

/** The scenario in which Rupt itself answers. */
export const LIVE = 'live'
