// Watches a page from outside the destination, whose built file runs unchanged. To run before the page's own scripts.
import type { PluginFactory } from '@segment/browser-destination-runtime/types'
import type { Analytics, Context, Plugin } from '@segment/analytics-next'
import { textOf } from './json'
import { quietly } from './quietly'
import { EVENT_TYPES, newId } from '../core/log/sighting'
import type { See, SegmentEvent } from '../core/log/sighting'

type Handler = (ctx: Context) => Promise<Context> | Context

/**
 * Everything but the navigations, which a page may want to change: `watchNavigations`.
 *
 * Returns what watches a plugin of the destination that did not come as `window.ruptDestination`.
 */
export function watchPage(report: See): (plugin: Plugin) => void {
  /** The message ID of the event that the destination handles synchronously now, else undefined. */
  let current: string | undefined
  const see: See = (seen) => quietly(() => report(seen))

  watchConsole((level, text) => see({ kind: 'console', event: current, level, text }))
  watchAnalytics(({ event }, source) =>
    see({ kind: 'event', event: event as SegmentEvent, source, page: window.location.href, base: document.baseURI })
  )
  const lookForSdk = watchSdk(see, () => current)
  const watch = (plugin: Plugin) =>
    quietly(() =>
      watchPlugin(plugin, see, (event) => {
        current = event
        lookForSdk()
      })
    )
  watchDestination(see, watch)
  return watch
}

/** Console warnings and errors. */
function watchConsole(report: (level: 'warn' | 'error', text: string) => void): void {
  for (const level of ['warn', 'error'] as const) {
    const original = console[level].bind(console)
    console[level] = (...args: unknown[]) => {
      original(...args)
      report(level, args.map(textOf).join(' '))
    }
  }
  window.addEventListener('error', ({ message }) => report('error', `Uncaught: ${message}`))
  window.addEventListener('unhandledrejection', ({ reason }) =>
    report('error', `Unhandled rejection: ${textOf(reason)}`)
  )
}

/**
 * Each event as the destinations get it, with the write key of its source. Analytics.js tells this inspector of each
 * instance, as it is created.
 */
function watchAnalytics(seen: (ctx: Context, source: string) => void): void {
  // Analytics.js may have made one already: it does as its module runs.
  const inspector = (window.__SEGMENT_INSPECTOR__ ??= {})
  inspector.attach = (analytics) =>
    quietly(() => {
      const { writeKey } = analytics.settings
      const observer = plugin('Observer', 'enrichment', (ctx) => {
        seen(ctx, writeKey)
        return ctx
      })
      analytics.register(observer).catch(() => {})
    })
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
function watchDestination(see: See, watch: (plugin: Plugin) => void): void {
  let factory: unknown
  define('ruptDestination', {
    get: () => factory,
    set: (built: unknown) => {
      factory = typeof built === 'function' ? watchFactory(built as PluginFactory, see, watch) : built
    }
  })
}

function watchFactory(built: PluginFactory, see: See, watch: (plugin: Plugin) => void): PluginFactory {
  see({ kind: 'bundle' })
  return Object.assign(async (settings: Parameters<PluginFactory>[0]) => {
    try {
      const plugins = await built(settings)
      for (const plugin of [plugins].flat()) watch(plugin)
      return plugins
    } catch (error) {
      see({ kind: 'dropped', message: messageOf(error) })
      throw error
    }
  }, built)
}

/** The page may declare the name itself, or define it anew, or take it off. What it then means is not seen from here. */
const define = (name: string, access: { get: () => unknown; set: (value: unknown) => void }) =>
  quietly(() => Object.defineProperty(window, name, { ...access, configurable: true }))

const messageOf = (error: unknown) => textOf((error as Error | undefined)?.message ?? error)

/** @param handling Told of the event while it is handled, and of the end of that. */
function watchPlugin(plugin: Plugin, see: See, handling: (event: string | undefined) => void): void {
  const watched = (handler: Handler) => (ctx: Context) => {
    const event = textOf(ctx.event.messageId)
    handling(event)
    try {
      // The runtime gets as far as `Rupt.attach` before it awaits anything.
      const handled = Promise.resolve(handler.call(plugin, ctx))
      see({ kind: 'handled', event })
      handled.catch((error) => see({ kind: 'failed', event, message: messageOf(error) }))
      return handled
    } finally {
      handling(undefined)
    }
  }
  const load = plugin.load.bind(plugin)
  Object.assign(plugin, {
    load: (...given: Parameters<Plugin['load']>) =>
      Promise.resolve(load(...given)).catch((error) => {
        see({ kind: 'dropped', message: messageOf(error) })
        throw error
      })
  })
  for (const type of EVENT_TYPES) {
    const handler = plugin[type as 'page']
    if (handler) Object.assign(plugin, { [type]: watched(handler) })
  }
}

type Sdk = NonNullable<Window['Rupt']>

/**
 * Each call of `Rupt.attach` and its outcome, no matter who loaded the SDK.
 *
 * Returns what looks for an SDK that came by another way than an assignment.
 */
function watchSdk(see: See, current: () => string | undefined): () => void {
  const known = new WeakSet<Sdk>()
  const watch = (sdk: Sdk | undefined) => {
    if (!sdk || known.has(sdk) || typeof sdk.attach !== 'function') return
    known.add(sdk)
    watchAttach(sdk, sdk.attach, see, current)
  }

  let rupt = window.Rupt
  quietly(() => watch(rupt))
  define('Rupt', {
    get: () => rupt,
    set: (sdk) => {
      rupt = sdk as Sdk
      quietly(() => watch(rupt))
    }
  })
  return () => quietly(() => watch(window.Rupt))
}

/** Passes on whatever the SDK returns or throws. */
function watchAttach(sdk: Sdk, attach: NonNullable<Sdk['attach']>, see: See, current: () => string | undefined): void {
  sdk.attach = function (this: Sdk, ...given) {
    const call = newId()
    const outcome = (how: 'resolved' | 'rejected' | 'threw', value: unknown) => {
      see({ kind: 'outcome', call, how, value: value instanceof Error ? messageOf(value) : value })
      quietly(() => seeCookie(call, see))
    }
    const [config = {}] = given as unknown as Record<string, unknown>[]
    see({ kind: 'call', event: current(), call, config, page: window.location.href })
    try {
      const attaching = attach.apply(this, given)
      // A wrapper of the site's own may return anything.
      if (typeof (attaching as typeof attaching | undefined)?.then !== 'function') {
        outcome('resolved', attaching)
        return attaching
      }
      // In its place: on its own, this would handle a rejection that nobody else handles.
      return attaching.then(
        (value) => {
          outcome('resolved', value)
          return value
        },
        (error) => {
          outcome('rejected', error)
          throw error
        }
      )
    } catch (error) {
      outcome('threw', error)
      throw error
    }
  }
  see({ kind: 'sdk' })
}

function seeCookie(call: string, see: See): void {
  const [, name, cookie] = /(?:^|; )(rpt_last_fp)=([^;]*)/.exec(document.cookie) ?? []
  if (name) see({ kind: 'cookie', call, name, characters: cookie.length })
}

declare global {
  interface Window {
    __SEGMENT_INSPECTOR__?: { attach?: (analytics: Analytics) => void }
  }
}
