// Sample events, and the Analytics.js call that produces a typed event.
import { EVENT_TYPES } from './log/sighting'
import type { SegmentEvent } from './log/sighting'

/** A call of Analytics.js. */
export interface SiteCall {
  call: string
  args: unknown[]
}

/** The integration name under which a call carries its event's own user ID to the site. */
export const SENDER = 'Playground'

const SAMPLE_TRAITS = { email: 'ada@example.com', phone: '+1 555 0100' }

export const SAMPLES: Record<string, SegmentEvent> = {
  'Page view': { type: 'page', name: 'Pricing', properties: { plan: 'team' } },
  'Page view with traits': { type: 'page', name: 'Pricing', context: { traits: SAMPLE_TRAITS } },
  Identify: { type: 'identify', userId: 'user-1', traits: { ...SAMPLE_TRAITS, plan: 'team' } },
  Track: { type: 'track', event: 'Report Exported', properties: { format: 'pdf', email: 'ada@example.com' } },
  Group: { type: 'group', groupId: 'team-1', traits: { name: 'Analytical Engines', seats: 5 } },
  'As Segment’s debugger shows it': {
    anonymousId: '3f1c9f9e-8a4c-4d0e-9d53-2c1f3c9a7b11',
    context: {
      ip: '203.0.113.7',
      library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
      locale: 'en-US',
      page: {
        path: '/pricing',
        referrer: '',
        search: '',
        title: 'Pricing',
        url: 'https://app.example.com/pricing'
      },
      traits: { email: 'grace@example.com' },
      userAgent: 'Mozilla/5.0'
    },
    messageId: 'ajs-next-1732440000000-2c1f3c9a',
    name: 'Pricing',
    properties: {
      path: '/pricing',
      referrer: '',
      search: '',
      title: 'Pricing',
      url: 'https://app.example.com/pricing'
    },
    timestamp: '2026-01-15T09:30:00.000Z',
    type: 'page',
    userId: 'user-2'
  }
}

/** Checks what was typed. Throws with what to write instead. */
export function readEvent(value: unknown): SegmentEvent {
  const event = value as SegmentEvent | null
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new Error('An event must be an object: { "type": "page" }.')
  }
  for (const part of ['properties', 'traits', 'context'] as const) {
    if (part in event && (typeof event[part] !== 'object' || event[part] === null)) {
      throw new Error(`"${part}" must be an object: { … }.`)
    }
  }
  if (!EVENT_TYPES.includes(event.type)) {
    throw new Error('An event needs a "type": page, track, identify, group or alias.')
  }
  if (event.type === 'track' && !event.event) {
    throw new Error('A track event needs its name: "event": "Report Exported".')
  }
  return event
}

/** The Analytics.js call that produces this event. */
export function callOf(event: SegmentEvent): SiteCall {
  const { type, name, category, userId, properties = {}, traits = {} } = event
  const { anonymousId, timestamp, context = {}, integrations } = event
  const own = filled({ context, anonymousId, timestamp, integrations })
  const sender = userId === undefined ? undefined : { [SENDER]: { userId } }
  const options = sender ? { ...own, integrations: { ...integrations, ...sender } } : own
  switch (type) {
    case 'track':
      return { call: type, args: [event.event, properties, options] }
    case 'identify':
      return { call: type, args: [userId, traits, own] }
    case 'group':
      return { call: type, args: [event.groupId, traits, options] }
    case 'alias':
      return { call: type, args: [userId, event.previousId, own] }
    default:
      return { call: 'page', args: [category ?? null, name ?? null, properties, options] }
  }
}

/**
 * The event as the destination will get it, with what Analytics.js adds, as far as that is known. `before` is an earlier
 * event of the visit.
 */
export function expected(
  event: SegmentEvent,
  visitor: string | null,
  address: string,
  before?: SegmentEvent
): SegmentEvent {
  const { pathname: path, search, href: url } = new URL(address, 'http://localhost/')
  const { anonymousId, context } = before ?? {}
  const known = (context?.page ?? {}) as Record<string, unknown>
  const page = { path, search, url, ...filledIn(known, ['title', 'referrer']) }
  const own = event.type === 'page' ? filledIn(event.properties ?? {}, Object.keys(page)) : {}
  const sent: SegmentEvent = {
    anonymousId,
    ...event,
    context: { ...context, ...event.context, page: { ...page, ...own, ...(event.context?.page as object | undefined) } }
  }
  if (sent.userId === undefined && visitor !== null) sent.userId = visitor
  if (event.type !== 'page') return sent
  const { name, category } = event
  return { ...sent, properties: { ...page, ...event.properties, ...filled({ category, name }) } }
}

/** What of these names is there, blank or not. */
const filledIn = (values: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))

export const filled = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))

/** What the site gave of an event, and these traits: Analytics.js adds the rest anew. */
export function withTraits(event: SegmentEvent, traits: object): SegmentEvent {
  const { type, name, category, properties = {}, context = {} } = event
  const { page: _page, library: _library, traits: known, ...others } = context
  return {
    type,
    ...filled({ name, category }),
    properties: Object.fromEntries(Object.entries(properties).filter(([key]) => !OF_THE_PAGE.includes(key))),
    context: { ...others, traits: { ...(known as object | undefined), ...traits } }
  }
}

/** What Analytics.js adds to a page view's properties. */
const OF_THE_PAGE = ['path', 'referrer', 'search', 'title', 'url', 'name', 'category']
