import { Analytics, Context } from '@segment/analytics-next'
import type { Plugin, SegmentEvent } from '@segment/analytics-next'
import rupt from '../src'
import type { Settings } from '../src'
import { presetSubscription } from './preset'

export const SDK_URL = 'https://cdn.rupt.dev/js/rupt.js'

export const SETTINGS: Settings = { client_id: 'client-1', new_account_url: 'https://site.test/new' }

type Values<T> = { [K in keyof T]?: unknown }

interface Visit {
  settings?: Values<Settings>
  /** Fields that the customer mapped differently from the preset. */
  mapping?: Record<string, unknown>
  /** What else of the preset's subscription was changed. */
  subscription?: object
}

/** The customer's saved settings, as Segment's settings document hands them to the plugin factory. */
export function saved({ settings, mapping, subscription }: Visit = {}) {
  return {
    ...SETTINGS,
    ...settings,
    subscriptions: [{ ...presetSubscription(mapping), ...subscription }]
  } as Parameters<typeof rupt>[0]
}

/** Has Segment's runtime make the plugin, without loading it. */
export async function plugin(visit?: Visit): Promise<Plugin> {
  const plugins = (await rupt(saved(visit))) as Plugin[]
  expect(plugins).toHaveLength(1)
  return plugins[0]
}

export async function load(
  plugin: Plugin,
  analytics: object | null = new Analytics({ writeKey: 'key' })
): Promise<void> {
  await plugin.load(Context.system(), analytics as Analytics)
}

/** A page on which Rupt's SDK is `attach`, with the destination loaded. */
export async function visit(attach: jest.Mock, options?: Visit): Promise<Plugin> {
  window.Rupt = { attach }
  const loaded = await plugin(options)
  await load(loaded)
  return loaded
}

/** Sends a page event the way Analytics.js does, once for each destination. */
export function page(plugin: Plugin, event: Partial<SegmentEvent> = { userId: 'user-1' }) {
  return plugin.page!(new Context({ type: 'page', ...event }))
}

let cdn: MutationObserver | undefined

type Script = 'fails' | 'hangs' | (() => void)

/**
 * Answers for Rupt's CDN: the first request gets the first script, and so on. A script either fails or runs.
 * `requests` are the URLs asked for; `answer` answers a request that was left hanging.
 */
export function vendor(...scripts: Script[]) {
  const requests: string[] = []
  const elements: HTMLScriptElement[] = []

  function answer(script: Script, element = elements[elements.length - 1]) {
    if (script === 'hangs') return
    if (script !== 'fails') script()
    element.dispatchEvent(new Event(script === 'fails' ? 'error' : 'load'))
  }

  cdn = new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof HTMLScriptElement) || !node.src) continue
      const script = scripts[requests.length]
      requests.push(node.src)
      elements.push(node)
      answer(script ?? 'fails', node)
    }
  })
  cdn.observe(document, { childList: true, subtree: true })

  return { requests, answer }
}

/** A script that defines `window.Rupt`, as Rupt's does. */
export const defines =
  (attach: unknown): (() => void) =>
  () => {
    window.Rupt = { attach: attach as never }
  }

/** Puts the page back: nothing of Rupt's, no CDN, and one script of the site's own, before which `loadScript` puts its. */
export function cleanPage(): void {
  cdn?.disconnect()
  delete window.Rupt
  document.head.innerHTML = '<script></script>'
  window.history.replaceState(null, '', '/')
}

/** An `attach` that has answered, as the SDK does when the device is within the limit. */
export const attached = () => jest.fn().mockResolvedValue({ success: true, device_id: 'device-1' })
