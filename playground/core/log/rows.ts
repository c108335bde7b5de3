// The rows of the list: one for each card, or one for all cards of a visit that was over at once.
import type { Card, VisitCard } from './cards'
import type { Tone } from '../verdict/verdict'

/** Milliseconds. */
const SHORT_MS = 1000

export type Row = Card | Card[]

/** The cards oldest first, as the log has them; the rows, too. */
export function rowsOf(cards: readonly Card[]): Row[] {
  const short = new Map(shortVisits(cards).map(({ id }): [string, Card[]] => [id, []]))
  const rows: Row[] = []
  for (const card of cards) {
    const together = card.kind === 'note' ? undefined : short.get(card.kind === 'visit' ? card.id : card.visit)
    if (!together || together.length === 0) rows.push(together ?? card)
    together?.push(card)
  }
  return rows.map((row) => (Array.isArray(row) && row.length === 1 ? row[0] : row))
}

/** Those that another visit followed within a second. */
function shortVisits(cards: readonly Card[]): VisitCard[] {
  const visits = cards.filter((card): card is VisitCard => card.kind === 'visit')
  return visits.filter(({ at }, index) => index < visits.length - 1 && visits[index + 1].at - at < SHORT_MS)
}

/** What one would want to know first, first. */
const TELLING: Tone[] = ['bad', 'attention', 'waiting', 'good', 'quiet']

export const mostTelling = <T extends { tone: Tone }>(verdicts: T[]): T | undefined =>
  [...verdicts].sort((a, b) => TELLING.indexOf(a.tone) - TELLING.indexOf(b.tone))[0]
