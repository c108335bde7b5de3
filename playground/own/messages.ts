// What the command tells the tool's tab, in order.
import type { Running } from '../protocol'
import type { Card } from '../tool/events/cards'
import type { Sighting } from '../watch/seen'
import type { Finding } from './checks'
import type { Facts } from './facts'

export type Message =
  | { kind: 'visit'; at: number; running: Running }
  | { kind: 'seen'; at: number; sighting: Sighting }
  /** What the settings document tells before the first event. */
  | { kind: 'found'; findings: Finding[] }
  | { kind: 'facts'; visit: string; facts: Facts; running: Partial<Running> }

/** What Playwright gives the tool's page. */
export interface Tool {
  ruptVisitOptions: () => Promise<{ target: string; rupt: string }>
  /** The messages from this number on, once there are any. */
  ruptVisitNext: (taken: number) => Promise<Message[]>
  ruptVisitChoose: (scenario: string) => Promise<void>
  /** Whether a page was listening. */
  ruptVisitLogOut: () => Promise<boolean>
}

export const visitOf = (card: Card) => (card.kind === 'event' ? card.visit : card.id)
