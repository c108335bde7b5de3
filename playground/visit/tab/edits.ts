// The setup in the tool's tab: what the settings document has, until it is edited.
import { batch, computed, effect } from '@preact/signals'
import { edited, preset, saved, setup } from '../../ui/session/state'
import { json, runnable, SETTINGS, toMapping } from '../../core/setup/setup'
import type { Setup as Typed } from '../../core/setup/setup'
import type { Setup } from '../../core/setup/document'
import type { Edited } from '../messages'

/** Whether a settings document was read. A reload of the tab keeps what it had. */
export const known = computed(() => json(saved.value) !== json(preset))

/** Takes what the settings document has, and leaves edits as they are. At first, a file's setup may run in its place. */
export const found = (theirs: Setup, running: Setup) =>
  batch(() => {
    const untouched = !edited.value
    const first = !known.value
    saved.value = typed(theirs)
    if (untouched) setup.value = first ? typed(running) : saved.value
  })

/** As the fields hold it, with what is switched off. */
const typed = ({ settings, subscriptions }: Setup): Typed => ({
  settings: Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, String(settings[key] ?? '')])),
  mappings: subscriptions
    .filter(({ partnerAction }) => partnerAction === 'attach')
    .map((subscription, index) => toMapping(subscription, String(index + 1)))
})

/** Has edits run from the next load on. Without any, what the document itself has. */
export const passOn = (run: (setup: Edited | null) => Promise<void>) =>
  effect(() => {
    if (known.value) void run(edited.value ? runnable(setup.value) : null)
  })
