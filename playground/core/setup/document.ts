// The settings document of a source: what Segment's CDN tells Analytics.js. Sites serve it from hosts of their own.
import { settingsOf } from '../definition'
import type { Settings } from '../definition'
import type { Running, Subscription } from '../running'
import { isSegmentApi } from './hosts'

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

/** Known by its shape, whatever its address. A page may hold anything: what does not fit is none. */
export function isSettingsDocument(value: unknown): value is SettingsDocument {
  if (!isObject(value) || !isObject(value.integrations)) return false
  const { integrations, remotePlugins, middlewareSettings } = value
  if (middlewareSettings !== undefined && !isObject(middlewareSettings)) return false
  if (!isList(middlewareSettings?.routingRules, isObject)) return false
  return remotePlugins === undefined ? isObject(integrations['Segment.io']) : isList(remotePlugins, isPlugin)
}

const isList = (value: unknown, fits: (one: unknown) => boolean) =>
  value === undefined || (Array.isArray(value) && value.every(fits))

const isText = (value: unknown) => value === undefined || typeof value === 'string'

function isPlugin(value: unknown): boolean {
  if (!isObject(value) || !isText(value.url)) return false
  if (value.libraryName !== LIBRARY) return true
  const { settings = {} } = value
  return isObject(settings) && isList(settings.subscriptions, isSubscription)
}

const isSubscription = (value: unknown) =>
  isObject(value) &&
  isObject(value.mapping) &&
  [value.name, value.subscribe, value.partnerAction].every((part) => typeof part === 'string')

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
export const ADDED: RemotePlugin = {
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

/** The write key of the source whose script or settings document a request is for. */
export function writeKeyIn({ pathname }: URL): string | undefined {
  const [, script, settings] =
    /\/(?:analytics\.js\/v1\/([^/]+)\/analytics(?:\.min)?\.js|projects\/([^/]+)\/settings)$/.exec(pathname) ?? []
  return script ?? settings
}

/** The addresses that a document names to take the events, without their scheme. */
export function apisOf(document: SettingsDocument): string[] {
  const { apiHost } = (document.integrations['Segment.io'] ?? {}) as { apiHost?: unknown }
  const { host } = (document.metrics ?? {}) as { host?: unknown }
  return [apiHost, host]
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .map((name) => name.replace(/^https?:\/\//, ''))
}

interface Asking {
  url: URL
  method: string
  body: string | null
  /** The addresses that take events besides Segment's own. */
  apis: string[]
}

/** Whether a request takes events to Segment: by its host, or by the body's shape. */
export function isForSegment({ url, method, body, apis }: Asking): boolean {
  if (isSegmentApi(url.hostname)) return true
  // Sites serve Analytics.js from the same addresses.
  if (method !== 'POST' && method !== 'OPTIONS' && !isPixel(url)) return false
  if (apis.some((api) => (url.host + url.pathname).startsWith(`${api}/`))) return true
  const value = parsed(body)
  const events = isObject(value) && Array.isArray(value.batch) ? value.batch : [value]
  return events.some((event) => isObject(event) && 'messageId' in event && 'anonymousId' in event && 'type' in event)
}

/** Segment's pixel, for pages without scripts. */
export const isPixel = ({ pathname }: URL) => pathname.includes('/pixel/')

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}
