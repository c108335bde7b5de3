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
  const { type, name, category, userId, anonymousId, timestamp, context = {}, properties = {}, traits = {} } = event
  const options = filled({
    context,
    anonymousId,
    timestamp,
    integrations: userId === undefined ? undefined : { [SENDER]: { userId } }
  })
  switch (type) {
    case 'track':
      return { call: type, args: [event.event, properties, options] }
    case 'identify':
      return { call: type, args: [userId, traits, filled({ context, anonymousId, timestamp })] }
    case 'group':
      return { call: type, args: [event.groupId, traits, options] }
    case 'alias':
      return { call: type, args: [userId, event.previousId, filled({ context, anonymousId, timestamp })] }
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
  const page = { path, search, url }
  const { anonymousId, context } = before ?? {}
  const sent: SegmentEvent = { anonymousId, ...event, context: { ...context, page, ...event.context } }
  if (sent.userId === undefined && visitor !== null) sent.userId = visitor
  if (event.type === 'page') sent.properties = { ...page, ...event.properties }
  return sent
}

export const filled = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
