// What is to be known of a pasted setup.
import type { FieldKey } from '../../definition'

export type Note =
  | { kind: 'imported'; settings: number; mappings?: number; whither?: 'replaced' | 'added' }
  | { kind: 'intoMapping'; name: string; fields: FieldKey[] }
  | { kind: 'leftOut'; what: 'settings' | 'mappings' | 'destinations' | 'fields'; of?: string; names: string[] }
  | {
      kind: 'mappingLeftOut'
      name: string
      because: { kind: 'action'; action: string } | { kind: 'fields'; fields: string[] } | { kind: 'trigger' }
    }
  /** All mappings are off in Segment. */
  | { kind: 'allOff'; mappings: number }
  | { kind: 'several'; entries: number }
  | { kind: 'off' }
  | { kind: 'noMappings' }
  /** It decides in Segment, and does not here. */
  | { kind: 'notTaken'; what: ('filters' | 'consent' | 'plan')[] }

export function leftOut(
  notes: Note[],
  what: Extract<Note, { kind: 'leftOut' }>['what'],
  names: string[],
  of?: string
): void {
  if (names.length > 0) notes.push({ kind: 'leftOut', what, names, ...(of !== undefined && { of }) })
}
