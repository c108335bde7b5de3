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
  /** The page is being left. */
  let leaving = false
  /** Resolves what waits for the visitor to stay. */
  let wake: (() => void) | undefined

  // The page may have broken what this calls. Then ours is not requested; a copy of the site's own can still come.
  if (!flush()) load().catch(() => undefined)
  return client

  /**
   * Is a tag of the site's own on its way? If not, or not for long, requests ours, and once more if that fails. Warns if no
   * copy has come by the end of the look. After that, requests ours at an event, at most once a minute.
   */
  async function load(): Promise<void> {
    let isOver = false
    // Not by the clock, which may stand still or jump.
    setTimeout(() => (isOver = true), LOOK_MS)
    const look = resolveWhen(() => isOver || !!flush(), INTERVAL_MS)
    window.addEventListener('beforeunload', leave)
    window.addEventListener('pagehide', leave)
    window.addEventListener('pageshow', stay)

    const isOnItsWay = siteTag()
    await resolveWhen(() => isOver || !isOnItsWay(), INTERVAL_MS)
    let problem = await request()
    if (problem === NOT_LOADED) problem = await request()
    let endedAt = +new Date()

    window.removeEventListener('beforeunload', leave)
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('pageshow', stay)
    await look
    if (!flush()) warn(problem)

    for (;;) {
      await visitorStays()
      // The clock may have been set back since.
      if (Math.abs(+new Date() - endedAt) >= RETRY_MS) {
        await request()
        endedAt = +new Date()
      }
    }
  }

  /** Requests the SDK, unless it is there. Returns what is wrong if it is not there then. */
  async function request(): Promise<string> {
    while (leaving) await visitorStays()
    try {
      if (!flush()) {
        ensureScript()
        const script = await loadScript(SDK_URL)
        // With its status, `loadScript` would not request it again.
        script.removeAttribute('status')
        flush()
      }
      return NOT_DEFINED
    } catch {
      // Browsers fail the scripts of a page that is being left, and in WebKit the page sees that:
      // https://github.com/ipfs/service-worker-gateway/pull/1161
      return leaving ? request() : NOT_LOADED
    }
  }

  function leave(): void {
    leaving = true
  }

  /** The visitor comes back to the page, or has sent an event and so never left: a download looks like leaving. */
  function stay(): void {
    leaving = false
    wake?.()
  }

  function visitorStays(): Promise<void> {
    return new Promise((resolve) => (wake = resolve))
  }
}

/** What a browser runs. Consent managers block a script by another type; Rocket Loader, which runs it, by a prefix. */
const RUNS = /^$|^module$|(text|application)\/[^t]*script$/i

/** The addresses of the SDK: Rupt's CDN, the one in Rupt's documentation, and that of npm's other CDN. */
const TAGS = '[src*="//cdn.rupt.dev/js/rupt.js"],[src*="//unpkg.com/rupt@"],[src*="//cdn.jsdelivr.net/npm/rupt@"]'

/**
 * Finds the site's own tag for the SDK. Returns a function that tells whether it is on its way. It is not once it has run
 * or failed, or the window has loaded: every script that was in the document before has settled by then.
 */
function siteTag(): () => boolean {
  const tags = Array.from(document.querySelectorAll<HTMLScriptElement>(TAGS))
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
  if (!document.scripts.length) document.head.append(document.createElement('script'))
}
