// Advice that can be done: a button on a card or beside a field. A mapping is meant by its ID: two can have one name.
import type { FieldKey, UrlKey } from './definition'
import type { TriggerMend } from './trigger/mends'

export type Mend =
  /** A mapping that takes what is missing from the traits of identify, for whom this trigger is. */
  | { kind: 'identify'; trigger: string }
  /** The visitor is identified, for a mapping that waits for it. */
  | { kind: 'identified' }
  /** This event is sent again, with the visitor's traits. */
  | { kind: 'traits'; event: string }
  | { kind: 'field'; mapping: string; key: FieldKey; path: string }
  | { kind: 'trigger'; mapping: string; better: TriggerMend }
  | { kind: 'setting'; key: UrlKey; value: string }
  /** A setting gets the preset's value, or at least the cursor. */
  | { kind: 'fill'; key: UrlKey }
