// The visitor's side: the frame that plays the customer's site, and what the visitor does there.
import { find } from './dom'
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

/** Where the frame is, as far as it has told; a page that is still loading listens to nobody. */
let at = ''
let waiting: Asked[] = []

export function visit(): void {
  at = ''
  id = Math.random().toString(36).slice(2)
  push().disabled = true
  happened({ kind: 'visit', text: SCENARIOS[state.scenario as keyof typeof SCENARIOS] })
  frame().src = `/site/home?${new URLSearchParams({ visit: id, scenario: state.scenario }).toString()}`
}

export function visitor(worker: ServiceWorker): void {
  scenarios()
  find('#visit').addEventListener('click', visit)
  push().addEventListener('click', () => logOut(worker))
  calls()
  ownEvent()

  window.addEventListener('message', ({ origin, source, data }: MessageEvent<Told>) => {
    if (origin !== window.location.origin || source !== frame().contentWindow) return
    if ('entry' in data) happened(data.entry)
    if ('page' in data) arrived(data.page)
    if ('visitor' in data)
      find('#who').textContent = data.visitor === null ? ANONYMOUS : `Signed in as ${data.visitor}.`
    if ('back' in data) visit()
  })
  // Rupt's side, as the service worker saw it.
  new BroadcastChannel('rupt').addEventListener('message', ({ data }: MessageEvent<FromRupt>) => {
    if (data.visit === id) fromRupt(data)
  })
}

interface FromRupt {
  kind: 'request' | 'answer' | 'push'
  visit: string
  method?: string
  url: string
  status?: number | string
  body?: unknown
}

function fromRupt({ kind, method, url, status, body }: FromRupt): void {
  if (kind === 'push') return happened({ kind, text: 'Rupt told the page', detail: body })

  const { host, pathname, search } = new URL(url)
  const detail = body ?? (search ? Object.fromEntries(new URLSearchParams(search)) : undefined)
  happened({ kind, text: `${method ?? status} ${host}${pathname}`, detail: kind === 'request' ? detail : body })
  if (kind === 'answer' && pathname.endsWith('/listen') && !pathname.includes('/undefined/')) push().disabled = false
}

function scenarios(): void {
  const select = find<HTMLSelectElement>('#scenario')
  select.append(
    ...Object.entries(SCENARIOS).map(([value, label]) => new Option(label, value, false, value === state.scenario))
  )
  const tell = () => {
    const live = state.scenario === 'live'
    const reach = find('#reach')
    reach.textContent = live
      ? 'Live: requests now leave this machine, for Rupt, with the Client ID of your settings.'
      : 'Offline: Rupt is a stand-in, Segment is not contacted.'
    reach.classList.toggle('live', live)
  }
  select.addEventListener('change', () => {
    remember({ scenario: select.value })
    tell()
    visit()
  })
  tell()
}

/** A browser stops an idle worker, and its streams with it: then the page is visited anew, and told once it listens. */
function logOut(worker: ServiceWorker): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: listened }: MessageEvent<boolean>) => {
    if (listened) return
    happened({ kind: 'warning', text: 'The browser had ended the connection: visit the site anew, then try again.' })
    push().disabled = true
  }
  worker.postMessage({ visit: id, message: { action: 'logout' } }, [port2])
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
    try {
      ask(callOf(JSON.parse(input.value) as SegmentEvent))
      problem.textContent = ''
    } catch (error) {
      problem.textContent = (error as Error).message
    }
  })
}

interface SegmentEvent {
  type?: string
  event?: string
  name?: string
  category?: string
  userId?: string
  groupId?: string
  previousId?: string
  traits?: object
  properties?: object
  context?: object
  anonymousId?: string
  timestamp?: string
}

/** The call of Analytics.js that makes such an event. */
function callOf(event: SegmentEvent): Asked {
  const { type, name, category, userId, anonymousId, timestamp, context = {}, properties = {}, traits = {} } = event
  const options = filled({ context, anonymousId, timestamp })
  switch (type) {
    case 'page':
      return { call: type, args: [category ?? null, name ?? null, properties, filled({ ...options, userId })] }
    case 'track':
      return { call: type, args: [event.event ?? '', properties, filled({ ...options, userId })] }
    case 'identify':
      return { call: type, args: [userId, traits, options] }
    case 'group':
      return { call: type, args: [event.groupId, traits, filled({ ...options, userId })] }
    case 'alias':
      return { call: type, args: [userId, event.previousId, options] }
    default:
      throw new Error('An event needs a "type": page, track, identify, group or alias.')
  }
}

const filled = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))

/** On a page that a redirect led to, there is no Analytics.js: then the site is visited first. */
function ask(asked: Asked): void {
  waiting.push(asked)
  if (at.startsWith('/site/')) arrived(at)
  else if (at !== '') visit()
}

function arrived(page: string): void {
  at = page
  find('#location').textContent = window.location.host + page
  if (!page.startsWith('/site/')) return
  for (const asked of waiting) frame().contentWindow?.postMessage(asked, window.location.origin)
  waiting = []
}
