import type { BrowserDestinationDependencies } from '@segment/browser-destination-runtime/types'
import { createClient } from './client'
import type { Client } from './client'
import { warn } from './warn'

type LoadScript = BrowserDestinationDependencies['loadScript']

const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

/** Milliseconds. Segment's calls wait for `initialize`, and sites do `await analytics.track(…); location = …`. */
const MAX_HOLD_MS = 2000

/** Milliseconds. A script may define `Rupt` a while after it has run. */
const MAX_DEFINE_MS = 500

/** Milliseconds between two looks for an SDK that comes by another way: the site's own copy, a consent manager's. */
const LOOK_MS = 50

/**
 * Gets Rupt's SDK onto the page, unless it is there or the site is loading it already.
 *
 * Resolves with the client when the SDK arrives, or after two seconds: the client's calls then wait for the SDK.
 * Rejects when the script fails twice and no other copy arrives within those two seconds, and when the script has run
 * for 500 ms without defining `Rupt.attach`. A failure after that is a warning on the console.
 */
export function loadSdk(loadScript: LoadScript): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = createClient(resume)
    if (client.flush()) return resolve(client)

    const endOfHold = performance.now() + MAX_HOLD_MS
    const looking = setInterval(look, LOOK_MS)
    let held = true
    let failures = 0
    let failure: Error | undefined
    let rejectAt = 0
    let left = false
    let due = false

    let theirs = siteScript()
    theirs?.addEventListener('load', look)
    theirs?.addEventListener('error', replaceTheirs)
    watchPage('addEventListener')
    if (!theirs) request()

    /** Decides whether the wait is over. Until it is, the SDK may come by any way. */
    function look(): void {
      const arrived = client.flush()
      if (arrived || failure) watchPage('removeEventListener')
      if (!held) return

      const now = performance.now()
      if (arrived) resolve(client)
      else if (failure && now >= rejectAt) reject(failure)
      else if (now < endOfHold) return
      else {
        resolve(client)
        if (failure) warn(failure.message)
        replaceTheirs()
      }
      held = false
      clearInterval(looking)
    }

    function replaceTheirs(): void {
      if (theirs) request()
      theirs = undefined
    }

    function request(): void {
      due = left
      if (left || client.flush()) return
      insertScript(loadScript).then(
        () => fail(notDefined(), performance.now() + MAX_DEFINE_MS),
        (cause: unknown) => {
          if (left || failures++ < 1) request()
          else fail(Object.assign(notLoaded(), { cause }), endOfHold)
        }
      )
    }

    /** Nothing more will be requested. A copy, or a script that is late to define `Rupt`, may still come until then. */
    function fail(error: Error, until: number): void {
      const report = !held
      failure = error
      rejectAt = until
      look()
      if (report && !client.flush()) warn(error.message)
    }

    // Browsers fail the scripts of a page that is being left, and WebKit makes no new request: no fault of the SDK's.
    function watchPage(method: 'addEventListener' | 'removeEventListener'): void {
      window[method]('beforeunload', leave)
      window[method]('pagehide', leave)
      window[method]('pageshow', resume)
    }

    function leave(): void {
      left = true
    }

    /** The visitor is back, or never left (`beforeunload` comes before a download too) and the next event is here. */
    function resume(): void {
      left = false
      if (due) request()
    }
  })
}

/** The site's own script for the SDK, which may be in flight: a second one would run the SDK twice. */
function siteScript(): HTMLScriptElement | undefined {
  // The runtime's `loadScript` marks its own with a status. A consent manager holds a script back by its type.
  const scripts = document.querySelectorAll<HTMLScriptElement>('script[src*="//cdn.rupt.dev/js/rupt.js"]:not([status])')
  return [...scripts].find(({ type }) => /(^|module|javascript)$/.test(type))
}

async function insertScript(loadScript: LoadScript): Promise<void> {
  // `loadScript` puts its script before the first one of the document, and throws where there is none.
  if (!document.querySelector('script')) document.documentElement.append(document.createElement('script'))
  await loadScript(SDK_URL)
}

function notLoaded(): Error {
  return new Error(
    `Rupt: the SDK failed to load from ${SDK_URL}, twice. Check content blockers and the page's Content-Security-Policy.`
  )
}

function notDefined(): Error {
  return new Error(`Rupt: ${SDK_URL} ran but did not define Rupt.attach. Check that nothing replaces it.`)
}
