import { Analytics, Context } from '@segment/analytics-next'
import type { Plugin, SegmentEvent } from '@segment/analytics-next'
import rupt from '../src'
import type { Settings } from '../src'
import type { AttachConfig } from '../src/rupt'
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

/** The customer's saved settings, as Segment's settings document passes them to the plugin factory. */
export function saved({ settings, mapping, subscription }: Visit = {}) {
  return {
    ...SETTINGS,
    ...settings,
    subscriptions: [{ ...presetSubscription(mapping), ...subscription }]
  } as Parameters<typeof rupt>[0]
}

/** Has Segment's runtime make the plugin, without loading it. */
export async function plugin(visit?: Visit): Promise<Plugin> {
  // One plugin or a list to this runtime's types, a list to those of Segment's monorepo.
  const plugins = [await rupt(saved(visit))].flat()
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

/** The argument of each call of `Rupt.attach`. */
export const configs = (attach: jest.Mock) => Array.from(attach.mock.calls as [AttachConfig][], ([config]) => config)

/** The message of each warning. */
export const warnings = (warn: jest.SpyInstance) => Array.from(warn.mock.calls as [string][], ([message]) => message)

type Script = 'fails' | 'hangs' | (() => void)

/**
 * Answers for Rupt's CDN: the first request gets the first script, and so on. A script either fails or runs.
 * `requests` are the requested URLs; `answer` answers a request that was left hanging.
 */
export function vendor(...scripts: Script[]) {
  const requests: string[] = []
  const elements: HTMLScriptElement[] = []

  function answer(script: Script, element = elements[elements.length - 1]) {
    if (script === 'hangs') return
    if (script !== 'fails') script()
    element.dispatchEvent(new Event(script === 'fails' ? 'error' : 'load'))
  }

  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on its node below
  const { insertBefore } = Node.prototype
  jest.spyOn(Node.prototype, 'insertBefore').mockImplementation(function (this: Node, node, before) {
    if (!(node instanceof HTMLScriptElement) || !node.src) return insertBefore.call(this, node, before)
    const script = scripts[requests.length]
    requests.push(node.src)
    elements.push(node)
    // Where jsdom fetches scripts, it fetches none of this type.
    const { type } = node
    node.type = 'text/plain'
    insertBefore.call(this, node, before)
    node.type = type
    void Promise.resolve().then(() => answer(script ?? 'fails', node))
    return node
  })

  return { requests, answer }
}

/** A script that defines `window.Rupt`, as Rupt's does. */
export const defines =
  (attach: unknown): (() => void) =>
  () => {
    window.Rupt = { attach: attach as never }
  }

/** Resets the page: no Rupt, no CDN, and one script of the site's own, before which `loadScript` inserts its. */
export function cleanPage(): void {
  jest.restoreAllMocks()
  delete window.Rupt
  document.documentElement.innerHTML = '<head><script></script></head><body></body>'
  window.history.replaceState(null, '', '/')
}

/** An `attach` that has answered, as the SDK does when the device is within the limit. */
export const attached = () => jest.fn().mockResolvedValue({ success: true, device_id: 'device-1' })

/** An `attach` that answers when the test says so. */
export function slow() {
  const answers: { resolve: (response: unknown) => void; reject: (error: unknown) => void }[] = []
  const attach = jest.fn(() => new Promise((resolve, reject) => void answers.push({ resolve, reject })))
  return { attach: attach as jest.Mock, answers }
}

/** Lets fake time pass, with everything that follows from it. */
export async function pass(milliseconds: number): Promise<void> {
  const step = 50
  for (let passed = 0; passed < milliseconds; passed += step) {
    jest.advanceTimersByTime(Math.min(step, milliseconds - passed))
    await microtasks()
  }
  await microtasks()
}

/** Lets the clock of the fake time jump, without running its timers. */
export const later = (milliseconds: number) => void jest.setSystemTime(Date.now() + milliseconds)

/** Long enough for everything that needs no timer. */
async function microtasks(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

/** Jest fails a test of an unhandled rejection, which Node reports after the microtasks. */
export const settled = () => new Promise((resolve) => setTimeout(resolve))
