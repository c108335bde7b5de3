// Runs in each page of the site before its own scripts, and leaves no global of its own.
import type { Analytics, Plugin } from '@segment/analytics-next'
import { jsonOf, textOf } from '../watch/json'
import { watchPage } from '../watch/page'
import { watchNavigations } from '../watch/navigations'
import { quietly } from '../watch/quietly'
import { newId } from '../core/log/sighting'
import type { SegmentEvent } from '../core/log/sighting'
import { isSettingsDocument, LIBRARY } from '../core/setup/document'
import type { SettingsDocument } from '../core/setup/document'
import type { SiteSeen } from '../core/log/facts'
import { READ, REPORT } from './report'
import type { Read, Report } from './report'

/** How long Analytics.js may take after the page has loaded. */
const PATIENCE = 3000

/** What Playwright's functions call. Any script of the page could call it, too. */
const BINDING = '__playwright__binding__'

interface Given {
  [BINDING]?: unknown
  [REPORT]?: (report: string) => Promise<void>
  [READ]?: (read: string) => Promise<string | null>
}

const given = window as Given
const { [BINDING]: binding, [REPORT]: report, [READ]: read } = given
for (const name of [BINDING, REPORT, READ]) Reflect.deleteProperty(given, name)

/** The binding is on the page while one of the two functions calls it, and at no other time. */
function withBinding<T>(call: (text: string) => T) {
  return (text: string): T => {
    given[BINDING] = binding
    try {
      return call(text)
    } finally {
      Reflect.deleteProperty(given, BINDING)
    }
  }
}

/** Taken before the page's own scripts run. */
const { parse, stringify } = JSON

if (report && read) {
  const visit = newId()
  const ask = withBinding(read)
  /** The documents that the command knows. */
  const known = new WeakSet<object>()
  const replaced = async (document: SettingsDocument, url: string): Promise<SettingsDocument> => {
    known.add(document)
    const text = await ask(stringify({ visit, document, url } satisfies Read))
    return text === null ? document : (parse(text) as SettingsDocument)
  }
  replaceSettings(replaced)
  // A frame is not watched, but runs this build, too.
  if (window.top === window) {
    watchSite(visit, withBinding(report), (document) => {
      if (!known.has(document)) replaced(document, '').catch(() => {})
    })
  }
}

/** @param inCode Told of each settings document that an instance of Analytics.js has, and the page may have in its code. */
function watchSite(
  visit: string,
  report: (text: string) => Promise<void>,
  inCode: (document: SettingsDocument) => void
): void {
  // The parser has not made the document's root yet, and `baseURI` is then the address.
  const see = (seen: SiteSeen) =>
    quietly(() => {
      const { href } = window.location
      report(jsonOf({ visit, href, base: document.baseURI, seen } satisfies Report)).catch(() => {})
    })

  see({ kind: 'opened' })
  const watch = watchPage(see)
  watchNavigations(see, () => 'report')
  watchAnalytics(see, watch, inCode)
  watchPolicy(see)
  const settled = () => quietly(() => see({ kind: 'settled', ...whatIsThere() }))
  window.addEventListener('load', () => setTimeout(settled, PATIENCE))
}

/** Analytics.js reads its settings document with `json`, whatever its address is. */
function replaceSettings(replaced: (document: SettingsDocument, url: string) => Promise<SettingsDocument>): void {
  const prototype = Response.prototype as { json: (this: Response) => Promise<unknown> }
  const { json } = prototype
  prototype.json = async function () {
    const value = await json.call(this)
    try {
      return isSettingsDocument(value) ? await replaced(value, this.url) : value
    } catch {
      // What the command cannot read, the page can.
      return value
    }
  }
}

type Instance = Analytics & {
  VERSION?: string
  queue: { on: (event: string, heard: (ctx: { event: SegmentEvent }) => void) => void }
}

/** Joins the inspector that `watchPage` has put there. */
function watchAnalytics(
  see: (seen: SiteSeen) => void,
  watch: (plugin: Plugin) => void,
  inCode: (document: SettingsDocument) => void
): void {
  const inspector = window.__SEGMENT_INSPECTOR__!
  const attach = inspector.attach!
  inspector.attach = (analytics) => {
    attach.call(inspector, analytics)
    quietly(() => watchInstance(analytics as Instance, see, watch))
    const { cdnSettings } = analytics.settings
    if (isSettingsDocument(cdnSettings)) quietly(() => inCode(cdnSettings))
  }
}

function watchInstance(instance: Instance, see: (seen: SiteSeen) => void, watch: (plugin: Plugin) => void): void {
  const { writeKey: source } = instance.settings
  see({
    kind: 'analytics',
    source,
    version: instance.VERSION ?? '',
    integrations: instance.options?.integrations ?? {}
  })
  instance.on('dispatch_start', ({ event }: { event: SegmentEvent }) => see({ kind: 'dispatched', event, source }))
  for (const done of ['delivery_success', 'delivery_failure']) {
    instance.queue.on(done, ({ event }) => see({ kind: 'delivered', event: textOf(event.messageId) }))
  }
  watchPlugins(instance, see, watch)
}

/** The destination, from Segment's CDN or from the site's own bundle. Only the first comes as `window.ruptDestination`. */
function watchPlugins(analytics: Analytics, see: (seen: SiteSeen) => void, watch: (plugin: Plugin) => void): void {
  const register = analytics.register.bind(analytics)
  analytics.register = (...plugins: Plugin[]) => {
    quietly(() => {
      for (const { action } of plugins as { action?: Plugin }[]) {
        if (!action?.name.startsWith('Rupt ')) continue
        const fromCdn = LIBRARY in window && (window as Record<string, unknown>)[LIBRARY] !== undefined
        if (!fromCdn) watch(action)
        see({ kind: 'destination', from: fromCdn ? 'cdn' : 'bundle' })
      }
    })
    return register(...plugins)
  }
}

function watchPolicy(see: (seen: SiteSeen) => void): void {
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective, disposition }) => {
    if (disposition === 'enforce') see({ kind: 'policy', url: blockedURI, directive: effectiveDirective })
  })
}

/**
 * Classic analytics.js has `Integrations`, which Analytics.js warns of in the site's console when it is read: it is
 * known by its queue. Snippets are arrays until Analytics.js replaces them.
 */
function whatIsThere(): { version?: string; classic: boolean } {
  const { analytics } = window as { analytics?: { VERSION?: string; Integrations?: unknown; queue?: unknown } }
  if (!analytics || Array.isArray(analytics)) return { classic: false }
  return {
    version: `${analytics.VERSION ?? ''}`,
    classic: !analytics.queue && typeof analytics.Integrations === 'object'
  }
}
