import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test as base, expect } from '@playwright/test'
import type { BrowserContext, Page, Route } from '@playwright/test'
import snippet from '@segment/snippet'
import { CORS, sent, WITHIN_LIMIT } from '../../playground/rupt/answers'
import { presetSubscription } from '../preset'

export { expect, WITHIN_LIMIT }

const SITE = 'https://site.test'
/** Where Segment's CDN has the web bundle. */
export const REMOTE_PLUGIN = 'https://cdn.segment.com/next-integrations/actions/rupt/3f1c.js'

export const SDK = 'https://cdn.rupt.dev/js/rupt.js'
export const ATTACH = 'https://api.rupt.dev/v2/device/attach'
/** The stream on which Rupt sends messages to the device. */
export const LISTEN = 'https://api.rupt.dev/v2/access/device/device-1/listen'

export const SETTINGS = {
  client_id: 'client-1',
  new_account_url: `${SITE}/new`,
  logout_url: `${SITE}/out`,
  success_url: `${SITE}/verified`,
  suspended_url: `${SITE}/suspended`
}

/** What was sent to Rupt's API to attach a device, without the fingerprint. */
interface Attach {
  authorization: string
  body: Record<string, unknown>
}

interface RemotePlugin {
  name: string
  creationName: string
  libraryName: string
  url: string
  settings: Record<string, unknown> & { subscriptions: object[] }
}

interface SegmentEvent {
  type: string
  userId?: string
}

export type Answer = (route: Route) => Promise<void>

/** Segment's and Rupt's hosts let any page read the answer. */
export const json =
  (body: unknown, status = 200): Answer =>
  (route) =>
    route.fulfill({ status, headers: CORS, json: body })

/** What Rupt pushes to the page: a stream that ends here, and that the browser requests again after 3 s. */
export const push =
  (...messages: object[]): Answer =>
  (route) =>
    route.fulfill({
      headers: { ...CORS, 'content-type': 'text/event-stream' },
      body: sent() + messages.map(sent).join('')
    })

export const javascript =
  (body: string): Answer =>
  (route) =>
    route.fulfill({ contentType: 'text/javascript', body })

const html =
  (body: string, policy?: string): Answer =>
  (route) =>
    route.fulfill({
      headers: { 'content-type': 'text/html', ...(policy && { 'content-security-policy': policy }) },
      body: `<!doctype html><meta charset="utf-8"><title>Site</title>${body}`
    })

/** The canary names others. */
const { RUPT_JS = 'node_modules/rupt/index.js', ANALYTICS_JS = 'node_modules/@segment/analytics-next/dist/umd' } =
  process.env

/** The Analytics.js of customers who stay on one, by version: the oldest that the peer range admits, and one with faults. */
export const OLDER = ['1.60', '1.66'] as const

const file = (path: string) => readFileSync(path, 'utf8')

/** How browsers report a request that failed: Chromium, WebKit twice, and Firefox twice. */
const OF_THE_BROWSER =
  /Failed to load resource|due to access control checks|network connection was lost|Loading failed for the <script>|Cross-Origin Request Blocked/

/**
 * A customer's site and the hosts that it talks to: Segment with the real Analytics.js, Rupt with the real SDK, and
 * a stand-in for Rupt's API. A request to anywhere else fails the test.
 */
export class Site {
  /** The settings document's entry for this destination. */
  settings: Record<string, unknown> = SETTINGS
  mapping: Record<string, unknown> = {}
  /** How the settings document names this destination. */
  names = { name: 'Rupt', creationName: 'Actions Rupt' }
  /** The folder that Analytics.js comes from. */
  analyticsJs = ANALYTICS_JS
  /** Replaces this destination with others, or with several. */
  remotePlugins?: RemotePlugin[]

  /** By host and path; the longest match answers. */
  readonly answers: Record<string, Answer> = {
    [`${SITE}/`]: html('<h1>A page</h1>'),
    [`${SITE}/home`]: this.home(),
    'https://cdn.segment.com/analytics.js/v1/key/analytics.min.js': (route) =>
      javascript(file(`${this.analyticsJs}/standalone.js`))(route),
    'https://cdn.segment.com/analytics-next/bundles/': (route) =>
      javascript(file(`${this.analyticsJs}/${basename(route.request().url())}`))(route),
    'https://cdn.segment.com/v1/projects/key/settings': (route) => json(this.cdnSettings())(route),
    [REMOTE_PLUGIN]: (route) => route.fulfill({ path: 'dist/web/rupt.js', contentType: 'text/javascript' }),
    'https://api.segment.io/v1/': json({ success: true }),
    [SDK]: javascript(file(RUPT_JS)),
    [ATTACH]: json(WITHIN_LIMIT),
    [LISTEN]: push()
  }

  /** Each as `METHOD URL`, in the order of the requests. */
  readonly requests: string[] = []
  readonly unexpected: string[] = []
  readonly attaches: Attach[] = []
  /** The events that reached Segment. */
  readonly events: SegmentEvent[] = []
  /** Everything on the page's console, with uncaught errors. */
  readonly console: string[] = []

  constructor(readonly page: Page) {}

  static async create(context: BrowserContext, page: Page): Promise<Site> {
    const site = new Site(page)
    page.on('pageerror', (error) => site.console.push(`uncaught: ${error.message}`))
    page.on('console', (message) => site.console.push(message.text()))
    await context.route('**/*', (route) => site.answer(route))
    return site
  }

  /** The page with Segment's snippet, as their app gives it, behind scripts of the site's own. */
  home(scripts = '', policy?: string): Answer {
    return html(
      `${scripts}<script nonce="site">${snippet.min({ apiKey: 'key', page: false })}</script><h1>Home</h1>`,
      policy
    )
  }

  /** Takes Analytics.js from an older version. */
  useAnalytics(version: (typeof OLDER)[number]): void {
    this.analyticsJs = `node_modules/analytics-next-${version}/dist/umd`
  }

  /**
   * Makes these calls after `identify`, and returns when each has settled, in milliseconds from the navigation on. What
   * Rupt's SDK does on the main thread is a part of it.
   */
  async waits(...calls: [method: string, ...args: unknown[]][]): Promise<number[]> {
    return this.page.evaluate(async (calls) => {
      // The snippet's own calls return nothing to await. `ready` comes when they are done.
      void window.analytics.identify('user-1')
      await new Promise((resolve) => void window.analytics.ready(resolve))
      const times: number[] = []
      for (const [method, ...args] of calls) {
        await window.analytics[method](...args)
        times.push(performance.now())
      }
      return times
    }, calls)
  }

  /**
   * Has the destination look for the SDK without end, where it gives up after two seconds. So what waits for that waits for
   * ever, however slow the machine is.
   */
  async neverStopLooking(): Promise<void> {
    await this.page.addInitScript(() => {
      const setTimeout = window.setTimeout.bind(window)
      window.setTimeout = ((run: () => void, ms: number, ...more: []) =>
        ms === 2000 ? 0 : setTimeout(run, ms, ...more)) as typeof setTimeout
    })
  }

  /** Sets the page's clock ahead. */
  async later(milliseconds: number): Promise<void> {
    await this.page.evaluate((milliseconds) => {
      const { Date: Now } = window
      window.Date = class extends Now {
        constructor(...args: []) {
          super(...args)
          if (args.length === 0) this.setTime(this.getTime() + milliseconds)
        }
      } as never
    }, milliseconds)
  }

  /** Delays the answer. */
  delay(url: string, milliseconds: number): void {
    const answer = this.answers[url]
    this.answers[url] = async (route) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      return answer(route)
    }
  }

  /** What is on the console, apart from the browser's own reports of failed requests. */
  messages(): string[] {
    return this.console.filter((text) => !OF_THE_BROWSER.test(text))
  }

  /** Expects these messages in this order and no others. */
  expectConsole(expected: RegExp[]): void {
    expect(this.messages()).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
  }

  /** As Segment's CDN serves it to a source with this destination enabled. */
  cdnSettings() {
    return {
      integrations: { 'Segment.io': { apiKey: 'key' }, [this.names.creationName]: {} },
      remotePlugins: this.remotePlugins ?? [
        {
          ...this.names,
          libraryName: 'ruptDestination',
          url: REMOTE_PLUGIN,
          settings: { ...this.settings, subscriptions: [presetSubscription(this.mapping)] }
        }
      ]
    }
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    this.requests.push(`${request.method()} ${url}`)
    // `v1/m` takes Analytics.js's metrics.
    if (/^https:\/\/api\.segment\.io\/v1\/[^m]$/.test(url)) this.events.push(request.postDataJSON() as SegmentEvent)
    if (request.method() === 'POST' && url === ATTACH) {
      const { signals: _, fingerprint: __, last_fingerprint: ___, ...body } = request.postDataJSON() as Attach['body']
      this.attaches.push({ authorization: request.headers().authorization, body })
    }

    const [found] = Object.keys(this.answers)
      .filter((prefix) => url.startsWith(prefix))
      .sort((a, b) => b.length - a.length)
    if (found) return this.answers[found](route)
    this.unexpected.push(url)
    return route.abort()
  }

  /** Opens the page that has Segment's snippet. */
  async open(): Promise<void> {
    await this.page.goto(`${SITE}/home`)
  }

  /** Runs `calls` on Analytics.js, and waits as a site that awaits each call does. */
  async analytics(...calls: [method: string, ...args: unknown[]][]): Promise<void> {
    await this.page.evaluate(async (calls) => {
      // Until Analytics.js has arrived, the snippet only records calls: there is nothing to wait for.
      await new Promise((resolve) => void window.analytics.ready(resolve))
      for (const [method, ...args] of calls) await window.analytics[method](...args)
    }, calls)
  }

  ruptRequests(): string[] {
    return this.requests.filter((request) => request.includes('api.rupt.dev'))
  }
}

declare global {
  interface Window {
    analytics: Record<string, (...args: unknown[]) => Promise<unknown>>
  }
}

export const test = base.extend<{ site: Site }>({
  site: async ({ context, page }, use) => {
    const site = await Site.create(context, page)
    await use(site)
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    expect(site.unexpected, 'requests to hosts that nobody expected').toEqual([])
  }
})
