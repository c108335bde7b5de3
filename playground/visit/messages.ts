// What the command tells the tool's tab, in order.
import type { Running } from '../core/running'
import type { Card, Runs } from '../core/log/cards'
import type { Sighting } from '../core/log/sighting'
import type { SetupFinding } from '../core/setup/findings'
import type { RunningSetup } from '../core/setup/document'
import type { Facts, Obstacle } from '../core/log/facts'

export type Message =
  | { kind: 'visit'; at: number; path: string; running: Running }
  | { kind: 'seen'; at: number; sighting: Sighting }
  | { kind: 'scenario'; scenario: string }
  /** What the settings document has, or the preset; what runs in its place; what that tells before the first event. */
  | { kind: 'found'; enabled: boolean; saved: RunningSetup; setup: RunningSetup; findings: SetupFinding[] }
  /** What a source of the page runs. */
  | { kind: 'runs'; visit: string; source: string; runs: Runs }
  /** What has changed of the facts of a page. */
  | { kind: 'facts'; visit: string; changed: Partial<Omit<Facts, 'unsent'>> }
  | { kind: 'unsent'; visit: string; event: string; obstacle: Obstacle }

/** What Playwright gives the tool's page. */
export interface Tool {
  ruptVisitOptions: () => Promise<{ target: string; rupt: string }>
  /** The messages from this number on, once there are any. */
  ruptVisitNext: (taken: number) => Promise<Message[]>
  ruptVisitChoose: (scenario: string) => Promise<void>
  /** What runs from the next settings document on: null for what the document itself has. */
  ruptVisitRun: (setup: Edited | null) => Promise<void>
  /** Whether a page was listening. */
  ruptVisitLogOut: () => Promise<boolean>
}

/** Mappings that cannot run are held back. */
export type Edited = Pick<Running, 'settings' | 'subscriptions' | 'held'>

export const visitOf = (card: Card) => (card.kind === 'event' ? card.visit : card.id)
