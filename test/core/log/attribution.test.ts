import {
  askedBy,
  inFlight,
  redirectedBy,
  requestOf,
  sameDevice,
  warnedBy
} from '../../../playground/core/log/attribution'
import type { Call } from '../../../playground/core/log/cards'
import { page, settled, visit, warnings } from '../../visit'

const ATTACH = 'https://api.rupt.dev/v2/device/attach'
const LISTEN = 'https://api.rupt.dev/v2/access/device/device-1/listen'

const call = (id: string, changed: Partial<Call> = {}): Call => ({
  id,
  visit: 'visit-1',
  at: 0,
  page: 'https://site.test/',
  config: { account: 'user-1' },
  streams: [],
  pushes: [],
  redirects: [],
  lines: [],
  ...changed
})

const attach = (answer?: unknown) => ({
  id: 'r',
  method: 'POST',
  url: ATTACH,
  status: answer ? 200 : undefined,
  answer
})
const stream = (id: string) => ({ id, method: 'GET', url: LISTEN })
const ended = { how: 'resolved' as const, value: null }

describe('Attach request', () => {
  const asks = (calls: Call[], body: object = { user: 'user-1' }) => askedBy(calls, { url: ATTACH, body })?.id

  it('An attach request belongs to the call with its account, email, phone and metadata', () => {
    const [one, two] = [call('1'), call('2', { config: { account: 'user-1', email: 'ada@site.test' } })]
    expect(asks([one, two])).toBe('1')
    expect(asks([one, two], { user: 'user-1', email: 'ada@site.test' })).toBe('2')
    expect(asks([one, two], { user: 'user-2' })).toBeUndefined()
  })

  it('The first request of two same calls belongs to the older one, and the second to the other', () => {
    const [one, two] = [call('1'), call('2')]
    expect(asks([one, two])).toBe('1')
    expect(asks([{ ...one, attach: attach() }, two])).toBe('2')
  })

  it('A call in flight gets an attach request before one that ended without a request', () => {
    expect(asks([call('1', { outcome: ended }), call('2')])).toBe('2')
    expect(asks([call('1', { outcome: ended })])).toBe('1')
  })

  it('An attach request belongs to no call where each has one already', () => {
    expect(asks([call('1', { attach: attach() })])).toBeUndefined()
  })
})

describe('Stream', () => {
  const asks = (calls: Call[]) => askedBy(calls, { url: LISTEN })?.id

  it('A stream belongs to the first answered call without a stream', () => {
    const one = call('1', { attach: attach({ success: true }), streams: [stream('s1')] })
    const two = call('2', { attach: attach({ success: true }) })
    const unanswered = call('3', { attach: attach() })
    expect(asks([one, two, unanswered])).toBe('2')
  })

  it('A stream that is opened again belongs to the latest answered call', () => {
    const answered = { attach: attach({ success: true }), streams: [stream('s1')] }
    expect(asks([call('1', answered), call('2', answered), call('3', { attach: attach() })])).toBe('2')
  })

  it('A stream belongs to no call before Rupt has answered', () => {
    expect(asks([call('1', { attach: attach() })])).toBeUndefined()
    expect(asks([call('1', { attach: attach('<h1>A proxy</h1>') })])).toBeUndefined()
  })
})

it('A request for the SDK belongs to no call', () => {
  expect(askedBy([call('1')], { url: 'https://cdn.rupt.dev/js/rupt.js' })).toBeUndefined()
})

it('A late answer belongs to the call of its request', () => {
  const one = call('1', { attach: { ...attach(), id: 'r1' } })
  const two = call('2', { attach: { ...attach(), id: 'r2' }, streams: [stream('s2')] })
  expect(requestOf([one, two], 'r1')?.[1].id).toBe('1')
  expect(requestOf([one, two], 's2')?.[1].id).toBe('2')
  expect(requestOf([one, two], 'r3')).toBeUndefined()
})

describe('Redirect', () => {
  it('A redirect belongs to the call of the latest message from Rupt', () => {
    const pushed = { attach: attach({ success: true }), pushes: [{ action: 'logout' }] }
    expect(redirectedBy([call('1', pushed), call('2', { attach: attach() })])?.id).toBe('1')
    expect(redirectedBy([call('1', pushed), call('2', pushed)])?.id).toBe('2')
  })

  it('A redirect without a message belongs to the latest call in flight', () => {
    const done = { attach: attach({ suspended: true }), outcome: ended }
    expect(redirectedBy([call('1', { attach: attach() }), call('2', done)])?.id).toBe('1')
  })

  it('A redirect without a message or a call in flight belongs to the latest call with a request', () => {
    const done = { attach: attach({ suspended: true }), outcome: ended }
    expect(redirectedBy([call('1', done), call('2', done), call('3', { outcome: ended })])?.id).toBe('2')
    expect(redirectedBy([call('1')])).toBeUndefined()
  })
})

describe('Console warning', () => {
  const TEXT = 'Rupt: attach failed. Check the request to https://api.rupt.dev.'

  it.each(['rejected', 'threw'] as const)(
    'A warning that a device was not attached belongs to the latest call that %s',
    (how) => {
      const failed = call('1', { outcome: { how, value: 'broken' } })
      expect(warnedBy([failed, call('2', { outcome: ended }), call('3')], TEXT)?.id).toBe('1')
    }
  )

  it('The warning of the destination belongs to the call that rejected', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation()
    await page(await visit(jest.fn().mockRejectedValue(new Error('broken'))))
    await settled()
    const [text] = warnings(warn)
    expect(warnedBy([call('1', { outcome: { how: 'rejected', value: 'broken' } })], text)?.id).toBe('1')
  })

  it('Any other warning belongs to no call', () => {
    const failed = call('1', { outcome: { how: 'rejected', value: 'broken' } })
    expect(warnedBy([failed], 'Rupt: Logout URL is ignored. Enter a URL')).toBeUndefined()
    expect(warnedBy([call('1')], TEXT)).toBeUndefined()
  })
})

it('The call in flight is the latest same call without an outcome', () => {
  expect(inFlight([call('1'), call('2'), call('3', { outcome: ended })], { account: 'user-1' })?.id).toBe('2')
  expect(inFlight([call('1', { outcome: ended })], { account: 'user-1' })).toBeUndefined()
  expect(inFlight([call('1')], { account: 'user-2' })).toBeUndefined()
})

it('Calls that differ only in metadata or URLs attach the same device', () => {
  expect(sameDevice({ account: '1', metadata: { a: 1 }, redirect_urls: {} }, { account: '1', redirect_urls: { logout_url: '/' } })).toBe(true) // prettier-ignore
  expect(sameDevice({ account: '1' }, { account: '1', email: 'ada@site.test' })).toBe(false)
  expect(sameDevice(undefined, { account: '1' })).toBe(false)
})
