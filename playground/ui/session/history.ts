// The cards of this tab's session, kept over a reload.
import { signal } from '@preact/signals'
import { json } from '../../core/setup/setup'
import { put } from './storage'
import { unpacked } from '../../core/portable'
import type { Call, Card } from '../../core/log/cards'
import { Log } from '../../core/log/log'
import { verdictsOf } from '../../core/verdict/verdicts'
import { titleOf, verdictAdvice, verdictText } from '../../core/words/verdicts'
import type { Verdict } from '../../core/verdict/verdict'

const CARD = 'rupt-playground-card '
const CALL = 'rupt-playground-call '

export const log = new Log()

/** The cards, the oldest first. */
export const cards = signal<readonly Card[]>([])

/** The latest verdicts on an event, for the line under the frame. */
export const latest = signal<{ title: string; verdicts: Verdict[] } | undefined>(undefined)

const keyOf = (card: Card) => `${card.kind} ${card.id}`
const changes = new Map<string, ReturnType<typeof signal<number>>>()

/** Counts a card's changes. Reading it re-renders with the card and its calls. */
export function changesOf(card: Card) {
  const known = changes.get(keyOf(card)) ?? signal(0)
  changes.set(keyOf(card), known)
  return known
}

const texts = new WeakMap<Card, string>()

/** Shows what has changed, and keeps it. */
export function show(changed: Card[]): void {
  if (log.cards.length !== cards.value.length) cards.value = [...log.cards]
  for (const card of changed) {
    changesOf(card).value!++
    unsaved.set(CARD + keyOf(card), card)
    if (card.kind !== 'event') continue
    for (const call of log.callsOf(card)) unsaved.set(CALL + call.id, call)
    const verdicts = verdictsOf(card, log)
    // A card can change without its verdict changing, when a stream reopens for example.
    if (texts.get(card) === json(verdicts)) continue
    texts.set(card, json(verdicts))
    // A late answer in an ended visit shows only on its card.
    if (!log.visitOf(card.visit)?.ended) latest.value = { title: titleOf(card), verdicts }
  }
  saving ??= setTimeout(save, 200)
}

const unsaved = new Map<string, Card | Call>()
let saving: ReturnType<typeof setTimeout> | undefined

function save(): void {
  clearTimeout(saving)
  saving = undefined
  for (const [key, value] of unsaved) put(key, value, forgetOldest)
  unsaved.clear()
}

/** Makes room in sessionStorage. The cards stay on the page and in "Copy all". */
export function forgetOldest(): boolean {
  const keys = new Set(storedKeys(CARD))
  const stored = log.cards.filter((card) => keys.has(CARD + keyOf(card)))
  const others = stored.filter(({ kind }) => kind !== 'visit')
  const oldest = others.slice(0, Math.ceil(others.length / 4))
  // A visit is kept while one of its events is, and the latest always.
  const needed = new Set(others.slice(oldest.length).map((card) => card.kind === 'event' && card.visit))
  const visits = stored.filter(({ kind, id }) => kind === 'visit' && !needed.has(id)).slice(0, -1)
  for (const card of [...oldest, ...visits]) {
    sessionStorage.removeItem(CARD + keyOf(card))
    if (card.kind === 'event') for (const { id } of log.callsOf(card)) sessionStorage.removeItem(CALL + id)
  }
  return oldest.length + visits.length > 0
}

const storedKeys = (prefix: string) => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix))

/** Brings back what the tab had, and keeps what comes. */
export function restore(): void {
  window.addEventListener('pagehide', save)
  const stored = <T extends { at: number }>(prefix: string) =>
    storedKeys(prefix)
      .map((key) => unpacked(sessionStorage.getItem(key)!) as T)
      .sort((a, b) => a.at - b.at)
  log.restore(stored<Card>(CARD), stored<Call>(CALL))
  show([])
}

/** Forgets everything except the current visit. */
export function clear(visit: string): void {
  save()
  for (const key of [...storedKeys(CARD), ...storedKeys(CALL)]) sessionStorage.removeItem(key)
  log.clear(log.visitOf(visit))
  latest.value = undefined
  cards.value = [...log.cards]
  show([...log.cards])
}

/** Everything, to send to someone who helps. */
export const everything = () =>
  json(
    log.cards.map((card) => ({
      title: titleOf(card),
      verdicts: verdictsOf(card, log).map((verdict) => ({
        text: verdictText(verdict),
        advice: verdictAdvice(verdict),
        ...verdict
      })),
      ...card,
      ...(card.kind === 'event' && { plans: log.plansOf(card), calls: log.callsOf(card) }),
      at: new Date(card.at).toISOString(),
      lines: log.linesOf(card)
    }))
  )
