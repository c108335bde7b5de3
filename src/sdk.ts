import type { BrowserDestinationDependencies } from '@segment/browser-destination-runtime/types'
import type RuptSdk from 'rupt'

/** What this destination calls of Rupt's SDK. */
export type Rupt = Pick<typeof RuptSdk, 'attach'>

declare global {
  interface Window {
    Rupt?: Partial<Rupt>
  }
}

type LoadScript = BrowserDestinationDependencies['loadScript']

const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

/** Milliseconds. Segment's calls wait for `initialize`, and sites do `await analytics.track(…); location = …`. */
const LONGEST_HOLD = 2000

/**
 * Gets Rupt's SDK onto the page, unless it is there already.
 *
 * Resolves with the SDK, or after two seconds with a client that calls the SDK once it has arrived.
 * Rejects when the SDK fails before that.
 */
export function loadSdk(loadScript: LoadScript): Promise<Rupt> {
  const arriving = requestSdk(loadScript)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(lateClient(arriving)), LONGEST_HOLD)
    arriving.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function requestSdk(loadScript: LoadScript): Promise<Rupt> {
  if (!isReady(window.Rupt)) {
    try {
      await loadScript(SDK_URL).catch(() => loadScript(SDK_URL))
    } catch (cause) {
      const error = new Error(
        `Rupt: the SDK failed to load from ${SDK_URL}, twice. Check that no content blocker stops it and that the page's Content-Security-Policy allows it.`
      )
      // Not the constructor's second argument: browsers of before 2021 drop it.
      throw Object.assign(error, { cause })
    }
  }
  if (!isReady(window.Rupt)) {
    throw new Error(
      `Rupt: ${SDK_URL} ran but did not define Rupt.attach. Check that nothing on the page or the network replaces that script.`
    )
  }
  return window.Rupt
}

function isReady(rupt: Window['Rupt']): rupt is Rupt {
  return typeof rupt?.attach === 'function'
}

/**
 * Holds the calls until the SDK has arrived. By the time it fails nobody awaits `initialize` any more, so that the
 * warning is all that tells of it.
 */
function lateClient(arriving: Promise<Rupt>): Rupt {
  const waiting = new Set<string>()
  const client: Rupt = {
    attach: (config) => {
      // However many pages the visitor went through: when the calls are made, all of them are made on the last one.
      const call = JSON.stringify(config)
      if (waiting.has(call)) return Promise.resolve(null)
      waiting.add(call)
      return arriving.then(
        (rupt) => rupt.attach(config),
        () => null
      )
    }
  }
  arriving.then(
    (rupt) => {
      client.attach = (config) => rupt.attach(config)
    },
    (error: Error) => {
      console.warn(error.message)
      client.attach = () => Promise.resolve(null)
    }
  )
  return client
}
