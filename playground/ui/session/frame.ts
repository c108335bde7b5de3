// The visitor's frame: the site is opened in it, and gets the visitor's calls.
import { base, elsewhereUrl, restoreRunning, REPORT, RUNNING, visitUrl } from '../../protocol'
import type { FrameReport, FrameRequest } from '../../protocol'
import { newId } from '../../core/log/sighting'
import type { Sighting } from '../../core/log/sighting'
import { LIVE } from '../../core/running'
import type { Running } from '../../core/running'
import { runnable } from '../../core/setup/runnable'
import { json } from '../../core/setup/setup'
import { clear, forgetOldest, log, show } from './history'
import { needsLeave } from './live'
import { address, asksForLive, broken, listening, scenario, setup, visitId, visitor } from './state'
import { put } from './storage'

/** Without it, redirects to other sites are only partly visible, and a CSP blocks them. */
export const seesRedirects = 'navigation' in window

export const frame: { current: HTMLIFrameElement | null } = { current: null }

const UNATTENDED =
  'Rupt’s stand-in is a service worker, and this browser has none here. Use localhost or https, no private window, and reload.'

/** Whether the worker is there. Before that, a page would reach the real Rupt. */
let standIn = false

/** Whether the frame shows the site, as far as is known: a loading page has not reported yet. */
let onSite: boolean | undefined

/** Calls queued for a page that is not ready. */
let queue: FrameRequest[] = []

export const clearCards = () => clear(visitId.value)

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
export function send(request: FrameRequest): void {
  if (onSite !== false || !isPageView(request)) queue.push(request)
  if (onSite) deliver()
  else if (onSite === false) visit()
}

export const isOnSite = () => onSite !== false

const isPageView = (request: FrameRequest) => 'call' in request && request.call === 'page' && request.args.length === 0

function deliver(): void {
  onSite = true
  for (const request of queue) frame.current?.contentWindow?.postMessage(request, window.location.origin)
  queue = []
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

function hear(report: FrameReport): void {
  if ('sighting' in report) see(report.sighting)
  if ('arrived' in report) begin({ ...restoreRunning()!, visit: report.arrived }, true)
  if ('visitor' in report) visitor.value = report.visitor
  if ('ready' in report && report.ready === visitId.value) deliver()
  if ('unattended' in report) broken.value = UNATTENDED
  if ('verified' in report) scenario.value = 'within'
  if ('back' in report) visit()
  if ('page' in report) {
    if (report.onSite) address.value = report.page
    else left(report.page)
  }
}

/** The frame shows a page outside the site. In Live such a page reports nothing. */
function left(url: string): void {
  address.value = url
  onSite = false
  listening.value = false
}

/** Such a browser says of a redirect only that the policy blocked it. */
function blockRedirects(): void {
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

/** Listens to the frame and to Rupt's worker, and opens the site once the worker is there. */
export async function connect(): Promise<void> {
  // A copy: the page that sent it may be gone in a moment.
  window.addEventListener(REPORT, (event) => hear(structuredClone((event as CustomEvent<FrameReport>).detail)))
  new BroadcastChannel('rupt').addEventListener('message', ({ data }: MessageEvent<Sighting>) => see(data))
  if (!seesRedirects) blockRedirects()
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
