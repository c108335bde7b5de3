import type { AttachConfig, Rupt } from './rupt'
import { warn } from './warn'

/** What `initialize` hands to `perform`: `Rupt.attach`, whether or not the SDK is on the page yet. */
export interface Client {
  /**
   * Attaches the device, at once or when the SDK arrives, and never waits for Rupt's answer.
   * Throws what `Rupt.attach` throws at once.
   */
  attach: (config: AttachConfig) => void
}

/** What the loader of the SDK needs as well. */
export interface WaitingClient extends Client {
  /** Makes the calls that wait if the SDK is on the page. Returns the SDK, or undefined if it is not. */
  flush: () => Rupt | undefined
}

/** Milliseconds after which a call without an answer no longer blocks an identical one. */
const MAX_ANSWER_MS = 10_000

/** @param onWait Called for each call that has to wait for the SDK. */
export function createClient(onWait: () => void): WaitingClient {
  /**
   * The calls to make when the SDK arrives, by device. All are made on the page of that moment, so one per device is
   * enough. Not a `Map`, because pages have globals of that name.
   */
  let waiting: Record<string, AttachConfig> = {}

  function flush(): Rupt | undefined {
    // The SDK of this moment: a site's stub, which queues calls, is replaced by the real one later.
    const rupt = window.Rupt as Rupt | undefined
    if (typeof rupt?.attach !== 'function') return undefined

    const calls = Object.values(waiting)
    waiting = {}
    for (const config of calls) {
      try {
        call(rupt, config)
      } catch {
        warnNotAttached()
      }
    }
    return rupt
  }

  function attach(config: AttachConfig): void {
    // Calls that differ only in metadata or URLs attach the same device.
    const device = JSON.stringify({ ...config, metadata: undefined, redirect_urls: undefined })
    // The latest call of a device is the last.
    delete waiting[device]
    const rupt = flush()
    if (rupt) return call(rupt, config)
    waiting[device] = config
    onWait()
  }

  return { attach, flush }
}

/** Calls `Rupt.attach`, unless the same call is in flight: at start, a router and Segment's snippet both send `page`. */
function call(rupt: Rupt, config: AttachConfig): void {
  const calls = callsInFlight(rupt.attach)
  // Pages overwrite `performance.now` (https://github.com/GoogleChrome/lighthouse/pull/6387) and `Date.now`
  // (https://github.com/datejs/Datejs/issues/92).
  const now = +new Date()
  // Not an array of the two: Prototype.js has arrays write themselves (https://github.com/prototypejs/prototype/issues/201).
  const key = location.pathname + JSON.stringify(config)
  // The clock may have been set back since.
  if (Math.abs(now - calls[key]) < MAX_ANSWER_MS) return

  const attaching = rupt.attach(config)
  calls[key] = now
  void Promise.resolve(attaching)
    .catch(warnNotAttached)
    // There is no `finally` in zone.js before 0.8.21: https://github.com/angular/zone.js/pull/1005
    .then(() => {
      // After MAX_ANSWER_MS the key may belong to a later call.
      if (calls[key] === now) delete calls[key]
    })
}

/**
 * When each unanswered call of this SDK was made. They are kept on `attach` itself, where another copy of this destination
 * finds them: a page with two write keys may load two.
 */
function callsInFlight(attach: Rupt['attach'] & { ruptCalls?: Record<string, number> }): Record<string, number> {
  try {
    return (attach.ruptCalls = attach.ruptCalls ?? {})
  } catch {
    // The page has frozen it.
    return {}
  }
}

/** Leaves out the error: its message may quote the visitor's data. */
function warnNotAttached(): void {
  warn('Rupt: attach failed. Check the request to https://api.rupt.dev.')
}
