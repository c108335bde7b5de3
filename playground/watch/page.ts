// Watches a page from outside the destination, whose built file runs unchanged. To run before the page's own scripts.
import type { PluginFactory } from '@segment/browser-destination-runtime/types'
import type { Analytics, Context, Plugin } from '@segment/analytics-next'
import { EVENT_TYPES, newId } from '../core/log/sighting'
import type { See, SegmentEvent } from '../core/log/sighting'

type Handler = (ctx: Context) => Promise<Context> | Context

/**
 * Everything but the navigations, which a page may want to change: `watchNavigations`.
 *
 * Returns what watches a plugin of the destination that did not come as `window.ruptDestination`.
 */
export function watchPage(see: See): (plugin: Plugin) => Plugin {
  /** The message ID of the event that the destination handles synchronously now, else undefined. */
  let current: string | undefined

  watchConsole((level, text) => see({ kind: 'console', event: current, level, text }))
  watchAnalytics(({ event }) =>
    see({ kind: 'event', event: event as SegmentEvent, page: window.location.href, base: document.baseURI })
  )
  const handling = (event: string | undefined) => void (current = event)
  watchDestination(see, handling)
  watchSdk(see, () => current)
  return (plugin) => watched(plugin, see, handling)
}

/** Console warnings and errors. */
function watchConsole(report: (level: 'warn' | 'error', text: string) => void): void {
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

/** Each event as the destinations get it. Analytics.js tells this inspector of each instance, as it is created. */
function watchAnalytics(seen: (ctx: Context) => void): void {
  const observer = plugin('Observer', 'enrichment', (ctx) => {
    seen(ctx)
    return ctx
  })
  // Analytics.js may have made one already: it does as its module runs.
  const inspector = (window.__SEGMENT_INSPECTOR__ ??= {})
  inspector.attach = (analytics) => void analytics.register(observer)
}

export const plugin = (name: string, type: Plugin['type'], handler: Handler): Plugin => ({
  name,
  type,
  version: '1',
  isLoaded: () => true,
  load: () => Promise.resolve(),
  ...Object.fromEntries(EVENT_TYPES.map((type) => [type, handler]))
})

/** Whether the destination is on the page, and what it does with each event. */
function watchDestination(see: See, handling: (event: string | undefined) => void): void {
  let factory: PluginFactory | undefined
  Object.defineProperty(window, 'ruptDestination', {
    get: () => factory,
    set: (built: PluginFactory) => {
      see({ kind: 'bundle' })
      factory = Object.assign(
        async (settings: Parameters<PluginFactory>[0]) => {
          try {
            return ((await built(settings)) as Plugin[]).map((plugin) => watched(plugin, see, handling))
          } catch (error) {
            see({ kind: 'dropped', message: (error as Error).message })
            throw error
          }
        },
        { pluginName: built.pluginName }
      )
    }
  })
}

function watched(plugin: Plugin, see: See, handling: (event: string | undefined) => void): Plugin {
  const watch = (handler: Handler) => (ctx: Context) => {
    const event = String(ctx.event.messageId)
    handling(event)
    // The runtime gets as far as `Rupt.attach` before it awaits anything.
    const handled = Promise.resolve(handler(ctx))
    handling(undefined)
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
function watchSdk(see: See, current: () => string | undefined): void {
  let rupt = window.Rupt
  if (rupt) watchAttach(rupt, see, current)
  Object.defineProperty(window, 'Rupt', {
    get: () => rupt,
    set: (sdk: Window['Rupt']) => {
      rupt = sdk
      if (sdk) watchAttach(sdk, see, current)
    }
  })
}

/** Passes on whatever the SDK returns or throws. */
function watchAttach(sdk: NonNullable<Window['Rupt']>, see: See, current: () => string | undefined): void {
  if (typeof sdk.attach !== 'function') return
  const attach = sdk.attach.bind(sdk)
  sdk.attach = (config) => {
    const call = newId()
    const outcome = (how: 'resolved' | 'rejected' | 'threw') => (value: unknown) => {
      see({ kind: 'outcome', call, how, value: value instanceof Error ? value.message : value })
      const [, name, cookie] = /(?:^|; )(rpt_last_fp)=([^;]*)/.exec(document.cookie) ?? []
      if (name) see({ kind: 'cookie', call, name, characters: cookie.length })
    }
    see({ kind: 'call', event: current(), call, config: { ...config }, page: window.location.href })
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

declare global {
  interface Window {
    __SEGMENT_INSPECTOR__?: { attach?: (analytics: Analytics) => void }
  }
}
