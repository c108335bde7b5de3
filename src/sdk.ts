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

/** Milliseconds. Segment's own calls wait for `initialize`, and sites do `await analytics.track(…); location = …`. */
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

/** By the time the SDK fails nobody awaits `initialize` any more, so the warning is all that tells of it. */
function lateClient(arriving: Promise<Rupt>): Rupt {
  let rupt: Rupt | undefined
  const settled = arriving.then(
    (sdk) => {
      rupt = sdk
    },
    (error: Error) => console.warn(error.message)
  )
  return {
    attach: (config) => (rupt ? rupt.attach(config) : settled.then(() => (rupt ? rupt.attach(config) : null)))
  }
}
