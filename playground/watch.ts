// What the timeline shows of the visitor's frame, seen from outside the destination: its file runs as it was built.
import type { PluginFactory } from '@segment/browser-destination-runtime/types'
import type { Context, Plugin } from '@segment/analytics-next'
import { transform } from '@segment/actions-core/mapping-kit'
import { parseFql, validate } from '@segment/destination-subscriptions'
import { attachConfig } from '../src/attachDevice/attachConfig'
import { doubleQuoted } from '../src/triggers'
import type { Entry, Running, Told } from './running'

const EVENTS = ['track', 'page', 'identify', 'group', 'alias'] as const

type Handler = (ctx: Context) => Promise<Context> | Context
type Attach = (config: object) => Promise<unknown>

/** At once: a message would be lost where the page is left in the same moment. */
export const tell = (told: Told) => window.parent.dispatchEvent(new CustomEvent('told', { detail: told }))

const log = (kind: Entry['kind'], text: string, detail: unknown, bad = false) =>
  tell({ entry: { kind, text, detail: plain(detail), bad } })

/** What can be told to another window. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as unknown

/** Why the destination is not on this page, where it is not. */
let dropped = ''

/** The page's address as its visitor would see it, without what the playground put there. */
export function address(): string {
  const url = new URL(window.location.href)
  for (const own of ['visit', 'scenario']) url.searchParams.delete(own)
  return url.href
}

/** Each event as the destinations get it. */
export function observer(): Plugin {
  const observe = (ctx: Context) => {
    const { type, event, name, userId, properties, traits, ...rest } = ctx.event
    const whose = userId ? `of ${userId}` : 'of nobody signed in'
    log('event', [type, event ?? name, whose].filter(Boolean).join(' '), {
      type,
      userId,
      event,
      name,
      properties,
      traits,
      ...rest
    })
    if (dropped) log('none', 'the destination is not on this page', { message: dropped })
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
      factory = Object.assign(
        async (settings: Parameters<PluginFactory>[0]) =>
          ((await built(settings)) as Plugin[]).map((plugin) => explained(plugin, running)),
        { pluginName: built.pluginName }
      )
    }
  })
}

function explained(plugin: Plugin, running: Running): Plugin {
  const explain = (handler: Handler) => (ctx: Context) => {
    const config = explainMapping(ctx, running)
    const before = calls
    // The runtime gets as far as `Rupt.attach` before it awaits anything.
    const handled = Promise.resolve(handler(ctx))
    if (config && calls === before) {
      log('none', window.Rupt ? 'the same call is under way' : 'not before Rupt’s SDK has arrived', config)
    }
    handled.catch(({ name, message }: Error) =>
      log('error', 'the action failed, and Segment counts it', { name, message })
    )
    return handled
  }
  const load: Plugin['load'] = (ctx, analytics) =>
    Promise.resolve(plugin.load(ctx, analytics)).catch((error: Error) => {
      dropped = error.message
      throw error
    })
  return { ...plugin, load, ...Object.fromEntries(EVENTS.map((type) => [type, explain(plugin[type] as Handler)])) }
}

/** The argument that the event should lead to, as far as there is one. */
function explainMapping(ctx: Context, { settings, subscription }: Running): object | undefined {
  try {
    if (!validate(parseFql(doubleQuoted(subscription.subscribe)), ctx.event)) {
      log('none', 'the trigger did not take it', { subscribe: subscription.subscribe })
      return undefined
    }
    const payload = transform(subscription.mapping as never, ctx.event as never)
    log('payload', 'the trigger took it and the mapping made', payload)
    const config = attachConfig(payload as never, settings as never)
    if (!config) log('none', 'no account came out of the mapping: nothing goes to Rupt', payload)
    return config
  } catch {
    // The action meets the same error, and its own is told.
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
        log('attach', 'Rupt.attach came to', response, response === null)
        return response
      }
      watched = { ...sdk, attach: attach as never }
    }
  })
}

/** An error has nothing that JSON would show. */
const readable = (value: unknown) =>
  value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value

/** Warnings and errors, as the console has them. */
export function watchConsole(): void {
  for (const method of ['warn', 'error'] as const) {
    const original = console[method].bind(console)
    console[method] = (...args: unknown[]) => {
      original(...args)
      log(method === 'warn' ? 'warning' : 'error', args.map(String).join(' '), args.map(readable))
    }
  }
  window.addEventListener('error', ({ message, error }) => log('error', `Uncaught: ${message}`, readable(error)))
  window.addEventListener('unhandledrejection', ({ reason }) =>
    log('error', `Unhandled rejection: ${String(reason)}`, readable(reason))
  )
}

/**
 * Where the page is sent. Another site is out of reach here, and Rupt's own pages are out of this machine: a page that
 * says so takes their place. Live, they are what they are.
 */
export function watchRedirects(live: boolean): void {
  const { navigation } = window as { navigation?: EventTarget }
  navigation?.addEventListener('navigate', (event) => {
    const { destination, navigationType } = event as Event & {
      destination: { url: string; sameDocument: boolean }
      navigationType: string
    }
    const { origin, protocol, host, pathname, searchParams } = new URL(destination.url)
    const ours = origin === window.location.origin && /^\/(site|landing)\//.test(pathname)
    // The playground's own visits carry an id.
    if (destination.sameDocument || navigationType === 'reload' || (ours && searchParams.has('visit'))) return

    const text = /^https?:$/.test(protocol) ? `to ${host}${pathname}` : `to ${destination.url}`
    log('redirect', text, { url: destination.url, query: Object.fromEntries(searchParams) })

    if (live || ours) return
    event.preventDefault()
    window.location.href = `/landing/elsewhere?${new URLSearchParams({ visit: '', url: destination.url }).toString()}`
  })
}
