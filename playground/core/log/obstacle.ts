// What keeps an event from the destination.
import type { EventCard, VisitCard } from './cards'
import { offIn } from './facts'
import type { Obstacle } from './facts'
import type { Log } from './log'

/** Undefined once the destination has it, and for an event that no trigger wants: it goes nowhere in any case. */
export function obstacleOf(card: EventCard, { facts }: VisitCard, log: Log): Obstacle | undefined {
  if (card.source !== undefined && facts?.without.includes(card.source)) return { kind: 'source' }
  if (card.handled || log.plansOf(card).every(({ trigger }) => !trigger.matches)) return undefined
  return facts ? facts.unsent.get(card.id) : offIn(card.event.integrations, 'call')
}
