import { SEEN_AT, SETTINGS, Story, subscription } from '../story'

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

describe('Attached device', () => {
  it('The verdict names the account', () => {
    const told = attached({ email: 'ada@site.test' })
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
    expect(told.tone('e1')).toBe('good')
  })

  it('A device attached without email draws attention', () => {
    expect(attached().verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(attached().tone('e1')).toBe('attention')
  })

  it('A device beyond the limit is reported as over it', () => {
    const told = attached({ email: 'ada@site.test', answer: { ...ANSWER, attached_devices: 4 } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1: over the limit, 4 of 3 devices'])
  })

  it('A device exactly at the limit is not reported as over it', () => {
    const told = attached({ email: 'ada@site.test', answer: { ...ANSWER, attached_devices: 3 } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
    expect(told.tone('e1')).toBe('good')
  })

  it('Advice on a missing email says what it means, and has two buttons', () => {
    const told = attached()
    const [advice, mends] = [told.advice('e1'), told.mends('e1')]
    expect(advice).toContain('anyone who uses this account can remove its devices')
    expect(mends).toEqual([
      { kind: 'identify', trigger: 'type = "page"' },
      { kind: 'traits', event: 'e1' }
    ])
  })

  it('Advice on a missing email is to identify where a mapping then sends it', () => {
    const traits = subscription('Traits', {
      subscribe: 'type = "identify"',
      mapping: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
    })
    const told = story({ subscriptions: [subscription('Pages'), traits] })
      .attach('e1')
      .resolve('e1', ANSWER)
    const [advice, mends] = [told.advice('e1'), told.mends('e1')]
    expect(advice).toMatch(/Call identify: “Traits” then sends the email\.$/)
    expect(mends).toEqual([{ kind: 'identified' }])
  })

  it('A trigger in single quotes attaches here, but not in Segment today', () => {
    const quoted = subscription('A', { subscribe: "type = 'page'" })
    const told = story({ subscriptions: [quoted] })
      .attach('e1', { properties: { email: 'ada@site.test' } })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, but not in Segment today'])
    expect(told.tone('e1')).toBe('attention')
    const [advice, mends] = [told.advice('e1'), told.mends('e1')]
    expect(advice).toContain('does not read single quotes')
    expect(mends).toEqual([{ kind: 'trigger', mapping: 'A', better: { kind: 'quotes', trigger: 'type = "page"' } }])
  })

  it('Metadata of which nothing is in the event is not missing', () => {
    const mapping = { ...subscription().mapping, metadata: { plan: { '@path': '$.properties.plan' } } }
    const told = story({ subscriptions: [subscription('A', { mapping })] })
      .attach('e1', { properties: { email: 'ada@site.test' } })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
  })

  it('A device attached with a phone and no email is good', () => {
    const told = story()
      .attach('e1', { properties: { phone: '+1 555 0100' } })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
    expect(told.tone('e1')).toBe('good')
  })

  it('An email that another event sent for the account is not missing', () => {
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

  it('A mapped value that could not be used draws attention', () => {
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

  it('A long account is cut off after 60 characters', () => {
    const told = story()
      .attach('e1', { userId: 'x'.repeat(3000) })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([`attached as ${'x'.repeat(60)}…, without email`])
  })

  it('Rupt’s answer decides where the visitor left before the SDK reported it', () => {
    const told = story().attach('e1').request('r1')
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s answer'])
    told.begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['unknown: the visitor left the page before Rupt answered'])
    told.log.take({ visit: 'visit-1', kind: 'answer', request: 'r1', status: 200, body: ANSWER }, 99)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
  })
})

describe('Event without a call', () => {
  it.each([
    [
      'the trigger does not match',
      { type: 'track', event: 'Report Exported' },
      'ignored: the trigger wants type = "page"'
    ],
    ['nobody is signed in', { userId: undefined }, 'not attached: nobody is signed in'],
    ['a user without an ID is nobody', { userId: null as never }, 'not attached: nobody is signed in']
  ])('The verdict says that %s, in a quiet tone', (_, event, verdict) => {
    const told = story().event('e1', event)
    expect(told.verdicts('e1')).toEqual([verdict])
    expect(told.tone('e1')).toBe('quiet')
  })

  it('asks for the ID where identify was called without one', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type = "identify"' })] })
    told.event('e1', { type: 'identify', userId: undefined }).event('e2', { type: 'identify', userId: null as never })
    for (const id of ['e1', 'e2']) {
      const advice = told.advice(id)
      expect(advice).toBe('Pass the user’s ID to identify.')
    }
  })

  it.each([
    [undefined, 'not attached: the account is not mapped'],
    [{ '@path': '$.properties.owner' }, 'not attached: the account is not in this event'],
    [{ '@path': '$.context' }, 'not attached: the account cannot be used'],
    [{ '@nope': 1 }, 'not attached: the mapping cannot run: ']
  ])('The verdict says what is wrong with Account mapped to %j', (account, verdict) => {
    const told = story({ subscriptions: [subscription('A', { mapping: { account } })] }).event('e1', { context: {} })
    expect(told.verdicts('e1')).toEqual([expect.stringContaining(verdict)])
  })

  it('Advice on an account that is not in the event says what to do', () => {
    const mapping = { account: { '@path': '$.properties.owner' } }
    const told = story({ subscriptions: [subscription('A', { mapping })] }).event('e1')
    const advice = told.advice('e1')
    expect(advice).toBe('It is missing from this event: send it with the event, or map Account to $.userId.')
  })

  it('The verdict names the condition of several that failed', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type = "page" and name = "Pricing"' })] })
    expect(told.event('e1', { name: 'Home' }).verdicts('e1')).toEqual(['ignored: the trigger wants name = "Pricing"'])
  })

  it('A trigger that cannot match draws attention, with advice', () => {
    const told = story({ subscriptions: [subscription('A', { subscribe: 'type == "page"' })] }).event('e1')
    const [tone, [text], advice] = [told.tone('e1'), told.verdicts('e1'), told.advice('e1')]
    expect([tone, text]).toEqual(['attention', 'ignored: the trigger is read as type = "="'])
    expect(advice).toContain('Use a single = to compare.')
  })

  it('A repeated event is reported as the same call in flight only while it is in flight', () => {
    const told = story().attach('e1').event('e2')
    expect(told.verdicts('e2')).toEqual(['same call already in flight'])
    told.resolve('e1', ANSWER).event('e3')
    expect(told.verdicts('e3')).toEqual(['not attached: no call of Rupt.attach was seen'])
    expect(told.verdicts('e2')).toEqual(['same call already in flight'])
  })

  it('An event is ignored while no mapping is on', () => {
    expect(new Story({ subscriptions: [] }).event('e1').verdicts('e1')).toEqual(['ignored: no mapping is on'])
  })
})

describe('Visit', () => {
  it('An event stops waiting when its visit ends before the destination has loaded', () => {
    const told = new Story().see({
      kind: 'event',
      event: { type: 'page', userId: 'user-1', messageId: 'e1' },
      ...SEEN_AT
    })
    expect(told.verdicts('e1')).toEqual(['waiting for the destination to load'])
    told.begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['not attached: the visitor left the page before the destination had loaded'])
  })

  it('A visit waits for the destination, then for the SDK', () => {
    const told = new Story()
    expect(told.verdicts('visit-1')).toEqual(['waiting for the destination'])
    told.see({ kind: 'bundle' })
    expect(told.verdicts('visit-1')).toEqual(['waiting for Rupt’s SDK'])
  })

  it.each(['', '  ', '\u200b'])('The Client ID %j is reported as missing', (client_id) => {
    const told = new Story({ settings: { ...SETTINGS, client_id } }).event('e1')
    expect(told.verdicts('visit-1')).toEqual(['the destination is off: Client ID is missing'])
    expect(told.verdicts('e1')).toEqual(['not attached: Client ID is missing'])
  })

  it('URL settings are resolved against the page of the event, as in the destination', () => {
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

  it.each(['/suspended', 'https://site.test/suspended', '/suspended/?a=1', '/suspended#top'])(
    'Nothing is attached on the page of the Suspended URL %s',
    (suspended_url) => {
      const told = story({ settings: { ...SETTINGS, suspended_url } })
      const [page, base] = ['https://site.test/suspended?a=1#top', 'https://site.test/suspended']
      told.see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, page, base })
      told.see({ kind: 'handled', event: 'e1' })
      expect(told.verdicts('e1')).toEqual(['not attached: this is the page of the Suspended URL'])
    }
  )
})

describe('Late SDK', () => {
  it('One call answers all events that waited for the SDK with the same device', () => {
    const told = new Story().event('e1').event('e2').event('e3', { userId: 'user-2' })
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s SDK'])
    const { config } = told.log.plansOf(told.card('e2'))[0]
    told.see({ kind: 'sdk' }, { kind: 'call', call: 'call-e1', config: config!, page: '/' })
    told.request('r1').answer('r1', 200, ANSWER).resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e2')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e3')).toEqual(['waiting for Rupt’s SDK'])
  })

  it('A device is reported as attached late after a wait of seconds', () => {
    const told = new Story().event('e1').event('e2')
    const { config } = told.log.plansOf(told.card('e2'))[0]
    told.log.take({ visit: 'visit-1', kind: 'call', call: 'call-e1', config: config!, page: '/' }, 5000)
    told.resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached late as user-1, without email'])
  })

  it('The call of a later event answers those that waited for the same device', () => {
    const told = new Story().event('e1').attach('e2').resolve('e2', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
    expect(told.verdicts('e2')).toEqual(['attached as user-1, without email'])
  })

  it('An event still waits for the SDK after one failure to load', () => {
    const told = new Story().see({ kind: 'bundle' }).event('e1')
    told.see({ kind: 'request', request: 's1', method: 'GET', url: 'https://cdn.rupt.dev/js/rupt.js' })
    told.answer('s1', 'failed')
    expect(told.verdicts('e1')).toEqual(['waiting for Rupt’s SDK'])
    expect(told.verdicts('visit-1')).toEqual(['waiting for Rupt’s SDK'])
  })

  it('The verdict says that the SDK did not define Rupt.attach', () => {
    const text = 'Rupt: https://cdn.rupt.dev/js/rupt.js did not define Rupt.attach. Check content blockers.'
    const told = new Story().event('e1').see({ kind: 'console', level: 'warn', text })
    expect(told.verdicts('e1')).toEqual(['not attached: Rupt’s SDK did not define Rupt.attach'])
  })

  it('The verdict says that the visitor left before the SDK arrived', () => {
    const told = new Story().event('e1').begin({ visit: 'visit-2' })
    expect(told.verdicts('e1')).toEqual(['not attached: the visitor left the page before Rupt’s SDK arrived'])
    expect(told.verdicts('visit-1')).toEqual(['the visitor left before the destination arrived'])
  })

  it('The verdict has the first sentence of the message that turned the destination off', () => {
    const message = 'Rupt: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice. Check content blockers.'
    const told = new Story().see({ kind: 'dropped', message })
    told.see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, ...SEEN_AT })
    expect(told.verdicts('e1')).toEqual([
      'not attached: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice'
    ])
    expect(told.verdicts('visit-1')).toEqual([
      'the destination is off: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice'
    ])
  })

  it('The verdict says that the SDK failed twice to load', () => {
    const told = new Story().event('e1')
    for (const request of ['s1', 's2']) {
      told.see({ kind: 'request', request, method: 'GET', url: 'https://cdn.rupt.dev/js/rupt.js' })
      told.answer(request, 'failed')
    }
    expect(told.verdicts('e1')).toEqual(['not attached: Rupt’s SDK failed twice to load'])
  })
})

describe('Failed call', () => {
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
  ])('The answer %j is reported as a failure', (status, answer, value, verdict) => {
    const told = story().attach('e1').request('r1').answer('r1', status, answer).resolve('e1', value)
    expect(told.verdicts('e1')).toEqual([verdict])
    expect(told.tone('e1')).toBe('bad')
  })

  it.each([
    ['threw', 'not attached: Rupt’s SDK threw an error: broken'],
    ['rejected', 'not attached: Rupt’s SDK reported an error: broken']
  ] as const)('The verdict has the error where the SDK %s', (how, verdict) => {
    const told = story().attach('e1').see({ kind: 'outcome', call: 'call-e1', how, value: 'broken' })
    expect(told.verdicts('e1')).toEqual([verdict])
  })

  it('The verdict names rupt_action=logout in the address, and offers to fill in Logout URL', () => {
    const told = story().see({ kind: 'event', event: { type: 'page', userId: 'user-1', messageId: 'e1' }, ...SEEN_AT })
    const config = told.log.plansOf(told.card('e1'))[0].config!
    told.see({ kind: 'call', event: 'e1', call: 'call-e1', config, page: 'https://site.test/home?rupt_action=logout' })
    told.see({ kind: 'handled', event: 'e1' }).resolve('e1', null)
    const [[text], advice, mends] = [told.verdicts('e1'), told.advice('e1'), told.mends('e1')]
    expect(text).toBe('not attached: the address has rupt_action=logout, and the visitor is still signed in')
    expect(advice).toContain('Without a Logout URL')
    expect(mends).toEqual([{ kind: 'fill', key: 'logout_url' }])
  })

  it('The verdict says that the SDK sent no request', () => {
    expect(story().attach('e1').resolve('e1', null).verdicts('e1')).toEqual([
      'not attached: Rupt’s SDK gave up before it sent a request'
    ])
  })
})

describe('Redirected visitor', () => {
  const pushed = (told: Story, message: object) =>
    told
      .see({ kind: 'request', request: 's1', method: 'GET', url: LISTEN })
      .see({ kind: 'push', request: 's1', body: message })

  it('A challenge is reported with each page that the visitor is sent to', () => {
    const told = pushed(attached(), { action: 'challenge' })
    expect(told.verdicts('e1')).toEqual(['challenged'])
    told.see({ kind: 'redirect', url: 'https://challenge.rupt.dev/?challenge=1' })
    expect(told.verdicts('e1')).toEqual(['challenged: sent to Rupt’s page'])
    told.see({ kind: 'redirect', url: 'https://site.test/out?from=rupt' })
    expect(told.verdicts('e1')).toEqual(['challenged: sent to Rupt’s page, then to /out'])
  })

  it('The last of two messages from Rupt decides the verdict', () => {
    const told = pushed(attached({ logout_url: '/bye' }), { action: 'challenge' })
    told.see({ kind: 'push', request: 's1', body: { action: 'logout' } })
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email, then logged out by the owner'])
  })

  it('A visitor who chose to log out is still signed in without a Logout URL', () => {
    const told = pushed(attached(), { action: 'challenge' })
    told.see(
      { kind: 'redirect', url: 'https://challenge.rupt.dev/?challenge=1' },
      { kind: 'redirect', url: 'https://site.test/home?rupt_action=logout' }
    )
    expect(told.verdicts('e1')).toEqual(['challenged: sent to Rupt’s page, then to /home, and still signed in'])
  })

  it('A suspended visitor is sent to the Suspended URL, and the verdict says when it attaches again', () => {
    const told = story()
      .attach('e1')
      .request('r1')
      .answer('r1', 200, { ...ANSWER, suspended: true })
    told.see({ kind: 'redirect', url: 'https://site.test/suspended' })
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /suspended'])
    told.begin({ visit: 'visit-2' }, true).attach('e2')
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /suspended, which attaches again'])
    expect(told.advice('e1')).toContain('The visitor ends up at /home. Enter that address as Suspended URL')
  })

  it('A suspension is reported even if the redirect comes before Rupt’s answer', () => {
    const told = story()
      .attach('e1')
      .request('r1')
      .see({ kind: 'redirect', url: 'https://site.test/landing/suspended' })
    expect(told.verdicts('e1')).toEqual(['sent to /landing/suspended'])
    told.answer('r1', 200, { ...ANSWER, suspended: true }).resolve('e1', null)
    expect(told.verdicts('e1')).toEqual(['suspended: sent to /landing/suspended'])
  })

  it('A visitor whom the owner logs out is sent to the Logout URL', () => {
    const told = pushed(attached({ logout_url: 'myapp:/bye' }), { action: 'logout' }).see({
      kind: 'redirect',
      url: 'myapp:/bye'
    })
    expect(told.verdicts('e1')).toEqual([
      'attached as user-1, without email, then logged out by the owner: sent to myapp:/bye'
    ])
  })

  it('A visitor whom the owner logs out is not redirected without a Logout URL', () => {
    expect(pushed(attached(), { action: 'logout' }).verdicts('e1')).toEqual([
      'attached as user-1, without email, then logged out by the owner: not redirected, because there is no Logout URL'
    ])
  })

  it('A Logout URL that is ignored is reported as such, with what mends it', () => {
    const told = pushed(attached({ logout_url: 'app.site.test/bye' }), { action: 'logout' })
    expect(told.verdicts('e1')[0]).toMatch(/not redirected, because Logout URL is ignored$/)
    const [advice, mends] = [told.advice('e1'), told.mends('e1')]
    expect(advice).toBe('Logout URL is ignored, and a visitor who is to be logged out stays signed in.')
    expect(mends).toEqual([{ kind: 'setting', key: 'logout_url', value: 'https://app.site.test/bye' }])
  })

  it('A redirect whose address is unknown is reported as one to another site', () => {
    const told = pushed(attached({ logout_url: 'https://else.test/' }), { action: 'logout' }).see({ kind: 'redirect' })
    expect(told.verdicts('e1')[0]).toMatch(/sent to another site$/)
  })
})

describe('Several mappings', () => {
  const two = [subscription('Pages'), subscription('Traits', { subscribe: 'type = "identify"' })]

  it('Each mapping has a verdict', () => {
    const told = story({ subscriptions: two }).attach('e1').resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([
      'Pages: attached as user-1, without email',
      'Traits: ignored: the trigger wants type = "identify"'
    ])
  })

  it('Two mappings with the same call make it once', () => {
    const told = story({ subscriptions: [subscription('A'), subscription('B')] }).attach('e1')
    expect(told.verdicts('e1')).toEqual(['A: attaching as user-1', 'B: same call already in flight'])
  })

  it('Mappings after one that fails are not run', () => {
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

  it('A mapping that cannot run yet is named, and the others run', () => {
    const held = [{ name: 'Traits', field: 'Email', reason: 'Not JSON' }]
    const told = story({ held }).attach('e1').resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual([
      'Attach Device: attached as user-1, without email',
      'Traits: not run: Email is invalid'
    ])
  })

  it('A call that no mapping explains is reported as it was seen', () => {
    expect(story().attach('e1', {}, { account: 'someone' }).verdicts('e1')).toEqual([
      'Attach Device: not attached: no call of Rupt.attach was seen',
      'No mapping: attaching as someone'
    ])
  })
})

describe('Card', () => {
  it('A card lists only the requests of its own calls', () => {
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

  it('A card has the warning about its call, and the visit’s card has the others', () => {
    const told = story().attach('e1').see({ kind: 'outcome', call: 'call-e1', how: 'rejected', value: 'broken' })
    told.see(
      { kind: 'console', level: 'warn', text: 'Rupt: attach failed. Check the request to https://api.rupt.dev.' },
      { kind: 'console', level: 'warn', text: 'Rupt: ignored Logout URL' }
    )
    expect(told.log.linesOf(told.card('e1')).map(({ text }) => text)).toEqual([
      expect.stringContaining('attach failed')
    ])
    expect(told.log.visitOf('visit-1')!.lines.map(({ text }) => text)).toEqual(['Rupt: ignored Logout URL'])
  })

  it('Cards and their calls are restored after a reload', () => {
    const told = attached()
    const copy = new Story()
    const { cards, calls } = JSON.parse(JSON.stringify(told.log)) as Story['log']
    copy.log.clear(undefined)
    copy.log.restore([...cards], [...calls])
    expect(copy.verdicts('e1')).toEqual(['attached as user-1, without email'])
  })

  it('What happens in another tab makes no card', () => {
    const told = story()
    expect(told.log.take({ visit: 'another', kind: 'sdk' }, 1)).toEqual([])
    expect(told.log.cards).toHaveLength(1)
  })
})
