import type { AttachConfig, Rupt } from './rupt'
import { warn } from './warn'

/** What `initialize` hands to `perform`: `Rupt.attach`, whether or not the SDK is on the page yet. */
export interface Client {
  /**
   * Attaches the device, at once or when the SDK arrives, and never waits for Rupt's answer.
   * Throws what `Rupt.attach` throws at once.
   */
  attach: (config: AttachConfig) => void
  /** Makes the waiting calls if the SDK is on the page. Returns the SDK, or undefined if it is not. */
  flush: () => Rupt | undefined
}

/** Milliseconds after which a call without an answer no longer blocks an identical one. */
const MAX_ANSWER_MS = 10_000

/** @param onMissing Called for each call that has to wait for the SDK. */
export function createClient(onMissing: () => void): Client {
  let rupt: Rupt | undefined
  /** The calls to make when the SDK arrives. All are made on the page of that moment, so one per device is enough. */
  const waiting = new Map<string, AttachConfig>()
  /** When each unanswered call was made: at start, a site's router and Segment's snippet both send `page`. */
  const inFlight = new Map<string, number>()

  function call(sdk: Rupt, config: AttachConfig): void {
    const now = performance.now()
    const key = JSON.stringify([location.pathname, config])
    if (now - (inFlight.get(key) ?? -Infinity) < MAX_ANSWER_MS) return

    const attaching = sdk.attach(config)
    inFlight.set(key, now)
    void Promise.resolve(attaching)
      .catch(warnNotAttached)
      .then(() => {
        // After MAX_ANSWER_MS the key may belong to a later call.
        if (inFlight.get(key) === now) inFlight.delete(key)
      })
  }

  function flush(): Rupt | undefined {
    if (!rupt && typeof window.Rupt?.attach === 'function') rupt = window.Rupt as Rupt
    if (!rupt) return undefined

    for (const [device, config] of waiting) {
      waiting.delete(device)
      try {
        call(rupt, config)
      } catch {
        // Its event was handled long ago, so there is nobody to throw to.
        warnNotAttached()
      }
    }
    return rupt
  }

  function attach(config: AttachConfig): void {
    const device = deviceKey(config)
    waiting.delete(device)
    const sdk = flush()
    if (sdk) return call(sdk, config)

    waiting.set(device, config)
    onMissing()
  }

  return { attach, flush }
}

/** Calls that differ only in metadata or URLs attach the same device. */
export function deviceKey(config: AttachConfig): string {
  return JSON.stringify({ ...config, metadata: 0, redirect_urls: 0 })
}

/** Leaves out the error: its message may quote the visitor's data. */
function warnNotAttached(): void {
  warn('Rupt: this device was not attached, the SDK reported an error. Check the request to https://api.rupt.dev.')
}
