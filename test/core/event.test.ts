import { callOf, expected, readEvent, SAMPLES } from '../../playground/core/event'
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
      context: { page },
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
