// The event that is typed, as the destination would get it.
import { computed } from '@preact/signals'
import type { SegmentEvent } from '../protocol'
import { expected, readEvent } from './event'
import { address, ownEvent, visitor } from './session'
import { parseJson } from './setup'

interface Typed {
  /** As it is typed. */
  sent?: SegmentEvent
  /** With what Analytics.js adds. */
  event?: SegmentEvent
  problem?: string
}

export const typedEvent = computed((): Typed => {
  try {
    const sent = readEvent(parseJson(ownEvent.value))
    return { sent, event: expected(sent, visitor.value, address.value) }
  } catch (error) {
    return { problem: (error as Error).message }
  }
})
