import { verdictsOf } from '../../../playground/tool/events/verdict'
import { PLACE, SETTINGS, Story, subscription } from './story'

const ANSWER = { success: true, attached_devices: 1, default_device_limit: 3 }
const LISTEN = 'https://api.rupt.dev/v2/access/device/device-1/listen'

/** A visit with the SDK on the page. */
const story = (changed?: ConstructorParameters<typeof Story>[0]) => new Story(changed).see({ kind: 'sdk' })

/** A device attached, as the SDK and Rupt's side report it. */
function attached(
  { email, logout_url = '', answer = ANSWER } = {} as { email?: string; logout_url?: string; answer?: object }
) {
  const told = story({ settings: { ...SETTINGS, logout_url } }).attach('e1', { properties: { email } })
  return told.request('r1', { user: 'user-1', email }).answer('r1', 200, answer).resolve('e1', answer)
}

describe('a device that was attached', () => {
  it('says as whom', () => {
    const told = attached({ email: 'ada@site.test' })
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
    expect(told.tone('e1')).toBe('good')
  })

  it('draws attention to a missing email', () => {
    expect(attached().verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(attached().tone('e1')).toBe('attention')
  })

  it('says that the limit is exceeded, whatever follows', () => {
    const told = attached({ email: 'ada@site.test', answer: { ...ANSWER, attached_devices: 4 } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1: over the limit, 4 of 3 devices'])
  })

  it('is not over the limit when it is exactly at it', () => {
    const told = attached({ email: 'ada@site.test', answer: { ...ANSWER, attached_devices: 3 } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
    expect(told.tone('e1')).toBe('good')
  })

  it('says what a missing email means, and what can be done at once', () => {
    const told = attached()
    const [{ advice, fixes }] = verdictsOf(told.card('e1'), told.log)
    expect(advice).toContain('anyone who uses this account can remove its devices')
    expect(fixes).toEqual([{ kind: 'identify' }, { kind: 'traits' }])
  })

  it('is good with a phone alone, by which Rupt can ask for proof', () => {
    const told = story()
      .attach('e1', { properties: { phone: '+1 555 0100' } })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(told.tone('e1')).toBe('good')
  })

  it('lacks no email that another event of the visit has sent for the account', () => {
    const traits = subscription('Traits', {
      subscribe: 'type = "identify"',
      mapping: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
    })
    const told = story({ subscriptions: [traits, subscription('Pages')] })
    const identify = { type: 'identify', traits: { email: 'ada@site.test' } }
    told.attach('i1', identify, undefined, 0).attach('e1', {}, undefined, 1).resolve('e1', ANSWER)
    expect(told.verdicts('e1')[1]).toBe('Pages: attached as user-1, without email')
    told.resolve('i1', ANSWER)
    expect(told.verdicts('e1')[1]).toBe('Pages: attached as user-1, email sent by identify')
    told.attach('e2', { userId: 'user-2' }, undefined, 1).resolve('e2', ANSWER)
    expect(told.verdicts('e2')[1]).toBe('Pages: attached as user-2, without email')
  })

  it('draws attention to what was mapped and could not be used', () => {
    const mapping = {
      account: { '@path': '$.userId' },
      email: 'ada@site.test',
      metadata: 'team',
      include_page: 'maybe'
    }
    const told = story({ subscriptions: [subscription('A', { mapping })] })
      .attach('e1')
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without metadata and include page'])
    expect(told.tone('e1')).toBe('attention')
  })

  it('keeps room for the rest beside a long account', () => {
    const told = story()
      .attach('e1', { userId: 'x'.repeat(3000) })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([`attached as ${'x'.repeat(60)}…, without email`])
  })

  it('takes Rupt’s word where the page was left before the SDK could tell', () => {
    const told = story().attach('e1').request('r1')
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s answer'])
    told.begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['unknown: the visitor left the page before Rupt answered'])
    told.log.take({ visit: 'visit-1', kind: 'answer', request: 'r1', status: 200, body: ANSWER }, 99)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
  })
})

describe('an event that attaches nothing', () => {
  it.each([
    [
      'the trigger does not match',
      { type: 'track', event: 'Report Exported' },
      'ignored: the trigger wants type = "page"'
    ],
    ['nobody is signed in', { userId: undefined }, 'not attached: nobody is signed in'],
    ['a user without an ID is nobody', { userId: null as never }, 'not attached: nobody is signed in']
  ])('says that %s, without alarm', (_, event, verdict) => {
    const told = story().event('e1', event)
    expect(told.verdicts('e1')).toEqual([verdict])
    expect(told.tone('e1')).toBe('quiet')
  })

  it('asks for the ID where identify was called without one', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type = "identify"' })] })
    told.event('e1', { type: 'identify', userId: undefined }).event('e2', { type: 'identify', userId: null as never })
    for (const id of ['e1', 'e2']) {
      const [{ advice }] = verdictsOf(told.card(id), told.log)
      expect(advice).toBe('Pass the user’s ID to identify.')
    }
  })

  it.each([
    [undefined, 'not attached: the account is not mapped'],
    [{ '@path': '$.properties.owner' }, 'not attached: the account is not in this event'],
    [{ '@path': '$.context' }, 'not attached: the account cannot be used'],
    [{ '@nope': 1 }, 'not attached: the mapping cannot run: ']
  ])('says what is wrong with the account mapped as %j', (account, verdict) => {
    const told = story({ subscriptions: [subscription('A', { mapping: { account } })] }).event('e1', { context: {} })
    expect(told.verdicts('e1')).toEqual([expect.stringContaining(verdict)])
  })

  it('says which condition of several failed', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type = "page" and name = "Pricing"' })] })
    expect(told.event('e1', { name: 'Home' }).verdicts('e1')).toEqual(['ignored: the trigger wants name = "Pricing"'])
  })

  it('explains a trigger that cannot match', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type == "page"' })] }).event('e1')
    const [{ tone, text, advice }] = verdictsOf(told.card('e1'), told.log)
    expect([tone, text]).toEqual(['attention', 'ignored: the trigger wants type = "="'])
    expect(advice).toContain('Use a single = to compare.')
  })

  it('says that the same call is in flight, and only while it is', () => {
    const told = story().attach('e1').event('e2')
    expect(told.verdicts('e2')).toEqual(['same call already in flight'])
    told.resolve('e1', ANSWER).event('e3')
    expect(told.verdicts('e3')).toEqual(['not attached: no call of Rupt.attach was seen'])
    expect(told.verdicts('e2')).toEqual(['same call already in flight'])
  })

  it('says that no mapping is on', () => {
    expect(new Story({ subscriptions: [] }).event('e1').verdicts('e1')).toEqual(['ignored: no mapping is on'])
  })
})

describe('a visit', () => {
  it('that ended before an event was handled does not keep it waiting', () => {
    const told = new Story().see({
      kind: 'event',
      event: { type: 'page', userId: 'user-1', messageId: 'e1' },
      ...PLACE
    })
    expect(told.verdicts('e1')).toEqual(['waiting for the destination to load'])
    told.begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['not attached: the visitor left the page before the destination had loaded'])
  })

  it('waits for the destination, then for the SDK', () => {
    const told = new Story()
    expect(told.verdicts('visit-1')).toEqual(['waiting for the destination'])
    told.see({ kind: 'bundle' })
    expect(told.verdicts('visit-1')).toEqual(['waiting for Rupt’s SDK'])
  })

  it.each(['', '  ', '\u200b'])('with the Client ID %j says that it is missing', (client_id) => {
    const told = new Story({ settings: { ...SETTINGS, client_id } }).event('e1')
    expect(told.verdicts('visit-1')).toEqual(['the destination is off: Client ID is missing'])
    expect(told.verdicts('e1')).toEqual(['not attached: Client ID is missing'])
  })

  it('resolves a URL setting against the page of the event, as the destination does', () => {
    const settings = { ...SETTINGS, logout_url: 'logout', success_url: '?x=1', suspended_url: '#ok' }
    const told = new Story({ settings }).see({ kind: 'sdk' })
    told.see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, page: 'https://site.test/a/b', base: 'https://site.test/a/b' }) // prettier-ignore
    expect(told.log.plansOf(told.card('e1'))[0].argument?.redirect_urls).toEqual({
      new_account_url: 'https://site.test/new',
      logout_url: 'https://site.test/a/logout',
      success_url: 'https://site.test/a/b?x=1',
      suspended_url: 'https://site.test/a/b#ok'
    })
  })

  it.each(['/suspended', 'https://site.test/suspended', '/suspended/?from=rupt'])(
    'on the page of the Suspended URL %s attaches nothing',
    (suspended_url) => {
      const told = story({ settings: { ...SETTINGS, suspended_url } })
      const [page, base] = ['https://site.test/suspended?a=1', 'https://site.test/suspended']
      told.see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, page, base })
      told.see({ kind: 'handled', event: 'e1' })
      expect(told.verdicts('e1')).toEqual(['not attached: this is the page of the Suspended URL'])
    }
  )
})

describe('an SDK that is late', () => {
  it('is waited for, and one call answers all that waited for the same device', () => {
    const told = new Story().event('e1').event('e2').event('e3', { userId: 'user-2' })
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s SDK'])
    const { config } = told.log.plansOf(told.card('e2'))[0]
    told.see({ kind: 'sdk' }, { kind: 'call', call: 'call-e1', config: config!, page: '/' })
    told.request('r1').answer('r1', 200, ANSWER).resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e2')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e3')).toEqual(['waiting for Rupt’s SDK'])
  })

  it('is told of only when the visitor would notice', () => {
    const told = new Story().event('e1').event('e2')
    const { config } = told.log.plansOf(told.card('e2'))[0]
    told.log.take({ visit: 'visit-1', kind: 'call', call: 'call-e1', config: config!, page: '/' }, 5000)
    told.resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached late as user-1, without email'])
  })

  it('is called once for an event and those that waited for the same device', () => {
    const told = new Story().event('e1').attach('e2').resolve('e2', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e2')).toEqual(['attached as user-1, without email'])
  })

  it('is still on its way after one failure', () => {
    const told = new Story().see({ kind: 'bundle' }).event('e1')
    told.see({ kind: 'request', request: 's1', method: 'GET', url: 'https://cdn.rupt.dev/js/rupt.js' })
    told.answer('s1', 'failed')
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s SDK'])
    expect(told.verdicts('visit-1')).toEqual(['waiting for Rupt’s SDK'])
  })

  it('that does not define Rupt.attach says so', () => {
    const text = 'Rupt: https://cdn.rupt.dev/js/rupt.js did not define Rupt.attach. Check content blockers.'
    const told = new Story().event('e1').see({ kind: 'console', level: 'warn', text })
    expect(told.verdicts('e1')).toEqual(['not attached: Rupt’s SDK did not define Rupt.attach'])
  })

  it('never came while the page was open', () => {
    const told = new Story().event('e1').begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['not attached: the visitor left the page before Rupt’s SDK arrived'])
    expect(told.verdicts('visit-1')).toEqual(['the visitor left before the destination arrived'])
  })

  it('turns the destination off with its message, first sentence only', () => {
    const message = 'Rupt: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice. Check content blockers.'
    const told = new Story().see({ kind: 'dropped', message })
    told.see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, ...PLACE })
    expect(told.verdicts('e1')).toEqual([
      'not attached: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice'
    ])
    expect(told.verdicts('visit-1')).toEqual([
      'the destination is off: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice'
    ])
  })

  it('fails after the destination went on without it', () => {
    const told = new Story().event('e1')
    for (const request of ['s1', 's2']) {
      told.see({ kind: 'request', request, method: 'GET', url: 'https://cdn.rupt.dev/js/rupt.js' })
      told.answer(request, 'failed')
    }
    expect(told.verdicts('e1')).toEqual(['not attached: Rupt’s SDK failed twice to load'])
  })
})

describe('a call that fails', () => {
  it.each([
    [401, { success: false }, { success: false }, 'refused by Rupt (401): check the Client ID'],
    [403, { success: false }, { success: false }, 'refused by Rupt (403): check the Client ID'],
    [400, { success: false }, { success: false }, 'not attached: Rupt answered 400'],
    [404, '<h1>404</h1>', null, 'not attached: Rupt answered 404'],
    [429, '', null, 'not attached: Rupt answered 429'],
    [500, '<h1>500</h1>', null, 'not attached: Rupt answered 500'],
    [200, '<h1>A proxy</h1>', null, 'not attached: Rupt’s SDK could not read the answer'],
    [200, { success: false }, { success: false }, 'not attached: Rupt’s answer does not say success'],
    ['failed' as const, undefined, null, 'not attached: the request to Rupt failed']
  ])('with the answer %j', (status, answer, value, verdict) => {
    const told = story().attach('e1').request('r1').answer('r1', status, answer).resolve('e1', value)
    expect(told.verdicts('e1')).toEqual([verdict])
    expect(told.tone('e1')).toBe('bad')
  })

  it.each([
    ['threw', 'not attached: Rupt’s SDK threw an error: broken'],
    ['rejected', 'not attached: Rupt’s SDK reported an error: broken']
  ] as const)('because the SDK %s', (how, verdict) => {
    const told = story().attach('e1').see({ kind: 'outcome', call: 'call-e1', how, value: 'broken' })
    expect(told.verdicts('e1')).toEqual([verdict])
  })

  it('because the address has rupt_action=logout', () => {
    const told = story().see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, ...PLACE })
    const config = told.log.plansOf(told.card('e1'))[0].config!
    told.see({ kind: 'call', event: 'e1', call: 'call-e1', config, page: 'https://site.test/home?rupt_action=logout' })
    told.see({ kind: 'handled', event: 'e1' }).resolve('e1', null)
    const [{ text, advice, fixes }] = verdictsOf(told.card('e1'), told.log)
    expect(text).toBe('not attached: the address has rupt_action=logout, and the visitor is still signed in')
    expect(advice).toContain('Without a Logout URL')
    expect(fixes).toEqual([{ kind: 'fill', key: 'logout_url' }])
  })

  it('because the SDK never asked Rupt', () => {
    expect(story().attach('e1').resolve('e1', null).verdicts('e1')).toEqual([
      'not attached: Rupt’s SDK gave up before it sent a request'
    ])
  })
})

describe('a visitor who is sent away', () => {
  const pushed = (told: Story, message: object) =>
    told
      .see({ kind: 'request', request: 's1', method: 'GET', url: LISTEN })
      .see({ kind: 'push', request: 's1', body: message })

  it('was challenged, and then chose', () => {
    const told = pushed(attached(), { action: 'challenge' })
    expect(told.verdicts('e1')).toEqual(['challenged'])
    told.see({ kind: 'redirect', url: 'https://challenge.rupt.dev/?challenge=1' })
    expect(told.verdicts('e1')).toEqual(['challenged: sent to Rupt’s page'])
    told.see({ kind: 'redirect', url: 'https://site.test/out?from=rupt' })
    expect(told.verdicts('e1')).toEqual(['challenged: sent to Rupt’s page, then to site.test/out'])
  })

  it('is told by the last of two messages', () => {
    const told = pushed(attached({ logout_url: '/bye' }), { action: 'challenge' })
    told.see({ kind: 'push', request: 's1', body: { action: 'logout' } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email, then logged out by the owner'])
  })

  it('chose to log out, and is still signed in for want of a Logout URL', () => {
    const told = pushed(attached(), { action: 'challenge' })
    told.see(
      { kind: 'redirect', url: 'https://challenge.rupt.dev/?challenge=1' },
      { kind: 'redirect', url: 'https://site.test/home?rupt_action=logout' }
    )
    expect(told.verdicts('e1')).toEqual([
      'challenged: sent to Rupt’s page, then to site.test/home, and still signed in'
    ])
  })

  it('was suspended, and led to a page that attaches again', () => {
    const told = story()
      .attach('e1')
      .request('r1')
      .answer('r1', 200, { ...ANSWER, suspended: true })
    told.see({ kind: 'redirect', url: 'http://localhost/suspended' })
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /suspended'])
    told.begin({ visit: 'visit-2' }, true).attach('e2')
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /suspended, which attaches again'])
  })

  it('was suspended, though the redirect was seen before Rupt’s answer', () => {
    const told = story().attach('e1').request('r1').see({ kind: 'redirect', url: 'http://localhost/landing/suspended' })
    expect(told.verdicts('e1')).toEqual(['sent to /landing/suspended'])
    told.answer('r1', 200, { ...ANSWER, suspended: true }).resolve('e1', null)
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /landing/suspended'])
  })

  it('was logged out by the owner', () => {
    const told = pushed(attached({ logout_url: 'myapp:/bye' }), { action: 'logout' }).see({
      kind: 'redirect',
      url: 'myapp:/bye'
    })
    expect(told.verdicts('e1')).toEqual([
      'attached as user-1, without email, then logged out by the owner: sent to myapp:/bye'
    ])
  })

  it('was logged out by the owner, and stayed for want of a Logout URL', () => {
    expect(pushed(attached(), { action: 'logout' }).verdicts('e1')).toEqual([
      'attached as user-1, without email, then logged out by the owner: not redirected, because there is no Logout URL'
    ])
  })

  it('went where the browser does not say', () => {
    const told = pushed(attached({ logout_url: 'https://else.test/' }), { action: 'logout' }).see({ kind: 'redirect' })
    expect(told.verdicts('e1')[0]).toMatch(/sent to another site$/)
  })
})

describe('several mappings', () => {
  const two = [subscription('Pages'), subscription('Traits', { subscribe: 'type = "identify"' })]

  it('have a verdict each', () => {
    const told = story({ subscriptions: two }).attach('e1').resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([
      'Pages: attached as user-1, without email',
      'Traits: ignored: the trigger wants type = "identify"'
    ])
  })

  it('that make the same call make it once', () => {
    const told = story({ subscriptions: [subscription('A'), subscription('B')] }).attach('e1')
    expect(told.verdicts('e1')).toEqual(['A: attaching as user-1', 'B: same call already in flight'])
  })

  it('stop at one that the runtime refuses', () => {
    const broken = subscription('Broken', {
      mapping: { account: { '@nope': 1 } }
    })
    const told = story({ subscriptions: [broken, subscription('B')] }).event('e1')
    told.see({ kind: 'failed', event: 'e1', message: 'nope' })
    expect(told.verdicts('e1')).toEqual([
      expect.stringMatching(/^Broken: not attached: the mapping cannot run: /),
      'B: not attached: “Broken” failed first, and Segment’s runtime stops there'
    ])
  })

  it('say which of them cannot run yet', () => {
    const held = [{ name: 'Traits', field: 'Email', reason: 'Not JSON' }]
    const told = story({ held }).attach('e1').resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([
      'Attach Device: attached as user-1, without email',
      'Traits: not run: Email is invalid'
    ])
  })

  it('leave a call that none of them explains, as it was seen', () => {
    expect(story().attach('e1', {}, { account: 'someone' }).verdicts('e1')).toEqual([
      'Attach Device: not attached: no call of Rupt.attach was seen',
      'No mapping: attaching as someone'
    ])
  })
})

describe('a card', () => {
  it('lists what belongs to it, and what belongs to another call is on that one’s', () => {
    const told = story()
      .attach('e1')
      .attach('e2', { userId: 'user-2' })
      .request('r2', { user: 'user-2' })
      .request('r1', { user: 'user-1' })
      .answer('r1', 401, { success: false })
      .answer('r2', 200, ANSWER)
      .resolve('e2', ANSWER)
    expect(told.verdicts('e1')).toEqual(['refused by Rupt (401): check the Client ID'])
    expect(told.verdicts('e2')).toEqual(['attached as user-2, without email'])
    const lines = (id: string) => told.log.linesOf(told.card(id)).map(({ what, text }) => `${what} ${text}`)
    expect(lines('e1')).toEqual([
      'Request POST api.rupt.dev/v2/device/attach',
      'Answer 401 api.rupt.dev/v2/device/attach'
    ])
    expect(lines('e2')).toHaveLength(2)
  })

  it('has a warning that belongs to its call, and the visit has the others', () => {
    const told = story().attach('e1').see({ kind: 'outcome', call: 'call-e1', how: 'rejected', value: 'broken' })
    told.see(
      { kind: 'console', level: 'warn', text: 'Rupt: this device was not attached, the SDK reported an error.' },
      { kind: 'console', level: 'warn', text: 'Rupt: ignored Logout URL' }
    )
    expect(told.log.linesOf(told.card('e1')).map(({ text }) => text)).toEqual([expect.stringContaining('not attached')])
    expect(told.log.visitOf('visit-1')!.lines.map(({ text }) => text)).toEqual(['Rupt: ignored Logout URL'])
  })

  it('outlives a reload with its calls', () => {
    const told = attached()
    const copy = new Story()
    const { cards, calls } = JSON.parse(JSON.stringify(told.log)) as Story['log']
    copy.log.clear(undefined)
    copy.log.restore([...cards], [...calls])
    expect(copy.verdicts('e1')).toEqual(['attached as user-1, without email'])
  })

  it('of another tab’s visit is none of this one’s', () => {
    const told = story()
    expect(told.log.take({ visit: 'another', kind: 'sdk' }, 1)).toEqual([])
    expect(told.log.cards).toHaveLength(1)
  })
})
