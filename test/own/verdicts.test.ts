import { newFacts } from '../../playground/own/facts'
import type { Facts } from '../../playground/own/facts'
import { ownVerdicts, pathOf } from '../../playground/own/verdicts'
import { Story, subscription } from '../playground/events/story'

const ANSWER = { success: true, attached_devices: 1, default_device_limit: 3 }

const settled = (version?: string, classic = false): Facts['settled'] => ({ kind: 'settled', version, classic })

/** What is known of a page with Analytics.js and the destination, unless told otherwise. */
const known = (changed: Partial<Facts> = {}): Facts => ({
  ...newFacts('/home'),
  instances: ['1.84.3'],
  destination: 'cdn',
  ...changed
})

const verdicts = (story: Story, id: string, facts?: Facts) =>
  ownVerdicts(
    story.log.cards.find((card) => card.id === id)!,
    story.log,
    facts
  )

/** Those of a visit, each as its tone and text. */
const visit = (changed: Partial<Facts>, story = new Story().see({ kind: 'sdk' })) =>
  verdicts(story, 'visit-1', known(changed)).map(({ tone, text }) => `${tone}: ${text}`)

const SDK = 'good: Rupt’s SDK is on the page'

describe('a visit', () => {
  test('says how far it has come', () => {
    expect(visit({})).toEqual([SDK])
    expect(visit({}, new Story())).toEqual(['waiting: waiting for the destination'])
  })

  test.each([
    [{ added: true }, 'attention: Rupt is not enabled for this source yet. It runs in this browser only'],
    [{ edited: true }, 'quiet: runs your setup, not Segment’s'],
    [{ instances: ['1.84.3', '1.84.3'] }, 'attention: 2 copies of Analytics.js'],
    [
      { destination: 'bundle' as const },
      'attention: the destination comes with the site’s own code: it is watched as it is, and not replaced'
    ],
    [{ sdkOfTheSite: true }, 'quiet: the site loads Rupt’s SDK itself']
  ])('says what else is known of it: %j', (changed, expected) => {
    expect(visit(changed)).toEqual([SDK, expected])
  })

  test('says that the destination is missing once the page has settled', () => {
    const missing = { destination: undefined, settled: settled('1.84.3') }
    expect(visit(missing)).toEqual(['attention: the destination is not on the page'])
    expect(visit({ ...missing, settled: undefined })).toEqual([SDK])
  })

  test('says nothing of a missing destination once the visitor has left', () => {
    const left = new Story().see({ kind: 'sdk' }).begin({ visit: 'visit-2' })
    expect(visit({ destination: undefined, settled: settled('1.84.3') }, left)).toEqual([SDK])
  })

  test('names the policy that blocks the SDK, while it is not there', () => {
    const blocked = { 'cdn.rupt.dev': 'script-src-elem' }
    const [verdict] = verdicts(new Story(), 'visit-1', known({ blocked }))
    expect(verdict).toEqual({
      tone: 'bad',
      text: 'not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev',
      advice: 'Add https://cdn.rupt.dev to its script-src.'
    })
    expect(visit({ blocked })).toEqual([SDK])
  })
})

describe('a visit without Analytics.js', () => {
  const none = (changed: Partial<Facts>) => visit({ instances: [], destination: undefined, ...changed })

  test.each([
    ['is waited for until the page has settled', {}, 'waiting: waiting for Analytics.js'],
    ['says so', { settled: settled() }, 'attention: Analytics.js was not seen on this page'],
    [
      'names the classic one',
      { settled: settled('4.1.0', true) },
      'attention: the site has classic analytics.js 4.1.0, which runs no such destination'
    ],
    [
      'names a version before the inspector',
      { settled: settled('1.59.0') },
      'attention: the events of Analytics.js 1.59.0 cannot be seen'
    ],
    [
      'names a version before the inspector by its number alone',
      { settled: settled('next-0.9.1') },
      'attention: the events of Analytics.js next-0.9.1 cannot be seen'
    ],
    [
      'names a newer one that is switched off',
      { settled: settled('1.60.0') },
      'attention: Analytics.js is switched off on this page'
    ],
    [
      'names one that is switched off after it has read its settings',
      { settled: settled(), document: { integrations: {} } },
      'attention: Analytics.js is switched off on this page'
    ]
  ])('%s', (_, changed, expected) => expect(none(changed)).toEqual([expected]))

  test('does not mistake Analytics.js 2 with an object of integrations for classic', () => {
    expect(none({ settled: settled('next-1.43.0', true) })).toEqual([
      'attention: the events of Analytics.js next-1.43.0 cannot be seen'
    ])
  })

  test('is quiet once the visitor has left', () => {
    const left = new Story().begin({ visit: 'visit-2' })
    expect(visit({ instances: [] }, left)).toEqual(['quiet: the visitor left before Analytics.js was seen'])
  })
})

describe('an event', () => {
  const PAGE = { page: 'https://site.test/home', base: 'https://site.test/home' }
  const event = { type: 'page', userId: 'user-1', messageId: 'e1' }
  const unhandled = (changed = {}) => new Story().see({ kind: 'event', event: { ...event, ...changed }, ...PAGE })
  const unsent = { e1: { text: 'the call has integrations {"All":false}', advice: 'Add it.' } }

  test('that the destination did not get says why, and what to do', () => {
    expect(verdicts(unhandled(), 'e1', known({ unsent }))).toEqual([
      { tone: 'attention', text: 'not sent to Rupt: the call has integrations {"All":false}', advice: 'Add it.' }
    ])
  })

  test('that no trigger wants is ignored, whatever kept it from the destination', () => {
    const [{ tone, text }] = verdicts(unhandled({ type: 'track' }), 'e1', known({ unsent }))
    expect([tone, text]).toEqual(['quiet', 'ignored: the trigger wants type = "page"'])
  })

  test('that the destination got after all has the verdict of the destination', () => {
    const story = unhandled().see({ kind: 'sdk' }, { kind: 'handled', event: 'e1' })
    expect(verdicts(story, 'e1', known({ unsent }))[0].text).toBe('not attached: no call of Rupt.attach was seen')
  })

  test('that is ignored does not repeat what is wrong with its trigger', () => {
    const story = new Story({ subscriptions: [subscription('A', { subscribe: "type = 'identify'" })] }).event('e1')
    expect(verdicts(story, 'e1', known())).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/^ignored/), advice: undefined })
    ])
  })

  test('names the policy that blocks the SDK that it waits for', () => {
    const story = new Story().event('e1')
    expect(verdicts(story, 'e1', known())[0].text).toBe('waiting for Rupt’s SDK')
    expect(verdicts(story, 'e1', known({ blocked: { 'cdn.rupt.dev': 'script-src' } }))[0]).toMatchObject({
      tone: 'bad',
      text: 'not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev'
    })
  })

  test('names the policy that blocks the request of its call', () => {
    const story = new Story().see({ kind: 'sdk' }).attach('e1').request('r1').answer('r1', 'failed').resolve('e1', null)
    expect(verdicts(story, 'e1', known())[0].text).toBe('not attached: the request to Rupt failed')
    expect(verdicts(story, 'e1', known({ blocked: { 'api.rupt.dev': 'connect-src' } }))[0]).toMatchObject({
      text: 'not attached: the page’s Content-Security-Policy blocks https://api.rupt.dev',
      advice: 'Add https://api.rupt.dev to its connect-src.'
    })
  })

  test('keeps the name of its mapping when a policy blocks it', () => {
    const story = new Story({ subscriptions: [subscription('A'), subscription('B')] }).event('e1')
    const named = verdicts(story, 'e1', known({ blocked: { 'cdn.rupt.dev': 'script-src' } }))
    expect(named.map(({ mapping }) => mapping)).toEqual(['A', 'B'])
  })
})

describe('an account', () => {
  const mapping = { account: { '@path': '$.userId' }, email: 'ada@site.test' }
  const attached = (userId: string) => {
    const story = new Story({ subscriptions: [subscription('A', { mapping })] })
    story.see({ kind: 'sdk' }).attach('e1', { userId, anonymousId: '3f1c9f9e' }).resolve('e1', ANSWER)
    return verdicts(story, 'e1', known())[0]
  }

  test.each(['undefined', 'null', 'NaN', '[object Object]'])('that is the text “%s” is attached, and said', (text) => {
    expect(attached(text)).toMatchObject({
      tone: 'attention',
      text: `attached as ${text}`,
      advice: `The account is the text “${text}”: everyone shares it. Pass the user’s ID to identify.`
    })
  })

  test('that is the anonymous ID is attached, and said', () => {
    expect(attached('3f1c9f9e').advice).toBe(
      'The account is the anonymous ID: each browser has another. Map Account to $.userId.'
    )
  })

  test('that looks like an email is attached, and said', () => {
    expect(attached('ada@example.com').advice).toBe(
      'The account looks like an email, which people change. Use the ID of the user.'
    )
  })

  test.each(['user-1', '42', 'nullable', 'undefined-user', 'a@b'])('%s is fine', (account) => {
    expect(attached(account)).toEqual({ tone: 'good', text: `attached as ${account}` })
  })
})

test('a page of which nothing is known has the playground’s verdicts', () => {
  expect(verdicts(new Story().see({ kind: 'sdk' }), 'visit-1')[0].text).toBe('Rupt’s SDK is on the page')
})

test('a card is about the page of its event, or the page that the visitor opened', () => {
  const story = new Story().event('e1')
  const paths = story.log.cards.map((card) => pathOf(card, newFacts('/opened')))
  expect(paths).toEqual(['/opened', '/home'])
})
