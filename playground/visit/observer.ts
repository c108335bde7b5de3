// Runs in each page of the site before its own scripts, and leaves no global of its own.
import type { Analytics, Plugin } from '@segment/analytics-next'
import { watchPage } from '../watch/page'
import { watchNavigations } from '../watch/navigations'
import { newId } from '../core/log/sighting'
import type { SegmentEvent } from '../core/log/sighting'
import { isSettingsDocument, LIBRARY } from '../core/setup/document'
import type { SettingsDocument } from '../core/setup/document'
import { READ, REPORT } from './report'
import type { Read, Report } from './report'
import type { SiteSeen } from '../core/log/facts'

/** How long Analytics.js may take after the page has loaded. */
const PATIENCE = 3000

interface Given {
  [REPORT]?: (report: Report) => Promise<void>
  [READ]?: (read: Read) => Promise<SettingsDocument>
}

const given = window as Given
const { [REPORT]: report, [READ]: read } = given
delete given[REPORT]
delete given[READ]

if (report && read) {
  if (window.top === window) watchSite(report, read)
  // A frame is not watched, but runs this build, too.
  else replaceSettings((document, url) => read({ visit: '', document, url }))
}

function watchSite(report: NonNullable<Given[typeof REPORT]>, read: NonNullable<Given[typeof READ]>): void {
  const visit = newId()
  // The parser has not made the document's root yet, and `baseURI` is then the address.
  const see = (seen: SiteSeen) =>
    void report({ visit, href: window.location.href, base: document.baseURI, seen }).catch(() => {})

  see({ kind: 'opened' })
  const watched = watchPage(see)
  watchNavigations(see, () => 'report')
  watchAnalytics(see, watched)
  watchPolicy(see)
  replaceSettings((document, url) => read({ visit, document, url }))
  window.addEventListener('load', () => setTimeout(() => see({ kind: 'settled', ...whatIsThere() }), PATIENCE))
}

/** Analytics.js reads its settings document with `json`, whatever its address is. */
function replaceSettings(read: (document: SettingsDocument, url: string) => Promise<SettingsDocument>): void {
  const prototype = Response.prototype as { json: (this: Response) => Promise<unknown> }
  const { json } = prototype
  prototype.json = async function () {
    const value = await json.call(this)
    // What this command cannot read, the page can.
    return isSettingsDocument(value) ? read(value, this.url).catch(() => value) : value
  }
}

type Instance = Analytics & {
  VERSION?: string
  queue: { on: (event: string, heard: (ctx: { event: SegmentEvent }) => void) => void }
}

/** Joins the inspector that `watchPage` has put there. */
function watchAnalytics(see: (seen: SiteSeen) => void, watched: (plugin: Plugin) => Plugin): void {
  const inspector = window.__SEGMENT_INSPECTOR__!
  const attach = inspector.attach!
  inspector.attach = (analytics) => {
    attach.call(inspector, analytics)
    const instance = analytics as Instance
    see({
      kind: 'analytics',
      version: instance.VERSION ?? '',
      integrations: copy((instance.options?.integrations ?? {}) as Record<string, unknown>),
      document: instance.settings.cdnSettings && (copy(instance.settings.cdnSettings) as unknown as SettingsDocument)
    })
    instance.on('dispatch_start', ({ event }: { event: SegmentEvent }) =>
      see({ kind: 'dispatched', event: copy(event) })
    )
    for (const done of ['delivery_success', 'delivery_failure']) {
      instance.queue.on(done, ({ event }) => see({ kind: 'delivered', event: String(event.messageId) }))
    }
    watchPlugins(instance, see, watched)
  }
}

const copy = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T

/** The destination, from Segment's CDN or from the site's own bundle. Only the first comes as `window.ruptDestination`. */
function watchPlugins(analytics: Analytics, see: (seen: SiteSeen) => void, watched: (plugin: Plugin) => Plugin): void {
  const register = analytics.register.bind(analytics)
  analytics.register = (...plugins: Plugin[]) => {
    for (const plugin of plugins) {
      const { action } = plugin as { action?: Plugin }
      if (!action?.name.startsWith('Rupt ')) continue
      const fromCdn = LIBRARY in window && (window as Record<string, unknown>)[LIBRARY] !== undefined
      if (!fromCdn) Object.assign(plugin, { action: watched(action) })
      see({ kind: 'destination', from: fromCdn ? 'cdn' : 'bundle' })
    }
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
