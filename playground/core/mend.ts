// Advice that can be done: a button on a card or beside a field.

export type Mend =
  /** A mapping that takes what is missing from the traits of identify. */
  | { kind: 'identify' }
  /** The visitor is identified, for a mapping that waits for it. */
  | { kind: 'identified' }
  /** The next page view has the visitor's traits. */
  | { kind: 'traits' }
  | { kind: 'field'; mapping: string; key: string; path: string }
  | { kind: 'trigger'; mapping: string; trigger: string; label: string }
  | { kind: 'setting'; key: string; value: string }
  /** A setting gets the preset's value, or at least the cursor. */
  | { kind: 'fill'; key: string }
