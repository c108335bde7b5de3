// What a button says, and what it has done.
import { SETTINGS } from '../definition'
import type { Mend } from '../mend'
import type { Change } from '../setup/mends'
import type { TriggerMend } from '../trigger/mends'
import { labelOf } from './mappings'
import { listed } from './values'

export function mendLabel(mend: Mend): string {
  switch (mend.kind) {
    case 'identify':
      return 'Add a mapping for identify'
    case 'identified':
      return 'Identify the visitor'
    case 'traits':
      return 'Send this event with traits'
    case 'field':
      return `Map ${labelOf(mend.key)} to ${mend.path}`
    case 'trigger':
      return triggerLabel(mend.better)
    case 'setting':
      return `Change ${SETTINGS[mend.key].label} to ${mend.value}`
    case 'fill':
      return `Fill in ${SETTINGS[mend.key].label}`
  }
}

const triggerLabel = ({ kind, trigger }: TriggerMend) =>
  ({
    equals: 'Write the trigger with =',
    quotes: 'Write the trigger with double quotes',
    type: 'Write the type in lower case',
    words: 'Write and, or in lower case'
  })[kind] + (kind === 'equals' || kind === 'quotes' ? '' : `: ${trigger}`)

export function changeText(change: Change): string {
  switch (change.kind) {
    case 'addedMapping': {
      const others =
        change.lost.length > 0 ? ` It attaches everyone who identifies, whether or not ${listed(change.lost)}.` : ''
      return `Added the mapping “${change.name}”, for ${change.trigger}.${others}`
    }
    case 'thereAlready':
      return `“${change.name}” is there already.`
    case 'setting':
      return `Changed ${SETTINGS[change.key].label} to ${change.value}.`
    case 'toFill':
      return `Enter ${SETTINGS[change.key].label}.`
    case 'field':
      return `Mapped ${labelOf(change.key)} to ${change.path}.`
    case 'trigger':
      return `Changed the trigger to ${change.trigger}.`
  }
}

export const NOTHING_DONE = 'The setup has changed since: nothing was done.'
