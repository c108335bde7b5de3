// What a bulk change replaces, so that it can be undone.
import type { Setup } from './setup'

/** What a link or a paste can replace. */
export interface Replaceable {
  setup: Setup
  /** What Segment has, as far as is known: what was pasted last. */
  saved: Setup
  ownEvent: string
}

/** What is there from now on, and what was there before. Undoing replaces with `before`, so it can be undone, too. */
export const replacing = (now: Replaceable, next: Partial<Replaceable>) => ({ now: { ...now, ...next }, before: now })
