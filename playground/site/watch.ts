// Observes the page from outside the destination, whose built file runs unchanged.
import type { PluginFactory } from '@segment/browser-destination-runtime/types'
import type { Context, Plugin } from '@segment/analytics-next'
import { elsewhereUrl, EVENT_TYPES, newId, restoreRunning, SENDER, tell } from '../protocol'
import type { Seen, SegmentEvent } from '../protocol'

type Handler = (ctx: Context) => Promise<Context> | Context

const { visit } = restoreRunning()!

const see = (seen: Seen) => tell({ seen: plain({ ...seen, visit }) })

/** A copy that can be passed to another window. */
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value ?? null)) as T

/** The message ID of the event being handled synchronously, else undefined. */
let current: string | undefined

const plugin = (name: string, type: Plugin['type'], handler: Handler): Plugin => ({
  name,
  type,
  version: '1',
  isLoaded: () => true,
  load: () => Promise.resolve(),
  ...Object.fromEntries(EVENT_TYPES.map((type) => [type, handler]))
})

/** Lets an event name its own user. Otherwise Analytics.js uses the signed-in visitor. */
export const asSentBy = () =>
  plugin('Sender', 'before', (ctx) => {
    const { [SENDER]: sender, ...integrations } = (ctx.event.integrations ?? {}) as Record<string, unknown>
    if (sender) Object.assign(ctx.event, { userId: (sender as { userId: string }).userId, integrations })
    return ctx
  })

/** Each event as the destinations get it. */
export const observer = () =>
  plugin('Observer', 'enrichment', (ctx) => {
    see({ kind: 'event', event: ctx.event as SegmentEvent })
    return ctx
  })

/** Whether the destination is on the page, and what it does with each event. */
export function watchDestination(): void {
  let factory: PluginFactory | undefined
  Object.defineProperty(window, 'ruptDestination', {
    get: () => factory,
    set: (built: PluginFactory) => {
      factory = Object.assign(
        async (settings: Parameters<PluginFactory>[0]) => ((await built(settings)) as Plugin[]).map(watched),
        { pluginName: built.pluginName }
      )
    }
  })
}

function watched(plugin: Plugin): Plugin {
  const watch = (handler: Handler) => (ctx: Context) => {
    const event = String(ctx.event.messageId)
    current = event
    // The runtime gets as far as `Rupt.attach` before it awaits anything.
    const handled = Promise.resolve(handler(ctx))
    current = undefined
    see({ kind: 'handled', event })
    handled.catch(({ message }: Error) => see({ kind: 'failed', event, message }))
    return handled
  }
  const load: Plugin['load'] = (ctx, analytics) =>
    Promise.resolve(plugin.load(ctx, analytics)).catch((error: Error) => {
      see({ kind: 'dropped', message: error.message })
      throw error
    })
  return {
    ...plugin,
    load,
    ...Object.fromEntries(EVENT_TYPES.map((type) => [type, watch(plugin[type as 'page'] as Handler)]))
  }
}

/** Each call of `Rupt.attach` and its outcome, no matter who loaded the SDK. */
export function watchSdk(): void {
  let rupt = window.Rupt
  if (rupt) watchAttach(rupt)
  Object.defineProperty(window, 'Rupt', {
    get: () => rupt,
    set: (sdk: Window['Rupt']) => {
      rupt = sdk
      if (sdk) watchAttach(sdk)
    }
  })
}

/** Passes on whatever the SDK returns or throws. */
function watchAttach(sdk: NonNullable<Window['Rupt']>): void {
  if (typeof sdk.attach !== 'function') return
  const attach = sdk.attach.bind(sdk)
  sdk.attach = (config) => {
    const call = newId()
    const outcome = (how: 'resolved' | 'rejected' | 'threw') => (value: unknown) =>
      see({ kind: 'outcome', call, how, value: value instanceof Error ? value.message : value })
    see({ kind: 'call', event: current, call, config: { ...config }, path: window.location.pathname })
    try {
      const attaching = attach(config)
      Promise.resolve(attaching).then(outcome('resolved'), outcome('rejected'))
      return attaching
    } catch (error) {
      outcome('threw')(error)
      throw error
    }
  }
  see({ kind: 'sdk' })
}

/** Console warnings and errors. */
export function watchConsole(): void {
  const report = (level: 'warn' | 'error', text: string) => see({ kind: 'console', event: current, level, text })
  for (const level of ['warn', 'error'] as const) {
    const original = console[level].bind(console)
    console[level] = (...args: unknown[]) => {
      original(...args)
      report(level, args.map(String).join(' '))
    }
  }
  window.addEventListener('error', ({ message }) => report('error', `Uncaught: ${message}`))
  window.addEventListener('unhandledrejection', ({ reason }) =>
    report('error', `Unhandled rejection: ${String(reason)}`)
  )
}

/**
 * Observes redirects. Offline, a local page replaces other sites and Rupt's. Live, they load as they are.
 *
 * Without the Navigation API, redirects are reported on arrival: `arrivedFrom`.
 */
export function watchRedirects(live: boolean): void {
  navigation()?.addEventListener('navigate', (event) => {
    const { destination, navigationType } = event as Event & {
      destination: { url: string; sameDocument: boolean }
      navigationType: string
    }
    const { origin, pathname, search } = new URL(destination.url)
    const ours = origin === window.location.origin && /^\/(site|landing|rupt)\//.test(pathname)
    // The playground's own navigation carries the visit's ID.
    if (destination.sameDocument || (ours && search.includes('playground-visit='))) return

    if (navigationType === 'reload') return see({ kind: 'redirect', url: window.location.href })
    see({ kind: 'redirect', url: destination.url })
    if (live || ours) return
    event.preventDefault()
    window.location.href = elsewhereUrl(visit, destination.url)
  })
}

/** Reports a redirect on arrival, if the browser could not report it earlier. */
export function arrivedFrom(): void {
  if (!navigation()) see({ kind: 'redirect', url: window.location.href })
}

function navigation(): EventTarget | undefined {
  return (window as { navigation?: EventTarget }).navigation
}
