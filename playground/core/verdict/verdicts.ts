// The answer of a card.
import type { Card } from '../log/cards'
import type { Log } from '../log/log'
import { eventVerdicts } from './eventVerdicts'
import { siteVerdicts, withPolicy } from './siteVerdicts'
import type { Verdict } from './verdict'
import { visitVerdict } from './visitVerdict'

export function verdictsOf(card: Card, log: Log): Verdict[] {
  if (card.kind === 'note') return []
  const facts = log.visitOf(card.kind === 'event' ? card.visit : card.id)?.facts
  if (card.kind === 'event') {
    const verdicts = eventVerdicts(card, log)
    return facts ? verdicts.map((verdict) => withPolicy(verdict, facts)) : verdicts
  }
  const own = visitVerdict(card)
  return (facts ? siteVerdicts(card, facts, own) : [own]).map((verdict) => ({ ...verdict, on: 'visit' }))
}

/** An event that several mappings ignore is worth one line, and none where another mapping takes it. */
export function worthALine(verdicts: Verdict[]): Verdict[] {
  const others = verdicts.filter(({ kind }) => kind !== 'ignored')
  if (others.length > 0) return others
  return verdicts.length > 1 ? [{ kind: 'ignoredByAll', on: 'event', tone: 'quiet' }] : verdicts
}
