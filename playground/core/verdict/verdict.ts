// What a verdict is: the answer of a card, with what to do about it.
import type { Mend } from '../mend'

export type Tone = 'good' | 'attention' | 'bad' | 'waiting' | 'quiet'

export interface Verdict {
  tone: Tone
  text: string
  /** What to do about it. */
  advice?: string
  /** What of the advice can be done at once. */
  mends?: Mend[]
  /** The name of the mapping, if a visit has several. */
  mapping?: string
}

export const bad = (text: string, advice?: string): Verdict => ({ tone: 'bad', text, advice })

/** Clips long values, to leave room for the rest. */
export const clip = (text: string, length = 60) => (text.length > length ? `${text.slice(0, length)}…` : text)
