// The typed event, as the destination would get it.
import { computed } from '@preact/signals'
import type { SegmentEvent } from '../../core/log/sighting'
import { expected, readEvent } from '../../core/event'
import { cards } from '../session/history'
import { address, ownEvent, visitId, visitor } from '../session/state'
import { readJson } from '../../core/json'

interface Draft {
  /** As it is typed. */
  sent?: SegmentEvent
  /** With what Analytics.js adds. */
  event?: SegmentEvent
  problem?: string
}

/** The page of the frame. */
export const place = computed(() => {
  const { href } = new URL(address.value || 'site/home', window.location.href)
  return { href, base: href }
})

export const draft = computed((): Draft => {
  try {
    const sent = readEvent(readJson(ownEvent.value))
    // The visit's first event is the site's own, so it holds nothing that was typed.
    const first = cards.value.find((card) => card.kind === 'event' && card.visit === visitId.value)
    const before = first?.kind === 'event' ? first.event : undefined
    return { sent, event: expected(sent, visitor.value, address.value, before) }
  } catch (error) {
    return { problem: (error as Error).message }
  }
})
