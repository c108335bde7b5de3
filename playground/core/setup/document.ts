// The settings document of a source: what Segment's CDN tells Analytics.js. Sites serve it from hosts of their own.
import { settingsOf } from '../definition'
import type { Settings } from '../definition'
import type { Running, Subscription } from '../running'

type Json = Record<string, unknown>

export interface RemotePlugin extends Json {
  name?: string
  creationName?: string
  libraryName?: string
  url?: string
  settings?: Json & { subscriptions?: Subscription[] }
}

export interface SettingsDocument extends Json {
  integrations: Json
  remotePlugins?: RemotePlugin[]
  middlewareSettings?: { routingRules?: { destinationName?: string }[] }
  /** The tracking plan: what it says of events that are not planned. */
  plan?: unknown
}

/** What runs of a setup. */
export type RunningSetup = Pick<Running, 'settings' | 'subscriptions'>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Known by its shape, whatever its address. */
export function isSettingsDocument(value: unknown): value is SettingsDocument {
  if (!isObject(value) || !isObject(value.integrations)) return false
  return Array.isArray(value.remotePlugins) || isObject(value.integrations['Segment.io'])
}

/** Where Segment serves Analytics.js, the settings document and the destinations. */
export const SEGMENT = 'cdn.segment.com'
export const LIBRARY = 'ruptDestination'
export const INTEGRATION = 'Actions Rupt'

export const ruptOf = ({ remotePlugins = [] }: SettingsDocument) =>
  remotePlugins.find(({ libraryName }) => libraryName === LIBRARY)

/** The setup of the document's entry for Rupt. */
export function setupOf(document: SettingsDocument): RunningSetup {
  const { subscriptions = [], ...settings } = ruptOf(document)?.settings ?? {}
  return {
    settings: filledIn(settingsOf(settings)),
    subscriptions: Array.isArray(subscriptions) ? subscriptions.filter(isAttach).map(numbered) : []
  }
}

/** What the document leaves out stays out of it. */
const filledIn = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))

const isAttach = ({ partnerAction }: Subscription) => partnerAction === 'attach'

const withoutId = (subscription: Subscription): Subscription => ({ ...subscription, id: undefined })

/** As the mappings of the setup are numbered. */
const numbered = (subscription: Subscription, index: number) => ({ ...subscription, id: String(index + 1) })

/** The document with this setup for Rupt. Its entry keeps its place and file; where there is none, one is added. */
export function withSetup(document: SettingsDocument, { settings, subscriptions }: RunningSetup): SettingsDocument {
  const theirs = ruptOf(document)
  const entry = { ...(theirs ?? ADDED), settings: { ...settings, subscriptions: subscriptions.map(withoutId) } }
  const others = document.remotePlugins ?? []
  return {
    ...document,
    integrations: { ...document.integrations, [INTEGRATION]: document.integrations[INTEGRATION] ?? {} },
    remotePlugins: theirs ? others.map((plugin) => (plugin === theirs ? entry : plugin)) : [...others, entry]
  }
}

/** Analytics.js puts the site's own host in place of this one, where it has one. */
const ADDED: RemotePlugin = {
  name: 'Rupt',
  creationName: INTEGRATION,
  libraryName: LIBRARY,
  url: `https://${SEGMENT}/next-integrations/actions/rupt/visit.js`
}

/**
 * Whether a request is for the destination's file: the path that the document names, on any host, or the obfuscated
 * path, as Analytics.js makes it of the file's folder.
 */
export function isFileOf({ url = '' }: RemotePlugin, requested: URL): boolean {
  if (!URL.canParse(url, `https://${SEGMENT}`)) return false
  const { pathname } = new URL(url, `https://${SEGMENT}`)
  const [file, folder, ...rest] = pathname.split('/').reverse()
  const obfuscated = [file, btoa(folder).replace(/=/g, ''), ...rest].reverse().join('/')
  return requested.pathname.endsWith(pathname) || requested.pathname.endsWith(obfuscated)
}

const API = 'api.segment.io/v1'

/** The addresses that take the events, without their scheme. */
export function apisOf(document: SettingsDocument | undefined): string[] {
  const { apiHost } = (document?.integrations['Segment.io'] ?? {}) as { apiHost?: string }
  const { host } = (document?.metrics ?? {}) as { host?: string }
  return [...new Set([API, apiHost, host])].filter((name): name is string => typeof name === 'string' && name !== '')
}

/** Whether a request takes events to Segment: by the host that the document names, or by the body's shape. */
export function isForSegment(url: URL, body: string | null, document?: SettingsDocument): boolean {
  if (apisOf(document).some((api) => (url.host + url.pathname).startsWith(`${api}/`))) return true
  const value = parsed(body)
  const events = isObject(value) && Array.isArray(value.batch) ? value.batch : [value]
  return events.some((event) => isObject(event) && 'messageId' in event && 'anonymousId' in event && 'type' in event)
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}
