// The setup in the tool's tab: what the settings document has, until it is edited.
import { settingsOf } from '../../core/definition'
import { batch, computed, effect } from '@preact/signals'
import { edited, preset, saved, setup } from '../../ui/session/state'
import { runnable } from '../../core/setup/runnable'
import { json, toMapping } from '../../core/setup/setup'
import type { Setup } from '../../core/setup/setup'
import type { RunningSetup } from '../../core/setup/document'
import type { Edited } from '../messages'

/** Whether a settings document was read. A reload of the tab keeps what it had. */
export const known = computed(() => json(saved.value) !== json(preset))

/** Takes what the settings document has, and leaves edits as they are. At first, a file's setup may run in its place. */
export const found = (theirs: RunningSetup, running: RunningSetup) =>
  batch(() => {
    const untouched = !edited.value
    const first = !known.value
    saved.value = typed(theirs)
    if (untouched) setup.value = first ? typed(running) : saved.value
  })

/** As the fields hold it, with what is switched off. */
const typed = ({ settings, subscriptions }: RunningSetup): Setup => ({
  settings: settingsOf(settings),
  mappings: subscriptions.map((subscription, index) => toMapping(subscription, subscription.id ?? String(index + 1)))
})

/** Has edits run from the next load on. Without any, what the document itself has. */
export const passOn = (run: (setup: Edited | null) => Promise<void>) =>
  effect(() => {
    if (known.value) void run(edited.value ? runnable(setup.value) : null)
  })
