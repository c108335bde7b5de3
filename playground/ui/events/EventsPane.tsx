// What happened: a card for each event, the answer first, and the evidence inside.
import type { VNode } from 'preact'
import { useSignal } from '@preact/signals'
import { CopyButton, Json } from '../Parts'
import { clearCards } from '../session/frame'
import { MendButtons } from '../setup/MendButtons'
import type { Card } from '../../core/log/cards'
import { EventBody, Lines } from './EventBody'
import { cards, changesOf, everything, latest, log } from '../session/history'
import { mostTelling, rowsOf } from '../../core/log/rows'
import { verdictsOf } from '../../core/verdict/verdicts'
import { titleOf, verdictAdvice } from '../../core/words/verdicts'
import { VerdictText } from './VerdictText'

export function EventsPane() {
  return (
    <section id="events" aria-labelledby="events-title">
      <div class="row">
        <h2 id="events-title">What happened</h2>
        <CopyButton text={everything}>Copy all</CopyButton>
        <button type="button" onClick={clearCards}>
          Clear
        </button>
      </div>
      <Empty />
      <ol class="cards">
        {rowsOf(cards.value)
          .reverse()
          .map((row) => (Array.isArray(row) ? <Fold key={`fold ${row[0].id}`} cards={row} /> : itemOf(row)))}
      </ol>
    </section>
  )
}

/** What will be here, until there is something to see. */
function Empty() {
  void latest.value
  if (log.calls.length > 0) return null
  return (
    <p class="description">
      Each event gets a card: was the device attached, as whom, and if not, why and what to do. Open a card for the
      evidence.
    </p>
  )
}

/** A visit that was over at once, in one line: what it told, and its cards inside. */
function Fold({ cards }: { cards: Card[] }) {
  const verdicts = cards.flatMap((card) => {
    void changesOf(card).value
    // The verdicts on its events tell of the visit, too.
    return card.kind === 'event' ? verdictsOf(card, log).map((verdict) => ({ ...verdict, title: titleOf(card) })) : []
  })
  const told = mostTelling(verdicts)
  return (
    <li class="fold">
      <details>
        <summary>
          <span class="verdicts">{told && <VerdictText title={`short visit · ${told.title}`} verdict={told} />}</span>
          <time>{new Date(cards[0].at).toLocaleTimeString('en-GB')}</time>
        </summary>
        <ol class="cards">{[...cards].reverse().map(itemOf)}</ol>
      </details>
    </li>
  )
}

const items = new WeakMap<Card, VNode>()

/** The same element each time, so one changed card re-renders alone. */
function itemOf(card: Card): VNode {
  const item = items.get(card) ?? <CardItem key={`${card.kind} ${card.id}`} card={card} />
  items.set(card, item)
  return item
}

function CardItem({ card }: { card: Card }) {
  void changesOf(card).value
  const open = useSignal(false)
  const title = titleOf(card)
  const path = log.pathOf(card)
  const verdicts = verdictsOf(card, log)
  return (
    <li class={`card ${card.kind}`}>
      <details onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
        <summary>
          <span class="verdicts">
            {verdicts.map((verdict, index) => (
              <VerdictText key={index} title={title} verdict={verdict} />
            ))}
            {verdicts.length === 0 && <span class="verdict quiet">{title}</span>}
          </span>
          {path && <span class="quiet">{path}</span>}
          <time>{new Date(card.at).toLocaleTimeString('en-GB')}</time>
        </summary>
        {open.value && (
          <div class="body">
            {[...new Set(verdicts.map(verdictAdvice))].map((advice) => advice && <p class="advice">{advice}</p>)}
            <MendButtons mends={verdicts.flatMap(({ mends = [] }) => mends)} />
            {card.kind === 'event' && <EventBody card={card} />}
            {card.kind === 'visit' && <Json label="Ran with" value={card.running} />}
            <Lines card={card} />
          </div>
        )}
      </details>
    </li>
  )
}
