// The session of this tab: the setup, the visitor's frame, and what was seen. A reload brings all of it back.
import { computed, signal } from '@preact/signals'
import { base, elsewhereUrl, forgetVisitor, LIVE, restoreRunning, RUNNING, visitUrl } from '../protocol'
import type { Asked, Running, Told } from '../protocol'
import { newId } from '../core/log/sighting'
import type { Sighting } from '../core/log/sighting'
import { clear, forgetOldest, log, restore, show } from './events/history'
import { giveLeave, needsLeave } from './live'
import { fixed } from '../core/setup/mends'
import type { Fix } from '../core/setup/mends'
import type { Linked } from '../core/setup/link'
import { defaultSetup, json, problems, runnable } from '../core/setup/setup'
import type { Setup } from '../core/setup/setup'
import { replacing, savedAfter } from '../core/setup/undo'
import type { Replaceable } from '../core/setup/undo'
import { kept, put } from './storage'
import { filled, SAMPLES } from '../core/event'

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
/** The message about the last bulk change. */
export const said = signal<{ tone: 'good' | 'attention' | 'bad'; lines: string[] } | null>(null)

export const visitor = signal<string | null>(null)
export const address = signal('')
/** Whether Rupt can reach the page, which then has an open stream. */
export const listening = signal(false)
/** Why there is no stand-in for Rupt, if there is none. */
export const broken = signal('')

/** On one's own site, the settings document takes the preset's place, and nothing can be sent. */
export const ownSite = signal(false)
export const edited = computed(() => json(setup.value) !== json(saved.value))

export const setupProblems = computed(() => problems(setup.value))

export const asksForLive = signal(false)

/** Without it, redirects to other sites are only partly visible, and a CSP blocks them. */
export const seesRedirects = 'navigation' in window

export const frame: { current: HTMLIFrameElement | null } = { current: null }

// --- The visitor's frame ---

const UNATTENDED =
  'Rupt’s stand-in is a service worker, and this browser has none here. Use localhost or https, no private window, and reload.'

/** Whether the worker is there. Before that, a page would reach the real Rupt. */
let standIn = false

/** The current visit. */
export const visitId = signal('')

export const clearCards = () => clear(visitId.value)

/** Whether the frame shows the site, as far as is known: a loading page has not reported yet. */
let onSite: boolean | undefined

/** Calls queued for a page that is not ready. */
let waiting: Asked[] = []

export function visit(): void {
  if (!standIn) return
  if (needsLeave(scenario.value)) {
    asksForLive.value = true
    return
  }
  begin({ visit: newId(), scenario: scenario.value, ...runnable(setup.value) })
  if (frame.current) frame.current.src = visitUrl(`${base()}site/home`, restoreRunning()!)
  void checkWorker()
}

/** The worker goes with the browser's data. A static host then has no page to say so. */
async function checkWorker(): Promise<void> {
  if (!(await navigator.serviceWorker.getRegistration())) broken.value = UNATTENDED
}

function begin(running: Running, arrived = false): void {
  visitId.value = running.visit
  onSite = undefined
  listening.value = false
  put(RUNNING, running, forgetOldest)
  show(log.visit(running, Date.now(), arrived))
}

/** Visits again, unless the change makes no difference. */
export function apply(): void {
  const running = restoreRunning()
  if (running && json({ ...running, scenario: scenario.value, ...runnable(setup.value) }) === json(running)) return
  visit()
}

/** A page reached by a redirect has no Analytics.js, so the site is visited first, which sends a page view itself. */
export function ask(asked: Asked): void {
  if (onSite !== false || !isPageView(asked)) waiting.push(asked)
  if (onSite) deliver()
  else if (onSite === false) visit()
}

const isPageView = (asked: Asked) => 'call' in asked && asked.call === 'page' && asked.args.length === 0

function deliver(): void {
  onSite = true
  for (const asked of waiting) frame.current?.contentWindow?.postMessage(asked, window.location.origin)
  waiting = []
}

const note = (text: string) => show(log.note(newId(), Date.now(), text))

export function signOut(): void {
  note('sign out · analytics.reset() forgets the visitor')
  if (onSite !== false) return ask({ call: 'reset', args: [] })
  forgetVisitor()
  visit()
}

/** The owner logs this device out. Browsers stop idle workers and their streams, and then no page gets the message. */
export async function logOut(): Promise<void> {
  listening.value = false
  note('owner · logs this device out')
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: heard }: MessageEvent<boolean>) => {
    if (heard) return
    note(
      'owner · the page did not get it: the browser had closed the idle connection. Send a page view, then try again.'
    )
  }
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ visit: visitId.value, message: { action: 'logout' } }, [port2])
}

function see(sighting: Sighting): void {
  show(log.take(sighting, Date.now()))
  const visit = log.visitOf(visitId.value)
  if (!visit || sighting.visit !== visit.id) return
  if (sighting.kind === 'redirect' && sighting.url && scenario.value === LIVE) left(sighting.url)
  if (sighting.kind !== 'answer' || sighting.status !== 200) return
  const [{ url = '' } = {}] = log.requestOf(visit, sighting.request)
  // In Live, the stand-in has no stream to push to.
  if (url.includes('/listen') && !url.includes('/device/undefined/')) listening.value = scenario.value !== LIVE
}

window.addEventListener('told', (event) => {
  // A copy: the page that sent it may be gone in a moment.
  const told = structuredClone((event as CustomEvent<Told>).detail)
  if ('seen' in told) see(told.seen)
  if ('arrived' in told) begin({ ...restoreRunning()!, visit: told.arrived }, true)
  if ('visitor' in told) visitor.value = told.visitor
  if ('ready' in told && told.ready === visitId.value) deliver()
  if ('unattended' in told) broken.value = UNATTENDED
  if ('verified' in told) scenario.value = 'within'
  if ('back' in told) visit()
  if ('page' in told) {
    if (told.onSite) address.value = told.page
    else left(told.page)
  }
})

/** The frame shows a page outside the site. In Live such a page reports nothing. */
function left(url: string): void {
  address.value = url
  onSite = false
  listening.value = false
}

// Rupt's side, as its worker saw it.
new BroadcastChannel('rupt').addEventListener('message', ({ data }: MessageEvent<Sighting>) => see(data))

if (!seesRedirects) {
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = "frame-src 'self'"
  document.head.append(policy)
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    const url = URL.canParse(blockedURI) ? blockedURI : undefined
    see({ kind: 'redirect', visit: visitId.value, url })
    frame.current!.src = elsewhereUrl(visitId.value, url)
  })
}

// --- Choices ---

/** The scenario to return to when Live is declined. */
let offline = 'within'

export function choose(name: string): void {
  if (name === LIVE && scenario.value !== LIVE) offline = scenario.value
  scenario.value = name
  visit()
}

export function answerLive(agreed: boolean): void {
  asksForLive.value = false
  giveLeave(agreed)
  if (!agreed) scenario.value = offline
  visit()
}

/** Replaces the setup, and maybe the event and what Segment is known to have. `undo` brings the old ones back. */
export function replace(next: Partial<Replaceable>, lines: string[]): void {
  const { now, before } = replacing({ setup: setup.value, saved: saved.value, ownEvent: ownEvent.value }, next)
  replaced.value = before
  setup.value = now.setup
  // On one's own site, the settings document alone says what Segment has.
  if (!ownSite.value) saved.value = now.saved
  ownEvent.value = now.ownEvent
  said.value = { tone: 'good', lines }
  marked.value = ''
  apply()
}

/** Takes a setup, or a part of one, as Segment has it. */
export const take = (next: Setup, lines: string[]) =>
  replace({ setup: next, saved: savedAfter(saved.value, setup.value, next) }, lines)

export const back = () => {
  const [origin, name] = ownSite.value ? [saved.value, 'settings document'] : [preset, 'preset']
  replace({ setup: origin, saved: origin }, [`Back to the ${name}.`])
}

/** Swaps with what was replaced, so later changes are not lost. */
export function undo(): void {
  if (replaced.value) replace(replaced.value, ['Undone. Undo again to redo.'])
}

export function open(linked: Linked): void {
  scenario.value = linked.scenario
  const { settings, mappings, event } = linked
  const next = { settings, mappings }
  const lines = ['Opened the setup from the link.']
  replace({ setup: next, saved: next, ...(event && { ownEvent: event }) }, lines)
}

/** The field that a fix has changed. */
export const marked = signal('')

/** Does what a card advises. */
export function fix(what: Fix): void {
  if (what.kind === 'traits') return ask(pageWithTraits())
  if (what.kind === 'identified') return ask(identified())
  // No site but the playground's has the pages of the preset.
  const done = fixed(setup.value, what, ownSite.value ? { ...preset, settings: {} } : preset)
  if (!done) {
    said.value = { tone: 'bad', lines: ['The setup has changed since: nothing was done.'] }
    return
  }
  if (done.setup === setup.value) said.value = { tone: 'attention', lines: [done.said] }
  else replace({ setup: done.setup }, [done.said])
  marked.value = done.field
  // The site identifies its visitors only when they sign in.
  if (what.kind === 'identify' && visitor.value !== null && !ownSite.value) ask(identified())
}

export const traits = () => filled({ email: signIn.value.email, phone: signIn.value.phone })

export const identified = (): Asked => ({ call: 'identify', args: [signIn.value.id, traits()] })

export const pageWithTraits = (): Asked => ({ call: 'page', args: [{}, { traits: traits() }] })

export async function start(): Promise<void> {
  restore()
  try {
    await navigator.serviceWorker.register(`${base()}worker.js`, { updateViaCache: 'none' })
    // Before this, the frame's first requests would miss the worker.
    await navigator.serviceWorker.ready
    standIn = true
  } catch {
    broken.value = UNATTENDED
  }
  visit()
}
