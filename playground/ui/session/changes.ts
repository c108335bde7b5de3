// Changes of the whole setup, each with a message, and each to be undone.
import { callOf, withTraits } from '../../core/event'
import type { Linked } from '../../core/setup/link'
import { mended } from '../../core/setup/mends'
import type { Mend } from '../../core/mend'
import type { Setup } from '../../core/setup/setup'
import { replacing, savedAfter } from '../../core/setup/undo'
import type { Replaceable } from '../../core/setup/undo'
import { changeText, NOTHING_DONE } from '../../core/words/mends'
import { log } from './history'
import type { Host } from './host'
import { marked, notice, ownEvent, preset, replaced, saved, scenario, setup, visitor } from './state'
import { identify, traits } from './visitor'

/** Replaces the setup, and maybe the event and what Segment is known to have. `undo` brings the old ones back. */
export function replace(host: Host, next: Partial<Replaceable>, lines: string[]): void {
  const { now, before } = replacing({ setup: setup.value, saved: saved.value, ownEvent: ownEvent.value }, next)
  replaced.value = before
  setup.value = now.setup
  // On one's own site, the settings document alone says what Segment has.
  if (host.send) saved.value = now.saved
  ownEvent.value = now.ownEvent
  notice.value = { tone: 'good', lines }
  marked.value = ''
  host.apply()
}

/** Takes a setup, or a part of one, as Segment has it. */
export const take = (host: Host, next: Setup, lines: string[]) =>
  replace(host, { setup: next, saved: savedAfter(saved.value, setup.value, next) }, lines)

export function back(host: Host): void {
  const origin = host.origin.setup()
  replace(host, { setup: origin, saved: origin }, [`Back to the ${host.origin.name}.`])
}

/** Swaps with what was replaced, so later changes are not lost. */
export function undo(host: Host): void {
  if (replaced.value) replace(host, replaced.value, ['Undone. Undo again to redo.'])
}

export function open(host: Host, linked: Linked): void {
  scenario.value = linked.scenario
  const { settings, mappings, event } = linked
  const next = { settings, mappings }
  const lines = ['Opened the setup from the link.']
  replace(host, { setup: next, saved: next, ...(event && { ownEvent: event }) }, lines)
}

/** Whether advice can be followed here. */
export const isPossible = (host: Host, { kind }: Mend) =>
  host.send !== undefined || !['traits', 'identified'].includes(kind)

/** The same event, with the visitor's traits. */
function sendAgain(host: Host, id: string): void {
  const card = log.cards.find((card) => card.kind === 'event' && card.id === id)
  if (card?.kind === 'event') host.send?.(callOf(withTraits(card.event, traits())))
}

/** Does what a card advises. */
export function mend(host: Host, what: Mend): void {
  if (what.kind === 'traits') return sendAgain(host, what.event)
  if (what.kind === 'identified') return host.send?.(identify())
  // No site but the playground's has the pages of the preset.
  const done = mended(setup.value, what, host.send ? preset : { ...preset, settings: {} })
  if (!done) {
    notice.value = { tone: 'bad', lines: [NOTHING_DONE] }
    return
  }
  const lines = [changeText(done.change)]
  if (done.setup === setup.value) notice.value = { tone: 'attention', lines }
  else replace(host, { setup: done.setup }, lines)
  marked.value = done.field
  // The site identifies its visitors only when they sign in.
  if (what.kind === 'identify' && visitor.value !== null) host.send?.(identify())
}
