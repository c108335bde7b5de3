// What the timeline shows of the visitor's frame, seen from outside the destination: its file runs as it was built.
import type { PluginFactory } from '@segment/browser-destination-runtime/types'
import type { Context, Plugin } from '@segment/analytics-next'
import { transform } from '@segment/actions-core/mapping-kit'
import { parseFql, validate } from '@segment/destination-subscriptions'
import { attachConfig } from '../src/attachDevice/attachConfig'
import { withReadableTriggers } from '../src/triggers'
import type { Entry, Running, Told } from './running'

const EVENTS = ['track', 'page', 'identify', 'group', 'alias'] as const

type Handler = (ctx: Context) => Promise<Context> | Context
type Attach = (config: object) => Promise<unknown>

export const tell = (told: Told) => window.parent.postMessage(told, window.location.origin)

const log = (kind: Entry['kind'], text: string, detail?: unknown) =>
  tell({
    entry: { kind, text, detail: detail === undefined ? undefined : (JSON.parse(JSON.stringify(detail)) as unknown) }
  })

/** Each event as the destinations get it. */
export function observer(): Plugin {
  const observe = (ctx: Context) => {
    const { type, event, name, userId } = ctx.event
    log(
      'event',
      [type, event ?? name, userId ? `of ${userId}` : 'of nobody signed in'].filter(Boolean).join(' '),
      ctx.event
    )
    return ctx
  }
  const handlers = Object.fromEntries(EVENTS.map((type) => [type, observe]))
  return {
    name: 'Timeline',
    type: 'enrichment',
    version: '1',
    isLoaded: () => true,
    load: () => Promise.resolve(),
    ...handlers
  }
}

/** What the destination makes of each event, and why there is no call where there is none. */
export function watchDestination(running: Running): void {
  let factory: PluginFactory | undefined
  Object.defineProperty(window, 'ruptDestination', {
    get: () => factory,
    set: (built: PluginFactory) => {
      const watched: PluginFactory = Object.assign(
        async (settings: Parameters<PluginFactory>[0]) =>
          ((await built(settings)) as Plugin[]).map((plugin) => explained(plugin, running)),
        { pluginName: built.pluginName }
      )
      factory = watched
    }
  })
}

function explained(plugin: Plugin, running: Running): Plugin {
  const explain = (handler: Handler) => (ctx: Context) => {
    const config = explainMapping(ctx, running)
    const before = calls
    // The runtime gets as far as `Rupt.attach` before it awaits anything.
    const handled = handler(ctx)
    if (config && calls === before) {
      log('none', window.Rupt ? 'the same call is under way' : 'not before Rupt’s SDK has arrived', config)
    }
    return handled
  }
  return { ...plugin, ...Object.fromEntries(EVENTS.map((type) => [type, explain(plugin[type] as Handler)])) }
}

/** The argument that the event should lead to, as far as there is one. */
function explainMapping(ctx: Context, { settings, subscription }: Running): object | undefined {
  try {
    const { subscriptions } = withReadableTriggers({ subscriptions: [subscription] } as never) as {
      subscriptions: Running['subscription'][]
    }
    if (!validate(parseFql(subscriptions[0].subscribe), ctx.event)) {
      log('none', 'the trigger did not take it')
      return undefined
    }
    const payload = transform(subscription.mapping as never, ctx.event as never)
    log('payload', 'the trigger took it and the mapping made', payload)
    const config = attachConfig(payload as never, settings as never)
    if (!config) log('none', 'no account came out of the mapping: nothing goes to Rupt')
    return config
  } catch (error) {
    log('error', (error as Error).message)
    return undefined
  }
}

/** Calls of `Rupt.attach` so far. */
let calls = 0

/** Each call of `Rupt.attach` and what it came to. */
export function watchSdk(): void {
  let watched: Window['Rupt']
  Object.defineProperty(window, 'Rupt', {
    get: () => watched,
    set: (sdk: { attach: Attach }) => {
      const attach: Attach = async (config) => {
        calls++
        log('attach', 'Rupt.attach was called with', config)
        const response = await sdk.attach(config)
        log('attach', 'Rupt.attach came to', response)
        return response
      }
      watched = { ...sdk, attach: attach as never }
    }
  })
}

/** Warnings and errors, as the console has them. */
export function watchConsole(): void {
  for (const method of ['warn', 'error'] as const) {
    const original = console[method].bind(console)
    console[method] = (...args: unknown[]) => {
      original(...args)
      log(method === 'warn' ? 'warning' : 'error', args.map(String).join(' '))
    }
  }
  window.addEventListener('error', ({ message }) => log('error', `Uncaught: ${message}`))
  window.addEventListener('unhandledrejection', ({ reason }) => log('error', `Unhandled rejection: ${String(reason)}`))
}

/** Where the page is sent. Only a page of Rupt's own is replaced: it is out of reach, and out of this machine. */
export function watchRedirects(live: boolean): void {
  const { navigation } = window as { navigation?: EventTarget }
  navigation?.addEventListener('navigate', (event) => {
    const { destination, navigationType } = event as Event & {
      destination: { url: string; sameDocument: boolean }
      navigationType: string
    }
    if (destination.sameDocument || navigationType === 'reload') return
    const { host, hostname, pathname, searchParams } = new URL(destination.url)
    log('redirect', `to ${host}${pathname}`, Object.fromEntries(searchParams))

    if (live || !/(^|\.)(rupt\.dev|sabl\.app)$/.test(hostname)) return
    event.preventDefault()
    window.location.href = `/landing/rupt?${new URLSearchParams({ url: destination.url }).toString()}`
  })
}
