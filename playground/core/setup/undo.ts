// What a bulk change replaces, so that it can be undone.
import type { Mapping, Setup } from './setup'

/** What a link or a paste can replace. */
export interface Replaceable {
  setup: Setup
  /** What Segment has, as far as is known: what was pasted last. */
  saved: Setup
  ownEvent: string
}

/** What is there from now on, and what was there before. Undoing replaces with `before`, so it can be undone, too. */
export const replacing = (now: Replaceable, next: Partial<Replaceable>) => ({ now: { ...now, ...next }, before: now })

/** What Segment has, once a part of the setup was pasted: the rest is as far from it as before. */
export function savedAfter(saved: Setup, before: Setup, next: Setup): Setup {
  const isPasted = (mapping: Mapping) => !before.mappings.includes(mapping)
  const pasted = next.mappings.filter(isPasted)
  const others = pasted.filter(({ id }) => !saved.mappings.some((mapping) => mapping.id === id))
  const kept = saved.mappings.map((mapping) => pasted.find(({ id }) => id === mapping.id) ?? mapping)
  return {
    settings: next.settings === before.settings ? saved.settings : next.settings,
    mappings: pasted.length === next.mappings.length ? next.mappings : [...kept, ...others]
  }
}
