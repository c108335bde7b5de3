// The visitor's side: the frame that plays the customer's site, and what the visitor does there.
import { redirectUrls } from '../src/redirectUrls'
import { find } from './dom'
import { callOf, filled } from './event'
import { restore } from './running'
import type { Asked, Told } from './running'
import { remember, state } from './state'
import { happened } from './timeline'

const SCENARIOS = {
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

const ANONYMOUS = 'Nobody is signed in, so nothing goes to Rupt. Identify the visitor, then send a page view.'

const frame = () => find<HTMLIFrameElement>('iframe')
const push = () => find<HTMLButtonElement>('#push')

/** The visit under way. A page's requests are told under its visit's id, so that two tabs do not mix. */
let id = ''

/** Whether the frame shows the site, as far as it has told: a page that is still loading tells nothing. */
let onSite: boolean | undefined

/** Calls for a page that is not ready for them. */
let waiting: Asked[] = []

let who = ANONYMOUS

export function visit(): void {
  id = Math.random().toString(36).slice(2)
  onSite = undefined
  push().disabled = true
  happened({ kind: 'visit', text: SCENARIOS[state.scenario as keyof typeof SCENARIOS], detail: restore() })
  frame().src = `/site/home?${new URLSearchParams({ visit: id, scenario: state.scenario }).toString()}`
}

export function visitor(): void {
  scenarios()
  find('#visit').addEventListener('click', visit)
  push().addEventListener('click', () => void logOut())
  calls()
  ownEvent()

  window.addEventListener('told', (event) => {
    // A copy: the page that told it may be gone in a moment.
    const data = structuredClone((event as CustomEvent<Told>).detail)
    if ('entry' in data) happened(data.entry)
    if ('page' in data) arrived(data.page)
    if ('visitor' in data) status((who = data.visitor === null ? ANONYMOUS : `Signed in as ${data.visitor}.`))
    if ('ready' in data) ready()
    if ('verified' in data) choose('within')
    if ('back' in data) visit()
  })
  // Rupt's side, as the service worker saw it.
  new BroadcastChannel('rupt').addEventListener('message', ({ data }: MessageEvent<FromRupt>) => {
    if (data.visit === id) fromRupt(data)
  })
}

function arrived(page: string): void {
  find('#location').textContent = page
  if (page.startsWith(`${window.location.origin}/site/`)) return
  onSite = false
  push().disabled = true
}

function ready(): void {
  onSite = true
  for (const asked of waiting) frame().contentWindow?.postMessage(asked, window.location.origin)
  waiting = []
}

/** On a page that a redirect led to, there is no Analytics.js: then the site is visited first. */
function ask(asked: Asked): void {
  waiting.push(asked)
  if (onSite) ready()
  else if (onSite === false) visit()
}

function status(text: string): void {
  find('#who').textContent = text
}

interface FromRupt {
  kind: 'request' | 'answer' | 'push'
  visit: string
  method?: string
  url: string
  status?: number | string
  body?: unknown
}

function fromRupt({ kind, method, url, status: code, body }: FromRupt): void {
  if (kind === 'push') return happened({ kind, text: 'Rupt told the page', detail: body })

  const { host, pathname, searchParams } = new URL(url)
  const detail = body ?? { url, query: Object.fromEntries(searchParams) }
  const bad = kind === 'answer' && code !== 200 && code !== 'Sent'
  happened({ kind, text: `${method ?? code} ${host}${pathname}`, detail, bad })

  if (kind !== 'answer') return
  if (pathname.endsWith('/attach')) status(`${who} ${outcome(code, body)}`)
  if (pathname.endsWith('/listen') && !pathname.includes('/undefined/')) push().disabled = false
}

/** What Rupt's answer means for the visitor. */
function outcome(code: FromRupt['status'], body: unknown): string {
  if (code !== 200) return `Not attached: Rupt answered ${code}.`
  const { suspended, attached_devices, default_device_limit } = JSON.parse(String(body)) as Record<
    string,
    number | boolean
  >
  if (suspended) return 'Suspended by Rupt.'
  return `Device attached: ${String(attached_devices)} of ${String(default_device_limit)}.`
}

function scenarios(): void {
  const select = find<HTMLSelectElement>('#scenario')
  select.append(...Object.entries(SCENARIOS).map(([value, label]) => new Option(label, value)))
  select.addEventListener('change', () => {
    choose(select.value)
    visit()
  })
  choose(state.scenario)
}

/** Takes effect on the next visit. */
function choose(scenario: string): void {
  remember({ scenario })
  find<HTMLSelectElement>('#scenario').value = scenario
  const live = scenario === 'live'
  find('#reach').textContent = live
    ? 'Live: requests now leave this machine, for Rupt, with the Client ID of your settings.'
    : 'navigation' in window
      ? 'Offline: Rupt is a stand-in, Segment is not contacted.'
      : 'Offline, but for redirects to other sites, which this browser cannot stop.'
  find('#reach').classList.toggle('live', live)
}

/** A browser stops an idle worker, and its streams with it: then nobody hears of it. */
async function logOut(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: listened }: MessageEvent<boolean>) => {
    if (listened) return warnWithoutLogoutUrl()
    happened({
      kind: 'warning',
      text: 'The browser had ended the idle connection. Send a page view, then try again.',
      detail: { visit: id }
    })
    push().disabled = true
  }
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ visit: id, message: { action: 'logout' } }, [port2])
}

/** The SDK then does nothing, and nothing would tell why. */
function warnWithoutLogoutUrl(): void {
  if (redirectUrls(restore()!.settings as never).usable.logout_url) return
  happened({
    kind: 'warning',
    text: 'There is no Logout URL, so the SDK sends the visitor nowhere.',
    detail: restore()!.settings
  })
}

function calls(): void {
  const inputs = find<HTMLFormElement>('#sign-in')
  const values = () => Object.fromEntries(new FormData(inputs)) as Record<string, string>
  for (const [name, value] of Object.entries(state.signIn)) {
    inputs.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value
  }
  inputs.addEventListener('input', () => remember({ signIn: values() }))
  inputs.addEventListener('submit', (event) => {
    event.preventDefault()
    const { id, ...traits } = values()
    ask({ call: 'identify', args: [id, filled(traits)] })
  })

  let route = 0
  const does: Record<string, () => Asked> = {
    page: () => ({ call: 'page', args: [] }),
    'page-with-traits': () => {
      const { email, phone } = values()
      return { call: 'page', args: [{}, { traits: filled({ email, phone }) }] }
    },
    route: () => ({ route: ['/site/reports', '/site/team', '/site/home'][route++ % 3] }),
    track: () => ({ call: 'track', args: ['Report Exported', { format: 'pdf' }] }),
    reset: () => ({ call: 'reset', args: [] })
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-call]')) {
    button.addEventListener('click', () => ask(does[button.dataset.call!]()))
  }
}

function ownEvent(): void {
  const form = find<HTMLFormElement>('#own')
  const input = find<HTMLTextAreaElement>('#event')
  input.value = state.event
  input.addEventListener('input', () => remember({ event: input.value }))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const problem = form.querySelector('.problem')!
    problem.textContent = ''
    try {
      ask(callOf(JSON.parse(input.value)))
    } catch (error) {
      problem.textContent = (error as Error).message
    }
  })
}
