// What this tab holds: the setup, the visitor, and what was said of both. A reload brings it back.
import { computed, signal } from '@preact/signals'
import { base } from '../../protocol'
import { setupFindings } from '../../core/setup/findings'
import { defaultSetup, json } from '../../core/setup/setup'
import type { Setup } from '../../core/setup/setup'
import type { Replaceable } from '../../core/setup/undo'
import { SAMPLES } from '../../core/event'
import { forgetOldest } from './history'
import { kept } from './storage'

/** What everybody starts with. */
export const preset = defaultSetup(base())

export const setup = kept<Setup>('setup', preset, forgetOldest)
/** What Segment has, as far as is known: what was pasted or opened last, or the preset. */
export const saved = kept<Setup>('saved', preset, forgetOldest)
export const scenario = kept('scenario', 'within', forgetOldest)
export const signIn = kept('sign-in', { id: 'user-1', email: 'ada@example.com', phone: '' }, forgetOldest)
export const ownEvent = kept('event', json(SAMPLES['Page view']), forgetOldest)
/** What the last bulk change replaced. */
export const replaced = kept<Replaceable | null>('replaced', null, forgetOldest)

export const edited = computed(() => json(setup.value) !== json(saved.value))
export const findings = computed(() => setupFindings(setup.value))

/** The message about the last bulk change. */
export const notice = signal<{ tone: 'good' | 'attention' | 'bad'; lines: string[] } | null>(null)
/** The field that a mend has changed. */
export const marked = signal('')

/** The current visit. */
export const visitId = signal('')
/** Who is signed in on the site. */
export const visitor = signal<string | null>(null)
/** What the frame shows. */
export const address = signal('')
/** Whether Rupt can reach the page, which then has an open stream. */
export const listening = signal(false)
/** Why there is no stand-in for Rupt, if there is none. */
export const broken = signal('')
export const asksForLive = signal(false)
