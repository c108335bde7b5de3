// What was once said and was not so.
import { portable, packed, unpacked } from '../../../playground/core/portable'
import { setupFindings } from '../../../playground/core/setup/findings'
import { mended } from '../../../playground/core/setup/mends'
import { defaultMapping, defaultSetup } from '../../../playground/core/setup/setup'
import { findingText } from '../../../playground/core/words/findings'
import { changeText } from '../../../playground/core/words/mends'
import { Story, subscription } from '../story'

const ANSWER = { success: true, attached_devices: 1, default_device_limit: 3 }
const EMAIL = { '@path': '$.properties.email' }
const ADA = { properties: { email: 'ada@site.test' } }

/** A visit with the SDK on the page, and this mapping. */
const story = (changed: Parameters<typeof subscription>[1] = {}) =>
  new Story({ subscriptions: [subscription('A', changed)] }).see({ kind: 'sdk' })

describe('The copy that Segment serves', () => {
  const trigger = 'type = "page" and properties.plan != \'free\''

  it('An event that is ignored here, and would be attached there, is told to be', () => {
    const told = story({ subscribe: trigger }).event('e1', { properties: { plan: 'free' } })
    expect(told.verdicts('e1')).toEqual([
      'ignored: the trigger wants properties.plan != "free", but it matches in Segment today'
    ])
    expect(told.tone('e1')).toBe('attention')
    expect(told.advice('e1')).toContain(
      'with it, this event matches. Write type = "page" and properties.plan != "free".'
    )
  })

  it('An event that is attached here and there has no word about it', () => {
    const told = story({ subscribe: trigger })
      .attach('e1', { properties: { plan: 'paid', email: 'ada@site.test' } })
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1'])
  })
})

describe('Account', () => {
  const attached = (account: unknown, event: object = {}) =>
    story({ mapping: { account, email: EMAIL } })
      .attach('e1', { ...ADA, ...event })
      .resolve('e1', ANSWER)

  it.each([
    ['team-1', {}],
    [{ '@template': 'acct-{{userId}}' }, { userId: undefined }],
    [{ '@if': { exists: { '@path': '$.userId' }, then: 'team-1' } }, {}]
  ])('An account from %j is everyone’s, and not green', (account, event) => {
    const told = attached(account, event)
    expect(told.tone('e1')).toBe('attention')
    expect(told.advice('e1')).toContain('everyone shares it')
  })

  it('An account with the visitor’s own ID in it is green', () => {
    expect(attached({ '@template': 'acct-{{userId}}' }).tone('e1')).toBe('good')
    expect(attached({ '@path': '$.properties.team' }, { properties: { team: 't1', email: 'a@b.c' } }).tone('e1')).toBe(
      'good'
    )
  })

  it.each([
    { '@path': '$userId' },
    { '@if': { exists: { '@path': '$.userId' }, then: { '@path': '$.properties.id' } } }
  ])('Of somebody who is signed in it is not said that nobody is, with Account from %j', (account) => {
    const told = story({ mapping: { account } }).event('e1')
    expect(told.verdicts('e1')[0]).not.toContain('nobody')
    expect(told.advice('e1')).not.toContain('Nobody')
  })

  it('Of places of which one has a value it is not said that neither has', () => {
    const choice = { '@if': { exists: { '@path': '$.userId' }, then: { '@path': '$.properties.id' } } }
    const told = story({ mapping: { account: choice } }).event('e1')
    expect(told.advice('e1')).toBe('The mapping makes nothing of this event, which has no properties.id.')
  })

  it('The part of a template that is missing is said to be, and not that the email is no string', () => {
    const told = story({
      mapping: { account: { '@path': '$.userId' }, email: { '@template': '{{properties.email}}' } }
    })
    const [{ mends }] = told.attach('e1').resolve('e1', ANSWER).data('e1')
    expect(mends).toEqual([])
    expect(told.verdicts('e1')).toEqual(['attached as user-1, without email'])
  })
})

describe('Email', () => {
  it('An email that is none is not green', () => {
    const told = story({ mapping: { account: { '@path': '$.userId' }, email: 'none' } })
      .attach('e1')
      .resolve('e1', ANSWER)
    expect(told.verdicts('e1')).toEqual(['attached as user-1, with an email that is none'])
    expect(told.tone('e1')).toBe('attention')
  })

  it('The email that another page of the visitor’s has sent is not missing on this one', () => {
    const traits = subscription('Traits', {
      subscribe: 'type = "identify"',
      mapping: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
    })
    const subscriptions = [traits, subscription('Pages')]
    const told = new Story({ subscriptions }).see({ kind: 'sdk' })
    told.attach('i1', { type: 'identify', traits: { email: 'ada@site.test' } }).resolve('i1', ANSWER)
    told.begin({ visit: 'visit-2', subscriptions }).see({ kind: 'sdk' })
    told.attach('e1', {}, undefined, 1).resolve('e1', ANSWER)
    expect(told.verdicts('e1')[1]).toBe('Pages: attached as user-1, email sent by identify')
    expect(told.data('e1')[1].tone).toBe('good')
  })

  it('The email that another setup has sent says nothing of this one', () => {
    const told = new Story().see({ kind: 'sdk' }).attach('e0', ADA).resolve('e0', ANSWER)
    told.begin({ visit: 'visit-2', subscriptions: [subscription('Pages', { id: 'other' })] }).see({ kind: 'sdk' })
    expect(told.attach('e1').resolve('e1', ANSWER).verdicts('e1')).toEqual(['attached as user-1, without email'])
  })
})

describe('Event', () => {
  it('An event whose own integrations leave Rupt out is not sent, and not waited for', () => {
    const told = new Story().see({
      kind: 'event',
      event: { type: 'page', userId: 'user-1', messageId: 'e1', integrations: { All: false } },
      page: 'https://site.test/home',
      base: 'https://site.test/home'
    })
    expect(told.verdicts('e1')).toEqual(['not sent to Rupt: the call has integrations {"All":false}'])
  })

  it('The trigger by which an event is attached, and which is not the one written, is on the card', () => {
    const told = story({ subscribe: 'type = "page" and category = "Docs"' }).attach('e1', ADA).resolve('e1', ANSWER)
    expect(told.tone('e1')).toBe('attention')
    expect(told.advice('e1')).toBe(
      'The trigger is not read as it is written. Segment’s runtime reads it as: type = "page".'
    )
  })

  it('A mapping with @liquid stops those after it, in the browser', () => {
    const subscriptions = [
      subscription('Liquid', { mapping: { account: { '@liquid': '{{ userId }}' } } }),
      subscription('B')
    ]
    const told = new Story({ subscriptions }).see({ kind: 'sdk' }).event('e1')
    expect(told.verdicts('e1')).toEqual([
      'Liquid: not attached: the mapping cannot run: Rupt: @liquid does not work in the browser. Use @template, @if or @path.',
      'B: not attached: “Liquid” failed first, and Segment’s runtime stops there'
    ])
  })

  it('There is one line for an event on the page of a Suspended URL with a fragment', () => {
    const settings = { client_id: 'client-1', suspended_url: 'https://site.test/#/suspended' }
    const told = new Story({ settings }).see({ kind: 'sdk' })
    const event = { type: 'page', userId: 'user-1', messageId: 'e1' }
    const config = { ...told.event('e0').log.plansOf(told.card('e0'))[0].config }
    told.see({ kind: 'event', event, page: 'https://site.test/#/home', base: 'https://site.test/' })
    told.see({ kind: 'call', event: 'e1', call: 'call-e1', config, page: 'https://site.test/#/home' })
    expect(told.see({ kind: 'handled', event: 'e1' }).verdicts('e1')).toEqual(['attaching as user-1'])
  })

  it('A date stays a date on its way to the tool, and over a reload', () => {
    const event = { properties: { since: new Date(0), odd: () => 1, seats: NaN } }
    expect(portable(event)).toEqual({ properties: { since: new Date(0), odd: undefined, seats: NaN } })
    expect(unpacked(packed(event))).toMatchObject({ properties: { since: new Date(0) } })
    const circle: Record<string, unknown> = {}
    circle.own = circle
    expect(() => portable(circle)).not.toThrow()
  })

  it('What was sent is listed with its query, its headers and its body, and the cookie that it left', () => {
    const told = story().attach('e1', ADA)
    const url = 'https://api.rupt.dev/v2/device/attach?version=2'
    const headers = { authorization: 'Basic Y2xpZW50LTE6' }
    told.see({
      kind: 'request',
      request: 'r1',
      method: 'POST',
      url,
      headers,
      body: { user: 'user-1', email: 'ada@site.test' }
    })
    told.see({ kind: 'cookie', call: 'call-e1', name: 'rpt_last_fp', characters: 2048 })
    const [request, cookie] = told.log.linesOf(told.card('e1'))
    expect(request.detail).toEqual({
      query: { version: '2' },
      headers,
      body: { user: 'user-1', email: 'ada@site.test' }
    })
    expect(`${cookie.what} ${cookie.text}`).toMatch(/^Cookie rpt_last_fp, 2048 characters/)
  })
})

describe('Mend', () => {
  it('Of two mappings of one name, the one that is meant is changed', () => {
    const mappings = [defaultMapping('1'), defaultMapping('2')]
    const mend = { kind: 'field', mapping: '2', key: 'account', path: '$.properties.team' } as const
    const { setup } = mended({ settings: {}, mappings }, mend, defaultSetup())!
    expect(setup.mappings[0]).toBe(mappings[0])
    expect(setup.mappings[1].fields.account).toContain('properties.team')
  })

  it('A mapping for identify is for those whom the page’s mapping is for', () => {
    const trigger = 'type = "page" and properties.plan = "paid" and (context.traits.team = "a" or userId != null)'
    const { setup, change } = mended(defaultSetup(), { kind: 'identify', trigger }, defaultSetup())!
    expect(setup.mappings[1].trigger).toBe(
      'type = "identify" and traits.plan = "paid" and (traits.team = "a" or userId != null)'
    )
    expect(changeText(change)).not.toContain('everyone')
  })

  it('Whom else a mapping for identify attaches is said', () => {
    const trigger = 'type = "page" and name = "Pricing"'
    const { change } = mended(defaultSetup(), { kind: 'identify', trigger }, defaultSetup())!
    expect(changeText(change)).toMatch(/It attaches everyone who identifies, whether or not name = "Pricing"\.$/)
  })
})

describe('Setup', () => {
  const found = (changed: Partial<ReturnType<typeof defaultMapping>>, settings = {}) => {
    const setup = defaultSetup()
    const mappings = [{ ...setup.mappings[0], ...changed }]
    return setupFindings({ settings: { ...setup.settings, ...settings }, mappings })
  }
  const account = (text: string) => found({ fields: { ...defaultMapping('1').fields, account: text } })

  it('What is told of all mappings together is told on the page, too', () => {
    const none = { ...defaultMapping('1').fields, email: '', phone: '' }
    expect(found({ fields: none }).map(({ kind }) => kind)).toEqual(['noProof'])
    expect(found({ enabled: false }).map(({ kind }) => kind)).toEqual(['noMapping'])
    const mappings = Array.from({ length: 51 }, (_, index) => defaultMapping(String(index + 1)))
    expect(setupFindings({ ...defaultSetup(), mappings }).map(({ kind }) => kind)).toEqual(['tooMany'])
  })

  it('A template whose mapping is a path runs', () => {
    expect(account('{"@template": {"@path": "$.properties.template"}}').filter(({ held }) => held)).toEqual([])
  })

  it.each([
    ['"team-1"', /everyone shares one account/],
    ['{"@template": "acct-{{userId}}"}', /is “acct-” where nobody is signed in/],
    ['{"@liquid": "{{ userId }}"}', /cannot run/],
    ['{"@path": "$userId"}', /is mapped to \$userId, which no page event has/]
  ])('Account mapped to %s is a finding of the page', (text, words) => {
    expect(account(text).map(findingText)).toEqual([expect.stringMatching(words)])
  })

  it('A template of the ID has no finding where the trigger asks for somebody who is signed in', () => {
    const fields = { ...defaultMapping('1').fields, account: '{"@template": "acct-{{userId}}"}' }
    expect(found({ fields, trigger: 'type = "page" and userId != null' })).toEqual([])
  })

  it('A trigger of which a part asks for no type is not said to match nothing', () => {
    const [finding] = found({ trigger: 'type = "page" or type = "screen"' })
    expect([finding.kind, finding.keeps]).toEqual(['unknownType', false])
    expect(found({ trigger: 'type = "screen"' })[0].keeps).toBe(true)
  })

  it.each([
    'https//app.example.com/bye',
    'htpps://app.example.com/bye',
    'https://https://app.example.com/bye',
    'https:app.example.com/bye'
  ])('The Logout URL %s is mended to https://app.example.com/bye', (logout_url) => {
    const [finding] = found({}, { logout_url }).filter(({ kind }) => /Url$/.test(kind))
    expect(finding?.mends).toEqual([{ kind: 'setting', key: 'logout_url', value: 'https://app.example.com/bye' }])
  })

  it.each(['javascript:alert(1)', 'localhost:3000/logout', 'tel:911'])(
    'The Logout URL %s is ignored, and not guessed',
    (logout_url) => {
      const [finding] = found({}, { logout_url }).filter(({ kind }) => /Url$/.test(kind))
      expect(finding?.mends).toEqual([])
    }
  )
})
