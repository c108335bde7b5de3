// What is said of a pasted setup.
import { TITLE } from '../definition'
import type { Note } from '../setup/paste/note'
import { labelOf } from './mappings'
import { counted, listed } from './values'

export function noteText(note: Note): string {
  switch (note.kind) {
    case 'imported':
      return importedText(note)
    case 'intoMapping':
      return `“${note.name}” now maps ${note.fields.map(labelOf).join(', ')}, and nothing else.`
    case 'leftOut': {
      const what = note.what === 'destinations' ? 'other destinations' : note.what
      return `Left out ${what}${note.of === undefined ? '' : ` of “${note.of}”`}: ${note.names.join(', ')}.`
    }
    case 'mappingLeftOut':
      return `Left out “${note.name}”: ${reasonText(note)}.`
    case 'allOff':
      return `${note.mappings === 1 ? 'It is' : 'All of them are'} off in Segment. Tick one to run it here.`
    case 'several':
      return `It contains Rupt ${note.entries} times. The first entry was used.`
    case 'off':
      return 'In Segment, this destination is off.'
    case 'noMappings':
      return 'This answer has no mappings. For them, paste the answer to “list subscriptions from destination”, too.'
    case 'notTaken':
      return `Not taken: ${listed(note.what.map((what) => NOT_TAKEN[what]))}. In Segment, an event may not reach Rupt because of that.`
  }
}

const NOT_TAKEN = {
  filters: 'the destination filters',
  consent: 'the consent categories',
  plan: 'what the tracking plan blocks'
}

function importedText({ settings, mappings, whither }: Extract<Note, { kind: 'imported' }>): string {
  const what = [
    settings > 0 ? counted(settings, 'setting') : '',
    mappings === undefined ? '' : counted(mappings, 'mapping')
  ].filter(Boolean)
  const where = { replaced: ', in place of the one of that name', added: ', added to the existing mappings' }
  return `Imported ${what.join(' and ')}${whither ? where[whither] : ''}.`
}

function reasonText({ because }: Extract<Note, { kind: 'mappingLeftOut' }>): string {
  switch (because.kind) {
    case 'action':
      return `its action is ${because.action}, not attach`
    case 'fields':
      return `${TITLE} has no such fields: ${because.fields.join(', ')}`
    case 'trigger':
      return 'it has no trigger, such as "subscribe": "type = \\"page\\""'
  }
}
