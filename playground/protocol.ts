// The messages between the playground's three sides: the tool, the customer's site in the frame, and Rupt.
import type { SiteCall } from './core/event'
import type { Sighting } from './core/log/sighting'
import type { Running } from './core/running'

/** From the frame to the tool. */
export type FrameReport =
  | { sighting: Sighting }
  /** The page in the frame, with the address that its visitor would see. */
  | { page: string; onSite: boolean }
  | { visitor: string | null }
  /** Analytics.js is ready for calls in this visit. */
  | { ready: string }
  /** No service worker answers for the page, so it loads nothing. */
  | { unattended: true }
  /** A redirect or a reload opened the site. The visit gets this ID. */
  | { arrived: string }
  /** The visitor proved to be the owner, and logged the other devices out. */
  | { verified: true }
  | { back: true }

/** From the tool to the frame: a call of Analytics.js, or the site's router. */
export type FrameRequest = SiteCall | { route: string }

/** The sessionStorage key of what the site runs with. */
export const RUNNING = 'rupt-playground-running'

export const restoreRunning = () => JSON.parse(sessionStorage.getItem(RUNNING) ?? 'null') as Running | null

/** The path of the folder that the playground is served from, for the tool and for the pages in its frame. */
export const base = () => new URL('.', (window.frameElement ? window.parent : window).location.href).pathname

/** The address of a visit. Rupt's side reads the visit and its scenario from it; the site removes them at once. */
export const visitUrl = (path: string, { visit, scenario }: Pick<Running, 'visit' | 'scenario'>) =>
  `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ 'playground-visit': visit, 'playground-scenario': scenario }).toString()}`

/** The page that stands in for another site. Without a URL, the browser does not reveal which. */
export const elsewhereUrl = (visit: string, url?: string) =>
  `${base()}landing/elsewhere?${new URLSearchParams({ 'playground-visit': visit, ...(url && { url }) }).toString()}`

/** Reports synchronously: a posted message would be lost if the page unloads right away. */
export const report = (detail: FrameReport) => window.parent.dispatchEvent(new CustomEvent(REPORT, { detail }))

export const REPORT = 'rupt-playground-report'

/** Does what `analytics.reset()` does, on pages without Analytics.js. The visitor is kept in sessionStorage. */
export function forgetVisitor(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('ajs_')) sessionStorage.removeItem(key)
}
