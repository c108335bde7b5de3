import type { BrowserDestinationDependencies } from '@segment/browser-destination-runtime/types'
import { createClient } from './client'
import type { Client } from './client'
import { siteTag } from './siteTag'
import { warn } from './warn'

const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

/** Milliseconds. How long a copy that comes by another way is looked for: the site's own, a consent manager's. */
const LOOK_MS = 2000

/** Milliseconds between two looks. */
const INTERVAL_MS = 50

/** Milliseconds after a failure. A page that started without a network may have one by then. */
const RETRY_MS = 60_000

const NOT_LOADED = `Rupt: ${SDK_URL} failed twice to load. Check content blockers and your CSP.`
const NOT_DEFINED = `Rupt: ${SDK_URL} did not define Rupt.attach. Check content blockers.`

/**
 * Starts to get Rupt's SDK onto the page, and returns at once: the client's calls wait for the SDK, Segment's do not.
 *
 * Never throws. If no SDK is there after two seconds, a warning on the console says what to check.
 */
export function loadSdk({ loadScript, resolveWhen }: BrowserDestinationDependencies): Client {
  const client = createClient(visitorMoved)
  const { flush } = client
  const start = +new Date()
  let leaving = false
  let failures = 0
  /** When the next request may be made. Never, while one is on its way or once the script has run. */
  let notBefore = Infinity

  const looked = resolveWhen(lookedEnough, INTERVAL_MS)
  // The page may have broken what this calls. Then ours is not requested; a copy of the site's own can still come.
  load().catch(() => undefined)
  return client

  /** Is Rupt there? Is a tag of the site's own on its way? If not, or not for long, request ours. */
  async function load(): Promise<void> {
    if (flush()) return
    watchPage('addEventListener')
    const isOnItsWay = siteTag()
    await resolveWhen(() => lookedEnough() || !isOnItsWay(), INTERVAL_MS)
    notBefore = 0
    await request()
  }

  /**
   * Requests the SDK, and once more at once if it fails, unless the page is being left. Warns, once, if no copy has come by
   * the end of the look.
   */
  async function request(): Promise<void> {
    if (leaving || +new Date() < notBefore) return
    notBefore = Infinity
    let problem = NOT_DEFINED
    try {
      if (!flush()) {
        // `loadScript` inserts its script before the first one in the document, and throws if there is none.
        if (!document.querySelector('script')) document.head.appendChild(document.createElement('script'))
        await loadScript(SDK_URL)
        flush()
      }
    } catch {
      notBefore = leaving || !failures++ ? 0 : +new Date() + RETRY_MS
      if (!notBefore) return request()
      problem = NOT_LOADED
    }
    watchPage('removeEventListener')
    await looked
    if (!flush() && failures++ < 3) warn(problem)
  }

  function lookedEnough(): boolean {
    return !!flush() || +new Date() - start >= LOOK_MS
  }

  /**
   * Browsers fail the scripts of a page that is being left, and in WebKit the page sees that:
   * https://github.com/ipfs/service-worker-gateway/pull/1161
   */
  function watchPage(change: 'addEventListener' | 'removeEventListener'): void {
    for (const type of ['beforeunload', 'pagehide', 'pageshow']) window[change](type, visitorMoved)
  }

  /** The visitor leaves the page, comes back to it, or sent an event and so never left: a download looks like leaving. */
  function visitorMoved(event?: Event): void {
    leaving = !!event && event.type !== 'pageshow'
    void request()
  }
}
