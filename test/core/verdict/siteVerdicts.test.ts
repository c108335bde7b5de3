import { newFacts } from '../../../playground/core/log/facts'
import type { Facts } from '../../../playground/core/log/facts'
import { verdictsOf } from '../../../playground/core/verdict/verdicts'
import { verdictAdvice, verdictText } from '../../../playground/core/words/verdicts'
import { Story, subscription } from '../story'

const ANSWER = { success: true, attached_devices: 1, default_device_limit: 3 }

const settled = (version?: string, classic = false): Facts['settled'] => ({ kind: 'settled', version, classic })

/** What is known of a page with Analytics.js and the destination, unless told otherwise. */
const known = (changed: Partial<Facts> = {}): Facts => ({
  ...newFacts('/home'),
  instances: ['1.84.3'],
  destination: 'cdn',
  ...changed
})

function verdicts({ log }: Story, id: string, facts?: Facts) {
  const card = log.cards.find((card) => card.id === id)!
  log.visitOf('visit-1')!.facts = facts
  return verdictsOf(card, log).map((verdict) => {
    const advice = verdictAdvice(verdict)
    const { tone, mapping } = verdict
    return { tone, text: verdictText(verdict), ...(mapping !== undefined && { mapping }), ...(advice && { advice }) }
  })
}

/** Those of a visit, each as its tone and text. */
const visit = (changed: Partial<Facts>, story = new Story().see({ kind: 'sdk' })) =>
  verdicts(story, 'visit-1', known(changed)).map(({ tone, text }) => `${tone}: ${text}`)

const SDK = 'good: Rupt’s SDK is on the page'

describe('Visit', () => {
  test('A visit’s verdict says how far it has come', () => {
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
  ])('A visit with %j has its own verdict', (changed, expected) => {
    expect(visit(changed)).toEqual([SDK, expected])
  })

  test('The destination is reported as missing once the page has settled', () => {
    const missing = { destination: undefined, settled: settled('1.84.3') }
    expect(visit(missing)).toEqual(['attention: the destination is not on the page'])
    expect(visit({ ...missing, settled: undefined })).toEqual([SDK])
  })

  test('The destination is not reported as missing once the visitor has left', () => {
    const left = new Story().see({ kind: 'sdk' }).begin({ visit: 'visit-2' })
    expect(visit({ destination: undefined, settled: settled('1.84.3') }, left)).toEqual([SDK])
  })

  test('The policy that blocks the SDK is named until the SDK is there', () => {
    const blocked = { 'cdn.rupt.dev': 'script-src-elem' }
    const [verdict] = verdicts(new Story(), 'visit-1', known({ blocked }))
    expect(verdict).toEqual({
      tone: 'bad',
      text: 'not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev',
      advice: 'Add https://cdn.rupt.dev to its script-src, and https://api.rupt.dev to its connect-src.'
    })
    expect(visit({ blocked })).toEqual([SDK])
  })
})

describe('Visit without Analytics.js', () => {
  const none = (changed: Partial<Facts>) => visit({ instances: [], destination: undefined, ...changed })

  test.each([
    ['Analytics.js is waited for until the page has settled', {}, 'waiting: waiting for Analytics.js'],
    [
      'The verdict says that Analytics.js was not seen',
      { settled: settled() },
      'attention: Analytics.js was not seen on this page'
    ],
    [
      'The verdict names classic analytics.js',
      { settled: settled('4.1.0', true) },
      'attention: the site has classic analytics.js 4.1.0, which runs no such destination'
    ],
    [
      'The verdict names a version whose events cannot be seen',
      { settled: settled('1.59.0') },
      'attention: the events of Analytics.js 1.59.0 cannot be seen'
    ],
    [
      'The verdict names a version of npm whose events cannot be seen',
      { settled: settled('next-0.9.1') },
      'attention: the events of Analytics.js next-0.9.1 cannot be seen'
    ],
    [
      'The verdict says that Analytics.js is switched off',
      { settled: settled('1.60.0') },
      'attention: Analytics.js is switched off on this page'
    ],
    [
      'The verdict says that Analytics.js is switched off after it has read its settings',
      { settled: settled(), document: true },
      'attention: Analytics.js is switched off on this page'
    ]
  ])('%s', (_, changed, expected) => expect(none(changed)).toEqual([expected]))

  test('Analytics.js 2 with an object of integrations is not reported as classic', () => {
    expect(none({ settled: settled('next-1.43.0', true) })).toEqual([
      'attention: the events of Analytics.js next-1.43.0 cannot be seen'
    ])
  })

  test('A missing Analytics.js is reported in a quiet tone once the visitor has left', () => {
    const left = new Story().begin({ visit: 'visit-2' })
    expect(visit({ instances: [] }, left)).toEqual(['quiet: the visitor left before Analytics.js was seen'])
  })
})

describe('Event', () => {
  const PAGE = { page: 'https://site.test/home', base: 'https://site.test/home' }
  const event = { type: 'page', userId: 'user-1', messageId: 'e1' }
  const unhandled = (changed = {}) => new Story().see({ kind: 'event', event: { ...event, ...changed }, ...PAGE })
  const unsent: Facts['unsent'] = new Map([['e1', { kind: 'integrations', of: 'call', integrations: { All: false } }]])

  test('An event that the destination did not get has the reason, with advice', () => {
    expect(verdicts(unhandled(), 'e1', known({ unsent }))).toEqual([
      {
        tone: 'attention',
        text: 'not sent to Rupt: the call has integrations {"All":false}',
        advice: 'Add "Actions Rupt": true to the call’s integrations.'
      }
    ])
  })

  test('An event that no trigger wants is ignored, whatever kept it from the destination', () => {
    const [{ tone, text }] = verdicts(unhandled({ type: 'track' }), 'e1', known({ unsent }))
    expect([tone, text]).toEqual(['quiet', 'ignored: the trigger wants type = "page"'])
  })

  test('An event that the destination got after all has the destination’s verdict', () => {
    const story = unhandled().see({ kind: 'sdk' }, { kind: 'handled', event: 'e1' })
    expect(verdicts(story, 'e1', known({ unsent }))[0].text).toBe('not attached: no call of Rupt.attach was seen')
  })

  test('The policy that blocks the SDK is named on an event that waits for it', () => {
    const story = new Story().event('e1')
    expect(verdicts(story, 'e1', known())[0].text).toBe('waiting for Rupt’s SDK')
    expect(verdicts(story, 'e1', known({ blocked: { 'cdn.rupt.dev': 'script-src' } }))[0]).toMatchObject({
      tone: 'bad',
      text: 'not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev'
    })
  })

  test('The policy that blocks the SDK stays named once the visitor has left', () => {
    const story = new Story().event('e1').begin({ visit: 'visit-2' })
    expect(verdicts(story, 'e1', known())[0].text).toMatch(/^not attached: the visitor left/)
    expect(verdicts(story, 'e1', known({ blocked: { 'cdn.rupt.dev': 'script-src' } }))[0].text).toMatch(/blocks https/)
  })

  test('The policy that blocks the API is named on the event of the call', () => {
    const story = new Story().see({ kind: 'sdk' }).attach('e1').request('r1').answer('r1', 'failed').resolve('e1', null)
    expect(verdicts(story, 'e1', known())[0].text).toBe('not attached: the request to Rupt failed')
    expect(verdicts(story, 'e1', known({ blocked: { 'api.rupt.dev': 'connect-src' } }))[0]).toMatchObject({
      text: 'not attached: the page’s Content-Security-Policy blocks https://api.rupt.dev',
      advice: 'Add https://api.rupt.dev to its connect-src.'
    })
  })

  test('An event that a policy blocks keeps the name of its mapping', () => {
    const story = new Story({ subscriptions: [subscription('A'), subscription('B')] }).event('e1')
    const named = verdicts(story, 'e1', known({ blocked: { 'cdn.rupt.dev': 'script-src' } }))
    expect(named.map(({ mapping }) => mapping)).toEqual(['A', 'B'])
  })
})

describe('Account', () => {
  const mapping = { account: { '@path': '$.userId' }, email: 'ada@site.test' }
  const attached = (userId: string) => {
    const story = new Story({ subscriptions: [subscription('A', { mapping })] })
    story.see({ kind: 'sdk' }).attach('e1', { userId, anonymousId: '3f1c9f9e' }).resolve('e1', ANSWER)
    return verdicts(story, 'e1', known())[0]
  }

  test('An account that is the anonymous ID is attached, with a warning', () => {
    expect(attached('3f1c9f9e').advice).toBe(
      'The account is the anonymous ID: each browser has another. Map Account to $.userId.'
    )
  })

  test('An account that looks like an email is attached, with a warning', () => {
    expect(attached('ada@example.com').advice).toBe(
      'The account looks like an email, which people change. Use the ID of the user.'
    )
  })

  test.each(['user-1', '42', 'nullable', 'undefined-user', 'a@b'])('The account %s has no warning', (account) => {
    expect(attached(account)).toEqual({ tone: 'good', text: `attached as ${account}` })
  })
})

test('A page of which nothing is known has the playground’s verdicts', () => {
  expect(verdicts(new Story().see({ kind: 'sdk' }), 'visit-1')[0].text).toBe('Rupt’s SDK is on the page')
})

test('A card has the page of its event, or the page that the visitor opened', () => {
  const story = new Story().event('e1')
  story.log.visitOf('visit-1')!.facts = newFacts('/opened')
  const paths = story.log.cards.map((card) => story.log.pathOf(card))
  expect(paths).toEqual(['/opened', '/home'])
})

test('An event of a source without Rupt goes nowhere, where another source of the page has it', () => {
  const story = new Story().see({ kind: 'sdk' })
  const runs = { settings: {}, subscriptions: [], held: [] }
  story.log.run('visit-1', 'other', runs)
  const event = { type: 'page', userId: 'user-1', messageId: 'e1' }
  story.see({ kind: 'event', event, source: 'other', page: 'https://site.test/home', base: 'https://site.test/' })
  const facts = known({ sources: ['key', 'other'], without: ['other'] })
  expect(verdicts(story, 'e1', facts)).toEqual([
    { tone: 'quiet', text: 'not sent to Rupt: this source does not have it' }
  ])
})

test('A card names the source of its event where the page has several', () => {
  const story = new Story()
  const event = { type: 'page', userId: 'user-1', messageId: 'e1' }
  story.see({ kind: 'event', event, source: 'key', page: 'https://site.test/home', base: 'https://site.test/' })
  const path = (sources: string[]) => {
    story.log.visitOf('visit-1')!.facts = known({ sources })
    return story.log.pathOf(story.log.cards.find(({ id }) => id === 'e1')!)
  }
  expect(path(['key'])).toBe('/home')
  expect(path(['key', 'other'])).toBe('/home (source key)')
})
