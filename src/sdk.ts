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
  const client = createClient()
  if (client.flush()) return Promise.resolve(client)

  return new Promise((resolve, reject) => {
    const endOfHold = performance.now() + MAX_HOLD_MS
    const looking = setInterval(look, LOOK_MS)
    let held = true
    let requested = false
    let failure: Error | undefined
    let rejectAt = Infinity

    function look(): void {
      if (client.flush()) return release(resolve, client)
      if (!held) return
      const now = performance.now()
      if (now >= rejectAt) return release(reject, failure)
      if (now < endOfHold) return
      release(resolve, client)
      if (failure) warn(failure.message)
      request()
    }

    function release<T>(settle: (value: T) => void, value: T): void {
      held = false
      clearInterval(looking)
      settle(value)
    }

    function request(): void {
      if (requested || client.flush()) return
      requested = true
      requestSdk(loadScript).then(
        () => fail(notDefined(), performance.now() + MAX_DEFINE_MS),
        (error: Error) => fail(error, endOfHold)
      )
    }

    /** There may be an SDK all the same, by another way, until then. */
    function fail(error: Error, at: number): void {
      failure = error
      rejectAt = at
      if (held) look()
      else if (!client.flush()) warn(error.message)
    }

    const theirs = siteScript()
    if (!theirs) return request()
    theirs.addEventListener('load', look)
    theirs.addEventListener('error', request)
  })
}

/** The site's own script for the SDK, which may be in flight: a second one would run the SDK twice. */
function siteScript(): HTMLScriptElement | undefined {
  // The runtime's `loadScript` marks its own with a status. A consent manager holds a script back by its type.
  const scripts = document.querySelectorAll<HTMLScriptElement>('script[src*="//cdn.rupt.dev/js/rupt.js"]:not([status])')
  return Array.from(scripts).find(({ type }) => /(^|module|javascript)$/.test(type))
}

async function requestSdk(loadScript: LoadScript): Promise<void> {
  try {
    await request(loadScript).catch(() => request(loadScript))
  } catch (cause) {
    const error = new Error(
      `Rupt: the SDK failed to load from ${SDK_URL}, twice. Check that no content blocker stops it and that the page's Content-Security-Policy allows it.`
    )
    // Not the constructor's second argument: browsers of before 2021 drop it.
    throw Object.assign(error, { cause })
  }
}

/** Once; again only where the page was left meanwhile, which WebKit reports as an error of the script, and came back. */
async function request(loadScript: LoadScript): Promise<void> {
  let left = false
  const watch = ({ type }: Event) => {
    left = type === 'pagehide'
  }
  addEventListener('pagehide', watch)
  addEventListener('pageshow', watch)
  try {
    await insertScript(loadScript)
  } catch (error) {
    if (!left) throw error
    await new Promise((resolve) => addEventListener('pageshow', resolve, { once: true }))
    await request(loadScript)
  } finally {
    removeEventListener('pagehide', watch)
    removeEventListener('pageshow', watch)
  }
}

/** `loadScript` puts its script before the first one of the document, and throws where there is none. */
function insertScript(loadScript: LoadScript): Promise<unknown> {
  if (document.querySelector('script')) return loadScript(SDK_URL)
  const first = document.documentElement.appendChild(document.createElement('script'))
  const loading = loadScript(SDK_URL)
  first.remove()
  return loading
}

function notDefined(): Error {
  return new Error(
    `Rupt: ${SDK_URL} ran but did not define Rupt.attach. Check that nothing on the page or the network replaces that script.`
  )
}
