import { Analytics } from '@segment/analytics-next'
import { callOf, expected, readEvent, SAMPLES, withTraits } from '../../playground/core/event'
import type { SegmentEvent } from '../../playground/core/log/sighting'

describe('Typed event', () => {
  it.each([
    [null, 'An event must be an object'],
    [[], 'An event must be an object'],
    [{ type: 'view' }, 'needs a "type"'],
    [{}, 'needs a "type"'],
    [{ type: 'track' }, 'needs its name'],
    [{ type: 'page', context: 'oops' }, '"context" must be an object'],
    [{ type: 'page', traits: null }, '"traits" must be an object']
  ])('%j is refused, with what to write', (value, message) => {
    expect(() => readEvent(value)).toThrow(message)
  })

  it.each(Object.keys(SAMPLES))('The sample “%s” is an event', (name) => {
    expect(readEvent(SAMPLES[name])).toBe(SAMPLES[name])
  })
})

describe('Call for an event', () => {
  it('The call for a page view passes the user that the event names', () => {
    expect(callOf(SAMPLES['As Segment’s debugger shows it'])).toMatchObject({
      call: 'page',
      args: [
        null,
        'Pricing',
        { path: '/pricing' },
        { anonymousId: expect.any(String), integrations: { Playground: { userId: 'user-2' } } }
      ]
    })
  })

  it.each([
    [
      { type: 'track', event: 'E', properties: { a: 1 }, context: { locale: 'en' } },
      ['E', { a: 1 }, { context: { locale: 'en' } }]
    ],
    [{ type: 'identify', userId: 'u', traits: { a: 1 } }, ['u', { a: 1 }, { context: {} }]],
    [{ type: 'group', groupId: 'g', traits: { a: 1 } }, ['g', { a: 1 }, { context: {} }]],
    [{ type: 'alias', userId: 'u', previousId: 'p' }, ['u', 'p', { context: {} }]],
    [{ type: 'page', category: 'C' }, ['C', null, {}, { context: {} }]]
  ] as [SegmentEvent, unknown[]][])('The event %j becomes a call with the arguments of its type', (event, args) => {
    expect(callOf(event)).toEqual({ call: event.type, args })
  })
})

describe('Expected event', () => {
  const address = 'https://site.test/pricing?a=1'

  it('An event has the visitor’s user ID, unless it names another', () => {
    expect(expected({ type: 'page' }, 'user-1', address).userId).toBe('user-1')
    expect(expected({ type: 'page', userId: 'user-2' }, 'user-1', address).userId).toBe('user-2')
    expect(expected({ type: 'page' }, null, address)).not.toHaveProperty('userId')
  })

  it('An event has the page that it is sent from', () => {
    const page = { path: '/pricing', search: '?a=1', url: address }
    expect(expected({ type: 'page', properties: { path: '/own' } }, null, address)).toMatchObject({
      context: { page: { ...page, path: '/own' } },
      properties: { ...page, path: '/own' }
    })
    expect(expected({ type: 'track', event: 'E' }, null, address)).not.toHaveProperty('properties')
  })

  it('An event has what Analytics.js added to the event before it', () => {
    const before = { type: 'page', anonymousId: 'anon-1', context: { locale: 'en', page: { path: '/' } } }
    expect(expected({ type: 'page', context: { traits: {} } }, null, address, before)).toMatchObject({
      anonymousId: 'anon-1',
      context: { locale: 'en', page: { path: '/pricing' }, traits: {} }
    })
  })
})

describe('Analytics.js', () => {
  const EVENTS: SegmentEvent[] = [
    { type: 'page' },
    { type: 'page', name: 'Pricing', properties: { plan: 'team' } },
    { type: 'page', name: 'Pricing', category: 'Docs', properties: { path: '/own', name: 'Other' } },
    {
      type: 'page',
      properties: { title: '' },
      context: { traits: { email: 'ada@site.test' }, page: { search: '?x' } }
    },
    { type: 'track', event: 'Report Exported', properties: { path: '/own' } },
    { type: 'group', groupId: 'team-1', traits: { seats: 5 } }
  ]

  it.each(EVENTS)('The event %j is sent as it is expected', async (event) => {
    document.title = 'Example Site'
    const analytics = new Analytics({ writeKey: 'key' })
    const send = async (sent: SegmentEvent) => {
      const { call, args } = callOf(sent)
      const methods = analytics as unknown as Record<string, (...args: unknown[]) => Promise<{ event: SegmentEvent }>>
      return JSON.parse(JSON.stringify((await methods[call](...args)).event)) as SegmentEvent
    }
    const before = await send({ type: 'page' })
    const sent = await send(event)
    const made = expected(event, null, window.location.href, before)
    for (const part of ['type', 'name', 'category', 'event', 'groupId', 'properties', 'traits'] as const) {
      // An empty part says nothing.
      expect([part, made[part] ?? {}]).toEqual([part, sent[part] ?? {}])
    }
    expect(made.context?.page).toEqual(sent.context?.page)
    expect(made.context?.traits).toEqual(sent.context?.traits)
  })

  it('What leaves Rupt out of a call is passed on', () => {
    const integrations = { All: false }
    expect(callOf({ type: 'page', integrations }).args[3]).toMatchObject({ integrations })
    expect(callOf({ type: 'page', userId: 'u', integrations }).args[3]).toEqual({
      context: {},
      integrations: { All: false, Playground: { userId: 'u' } }
    })
    expect(callOf({ type: 'identify', userId: 'u', integrations }).args[2]).toMatchObject({ integrations })
  })
})

describe('Event with traits', () => {
  it('An event is sent again as it was, with traits', () => {
    const event: SegmentEvent = {
      type: 'page',
      name: 'Pricing',
      messageId: 'e1',
      userId: 'user-1',
      properties: { plan: 'team', path: '/pricing', title: 'Pricing', name: 'Pricing' },
      context: { page: { path: '/pricing' }, locale: 'en', traits: { age: 36 } }
    }
    expect(withTraits(event, { email: 'ada@site.test' })).toEqual({
      type: 'page',
      name: 'Pricing',
      properties: { plan: 'team' },
      context: { locale: 'en', traits: { age: 36, email: 'ada@site.test' } }
    })
  })
})
