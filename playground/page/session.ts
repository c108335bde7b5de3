// The session of this tab: the setup, the visitor's frame, and what was seen. A reload brings all of it back.
import { computed, signal } from '@preact/signals'
import { forgetVisitor, newId, restoreRunning, RUNNING, visitUrl } from '../protocol'
import type { Asked, Running, Sighting, Told } from '../protocol'
import { SAMPLES } from './event'
import { clear, forgetOldest, log, restore, show } from './history'
import type { Linked } from './link'
import { defaultSetup, json, problems, runnable } from './setup'
import type { Setup } from './setup'
import { kept, put } from './storage'

export const SCENARIOS: Record<string, string> = {
  within: 'Within the limit',
  over: 'Over the limit: challenged',
  suspended: 'Suspended',
  refused: 'Refuses the Client ID',
  error: 'Server error',
  silent: 'Never answers',
  'sdk-blocked': 'SDK blocked',
  'sdk-slow': 'SDK slow (5 s)',
  'sdk-never': 'SDK never arrives',
  live: 'Live: Rupt itself, over the internet'
}

export const LIVE = 'live'

export const setup = kept<Setup>('setup', defaultSetup(), forgetOldest)
export const scenario = kept('scenario', 'within', forgetOldest)
export const signIn = kept('sign-in', { id: 'user-1', email: 'ada@example.com', phone: '' }, forgetOldest)
export const ownEvent = kept('event', json(SAMPLES['Page view']), forgetOldest)
/** The setup that the last change in bulk replaced. */
export const replaced = kept<Setup | null>('replaced', null, forgetOldest)
/** What the last change in bulk has to say. */
export const said = signal<{ tone: 'good' | 'bad'; lines: string[] } | null>(null)

export const visitor = signal<string | null>(null)
export const address = signal('')
/** Whether the owner can reach this device: the page listens on a stream. */
export const listening = signal(false)
/** Why there is no stand-in for Rupt. */
export const broken = signal('')

export const setupProblems = computed(() => problems(setup.value))

/** Live asks before the first request leaves: in each tab, after each reload. */
export const asksForLive = signal(false)
let liveAgreed = false

/** Without it, redirects to other sites are seen less well, and a policy of this page stops them. */
export const seesRedirects = 'navigation' in window

export const frame: { current: HTMLIFrameElement | null } = { current: null }

// --- The visitor's frame ---

const UNATTENDED =
  'Rupt’s stand-in is a service worker, and there is none here. Use localhost or https, and no private window, and reload.'

/** Whether Rupt's side is there to answer. Before that, a page would reach Rupt itself. */
let standIn = false

/** The visit that goes on now. */
export const visitId = signal('')

export const clearCards = () => clear(visitId.value)

/** Whether the frame shows the site, as far as it has told: a page that is still loading tells nothing. */
let onSite: boolean | undefined

/** Calls for a page that is not ready for them. */
let waiting: Asked[] = []

export function visit(): void {
  if (!standIn) return
  if (scenario.value === LIVE && !liveAgreed) {
    asksForLive.value = true
    return
  }
  begin({ visit: newId(), scenario: scenario.value, ...runnable(setup.value) })
  if (frame.current) frame.current.src = visitUrl('/site/home', restoreRunning()!)
}

function begin(running: Running, arrived = false): void {
  visitId.value = running.visit
  onSite = undefined
  listening.value = false
  put(RUNNING, running, forgetOldest)
  show(log.visit(running, Date.now(), arrived))
}

/** What ran before a change of the setup still runs; a change that makes no difference to it is none. */
export function apply(): void {
  const running = restoreRunning()
  if (running && json({ ...running, scenario: scenario.value, ...runnable(setup.value) }) === json(running)) return
  visit()
}

/** On a page that a redirect led to, there is no Analytics.js: then the site is visited first, which is a page view itself. */
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

export function signOut(): void {
  show(log.note(newId(), Date.now(), 'sign out · analytics.reset() forgets the visitor'))
  if (onSite !== false) return ask({ call: 'reset', args: [] })
  forgetVisitor()
  visit()
}

/** The owner logs this device out. A browser stops an idle worker, and its streams with it: then nobody hears of it. */
export async function logOut(): Promise<void> {
  listening.value = false
  show(log.note(newId(), Date.now(), 'owner · logs this device out'))
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: heard }: MessageEvent<boolean>) => {
    if (!heard)
      show(
        log.note(
          newId(),
          Date.now(),
          'owner · not heard: the browser had closed the idle connection. Send a page view, then try again.'
        )
      )
  }
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ visit: visitId.value, message: { action: 'logout' } }, [port2])
}

function take(sighting: Sighting): void {
  show(log.take(sighting, Date.now()))
  if (sighting.visit !== visitId.value) return
  if (sighting.kind === 'redirect' && sighting.url && scenario.value === LIVE) left(sighting.url)
  if (sighting.kind !== 'answer' || sighting.status !== 200) return
  const streams = log.calls.flatMap((call) => call.streams)
  const { url = '' } = streams.find(({ id }) => id === sighting.request) ?? {}
  // Live, the stream is not the stand-in's to push to.
  if (url !== '' && !url.includes('/device/undefined/')) listening.value = scenario.value !== LIVE
}

window.addEventListener('told', (event) => {
  // A copy: the page that told it may be gone in a moment.
  const told = structuredClone((event as CustomEvent<Told>).detail)
  if ('seen' in told) take(told.seen)
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

/** The frame shows a page that is not the site's. Live, such a page tells nothing. */
function left(url: string): void {
  address.value = url
  onSite = false
  listening.value = false
}

// Rupt's side, as its worker saw it.
new BroadcastChannel('rupt').addEventListener('message', ({ data }: MessageEvent<Sighting>) => take(data))

if (!seesRedirects) {
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = "frame-src 'self'"
  document.head.append(policy)
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    const url = URL.canParse(blockedURI) ? blockedURI : undefined
    take({ kind: 'redirect', visit: visitId.value, url })
    frame.current!.src = `/landing/elsewhere?${new URLSearchParams(url ? { url } : {}).toString()}`
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
  liveAgreed = agreed
  if (!agreed) scenario.value = offline
  visit()
}

/** Replaces the whole setup, in a way that can be taken back. */
export function replace(next: Setup, lines: string[]): void {
  replaced.value = setup.value
  setup.value = next
  said.value = { tone: 'good', lines }
  apply()
}

/** Swaps the setup with the one it replaced: what was changed since is not lost either. */
export function undo(): void {
  if (replaced.value) replace(replaced.value, ['Took it back. Undo swaps the two again.'])
}

export function open(linked: Linked): void {
  scenario.value = linked.scenario
  if (linked.event) ownEvent.value = linked.event
  replace({ settings: linked.settings, mappings: linked.mappings }, ['Opened the setup from the link.'])
}

export async function start(): Promise<void> {
  restore()
  try {
    await navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' })
    // Before this, the frame's first requests would miss the worker.
    await navigator.serviceWorker.ready
    standIn = true
  } catch {
    broken.value = UNATTENDED
  }
  visit()
}
