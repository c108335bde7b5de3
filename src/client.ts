import type { AttachConfig, Rupt } from './rupt'
import { warn } from './warn'

/** What `initialize` hands to `perform`: `Rupt.attach`, whether or not the SDK is on the page yet. */
export interface Client {
  /**
   * Attaches the device, at once or when the SDK arrives, and never waits for Rupt's answer.
   * Throws what `Rupt.attach` throws at once.
   */
  attach: (config: AttachConfig) => void
  /** Makes the calls that wait for the SDK, and says whether it is on the page. */
  flush: () => boolean
}

/** Milliseconds. A call without an answer for this long no longer stops the same call from being made. */
const MAX_ANSWER_MS = 10_000

export function createClient(): Client {
  let rupt: Rupt | undefined
  /** The calls to make when the SDK arrives. All are made on the last page, so one for each device is enough. */
  const waiting = new Map<string, AttachConfig>()
  /** When each call that has no answer yet was made: a site's router and Segment's snippet both send `page` at start. */
  const inFlight = new Map<string, number>()

  function find(): Rupt | undefined {
    if (!rupt && isReady(window.Rupt)) rupt = window.Rupt
    return rupt
  }

  function call(sdk: Rupt, config: AttachConfig): void {
    const now = performance.now()
    for (const [key, since] of inFlight) if (now - since >= MAX_ANSWER_MS) inFlight.delete(key)

    const key = JSON.stringify([window.location.pathname, config])
    if (inFlight.has(key)) return

    const attaching = sdk.attach(config)
    inFlight.set(key, now)
    const settled = () => {
      // After MAX_ANSWER_MS the key may belong to a later call.
      if (inFlight.get(key) === now) inFlight.delete(key)
    }
    Promise.resolve(attaching).then(settled, () => {
      settled()
      warnNotAttached()
    })
  }

  function flush(sdk: Rupt): void {
    const configs = [...waiting.values()]
    waiting.clear()
    for (const config of configs) {
      try {
        call(sdk, config)
      } catch {
        // The event that asked for it is long through, so there is no one to throw to.
        warnNotAttached()
      }
    }
  }

  return {
    attach: (config) => {
      const sdk = find()
      const device = deviceKey(config)
      if (!sdk) {
        waiting.set(device, config)
        return
      }
      waiting.delete(device)
      flush(sdk)
      call(sdk, config)
    },
    flush: () => {
      const sdk = find()
      if (sdk) flush(sdk)
      return Boolean(sdk)
    }
  }
}

/** Calls that differ in metadata or URLs alone attach the same device. */
export function deviceKey({ client_id, account, email, phone, include_page }: AttachConfig): string {
  return JSON.stringify([client_id, account, email, phone, include_page])
}

function isReady(rupt: Window['Rupt']): rupt is Rupt {
  return typeof rupt?.attach === 'function'
}

/** The error itself stays out of it: its message may quote the visitor's data. */
function warnNotAttached(): void {
  warn(
    'Rupt: this device was not attached, the SDK reported an error. Look for the request to https://api.rupt.dev in the network panel.'
  )
}
