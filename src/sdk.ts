import type { BrowserDestinationDependencies } from '@segment/browser-destination-runtime/types'
import { createClient } from './client'
import type { Client } from './client'
import { warn } from './warn'

type LoadScript = BrowserDestinationDependencies['loadScript']

const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

/** Milliseconds. Segment's calls wait for `initialize`, and sites do `await analytics.track(…); location = …`. */
const MAX_HOLD_MS = 2000

/** Milliseconds. Some scripts define `Rupt` only a while after they have run. */
const MAX_DEFINE_MS = 500

/** Milliseconds between two looks for an SDK that came from elsewhere: the site's own copy, a consent manager's. */
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
    // Chrome slows the intervals of a hidden page down to one tick a minute.
    const ending = setTimeout(look, MAX_HOLD_MS)
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

    /** Ends the hold when the SDK is on the page, however it got there, or when there is no more time for it. */
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
      clearTimeout(ending)
    }

    function replaceTheirs(): void {
      if (theirs) request()
      theirs = null
    }

    function request(): void {
      due = left
      if (left || client.flush()) return
      // `loadScript` inserts its script before the first one in the document, and throws if there is none.
      if (!document.querySelector('script')) document.documentElement.append(document.createElement('script'))
      loadScript(SDK_URL).then(
        () => giveUp(notDefined(), performance.now() + MAX_DEFINE_MS),
        (cause: unknown) => {
          if (left || failures++ < 1) request()
          else giveUp(Object.assign(notLoaded(), { cause }), endOfHold)
        }
      )
    }

    /** Requests nothing more, and rejects at the deadline unless the SDK is on the page by then. */
    function giveUp(error: Error, deadline: number): void {
      failure = error
      rejectAt = deadline
      if (!held && !client.flush()) warn(error.message)
      look()
    }

    // Browsers fail the scripts of a page that is being left. That is no failure of the SDK.
    function watchPage(method: 'addEventListener' | 'removeEventListener'): void {
      window[method]('beforeunload', leave)
      window[method]('pagehide', leave)
      window[method]('pageshow', resume)
    }

    function leave(): void {
      left = true
    }

    /** The visitor came back, or sent an event and so never left: `beforeunload` also comes before a download. */
    function resume(): void {
      left = false
      if (due) request()
    }
  })
}

/** The site's own script for the SDK. It may be in flight, and a second one would run the SDK twice. */
function siteScript(): Element | null {
  // The runtime's `loadScript` gives its scripts a status.
  const script = 'script[src*="//cdn.rupt.dev/js/rupt.js"]:not([status])'
  // Consent managers block a script by its type: text/plain, javascript/blocked.
  return document.querySelector(`${script}:not([type*="/"]),${script}[type$=javascript]`)
}

function notLoaded(): Error {
  return new Error(
    `Rupt: the SDK failed to load from ${SDK_URL}, twice. Check content blockers and the page's Content-Security-Policy.`
  )
}

function notDefined(): Error {
  return new Error(`Rupt: ${SDK_URL} ran but did not define Rupt.attach. Check that nothing replaces it.`)
}
