import type { BrowserDestinationDependencies } from '@segment/browser-destination-runtime/types'
import { createClient } from './client'
import type { Client } from './client'
import { warn } from './warn'

const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

/** Milliseconds. How long a copy that comes by another way is looked for: the site's own, a consent manager's. */
const LOOK_MS = 2000

/** Milliseconds between two looks. */
const INTERVAL_MS = 50

/** Milliseconds after a failure. A page that started without a network, or with a hotel's, may have one by then. */
const RETRY_MS = 60_000

const NOT_LOADED = `Rupt: ${SDK_URL} failed twice to load. Check content blockers and your CSP.`
const NOT_DEFINED = `Rupt: ${SDK_URL} did not define Rupt.attach. Check content blockers.`

/**
 * Starts to get Rupt's SDK onto the page, and returns at once: the client's calls wait for the SDK, Segment's do not.
 *
 * Never throws. If no SDK is there after two seconds, a warning on the console says what to check.
 */
export function loadSdk({ loadScript, resolveWhen }: BrowserDestinationDependencies): Client {
  const client = createClient(stay)
  const { flush } = client
  /** A request is on its way, or the tag of the site's own is. */
  let busy = true
  /** The page is being left. */
  let leaving = false
  /** A request has failed, though the page was not being left. */
  let failed = false
  let warned = false
  /** When the last request ended. */
  let endedAt = NaN
  /** The look for a copy that comes by another way has ended. */
  let looked = false
  let look: Promise<void>
  let stopListening: () => void

  // The page may have broken what this calls. Then ours is not requested; a copy of the site's own can still come.
  if (!flush()) load().catch(() => undefined)
  return client

  /** Looks for a copy of the site's own. Is a tag for one on its way? If not, or not for long, requests ours. */
  async function load(): Promise<void> {
    // Not by the clock, which may stand still or jump.
    setTimeout(() => (looked = true), LOOK_MS)
    look = resolveWhen(lookedEnough, INTERVAL_MS)
    stopListening = listen({ beforeunload: leave, pagehide: leave, pageshow: stay })
    const isOnItsWay = siteTag()
    await resolveWhen(() => lookedEnough() || !isOnItsWay(), INTERVAL_MS)
    busy = false
    await request()
  }

  /**
   * Requests the SDK, and once more at once if the first request fails. Not on a page that is being left, nor within a
   * minute of the last request. Warns, once, if no copy has come by the end of the look.
   */
  async function request(): Promise<void> {
    // The clock may have been set back since.
    if (busy || leaving || Math.abs(+new Date() - endedAt) < RETRY_MS) return
    busy = true
    let problem = NOT_DEFINED
    try {
      if (!flush()) {
        ensureScript()
        const script = await loadScript(SDK_URL)
        // `loadScript` would not request it again.
        if (!flush()) script.removeAttribute('status')
      }
    } catch {
      problem = NOT_LOADED
    }
    busy = false
    if (problem === NOT_LOADED && (leaving || !failed)) {
      failed = !leaving
      return request()
    }
    failed = true
    endedAt = +new Date()
    stopListening()
    await look
    if (!flush() && !warned) {
      warned = true
      warn(problem)
    }
  }

  function lookedEnough(): boolean {
    return looked || !!flush()
  }

  /**
   * Browsers fail the scripts of a page that is being left, and in WebKit the page sees that:
   * https://github.com/ipfs/service-worker-gateway/pull/1161
   */
  function leave(): void {
    leaving = true
  }

  /** The visitor comes back to the page, or has sent an event and so never left: a download looks like leaving. */
  function stay(): void {
    leaving = false
    void request()
  }
}

/** What a browser runs. Consent managers block a script by another type; Rocket Loader, which runs it, by a prefix. */
const RUNS = /^$|^module$|(text|application)\/(x-)?[jel]\w*script$/i

/** Where a site's own tag gets the SDK from: Rupt's CDN, the address in Rupt's documentation, or the other CDN of npm. */
const ADDRESS = /\/\/(cdn\.rupt\.dev\/js|unpkg\.com|cdn\.jsdelivr\.net\/npm)\/rupt(?![\w-])/

/**
 * Finds the site's own tag for the SDK. Returns a function that tells whether it is on its way. It is not once it has run
 * or failed, or the window has loaded: every script that was in the document before has settled by then.
 */
function siteTag(): () => boolean {
  const tags = Array.from(document.scripts).filter(({ src }) => ADDRESS.test(src))
  // The runtime's `loadScript` gives the scripts that it requests a status, and takes a tag with one for its own. But if it
  // is not waiting for it, a prerenderer has saved it with the page, and the browser runs it like any other tag.
  for (const tag of tags) if (!tag.onload) tag.removeAttribute('status')
  let tag = tags.find((tag) => RUNS.test(tag.type) && !tag.matches('[nomodule], [status]'))

  const settled = () => (tag = undefined)
  tag?.addEventListener('load', settled)
  tag?.addEventListener('error', settled)
  return () => !!tag && document.readyState !== 'complete'
}

/** `loadScript` inserts its script before the first one in the document, and throws if there is none. */
function ensureScript(): void {
  if (!document.querySelector('script')) document.head.appendChild(document.createElement('script'))
}

/** Calls the listeners for the window's events, until the function that it returns is called. */
function listen(listeners: Record<string, () => void>): () => void {
  const types = Object.keys(listeners)
  for (const type of types) window.addEventListener(type, listeners[type])
  return () => {
    for (const type of types) window.removeEventListener(type, listeners[type])
  }
}
