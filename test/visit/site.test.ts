/** @jest-environment node */
import type { BrowserContext, Page, Route } from '@playwright/test'
import type { SetupFinding } from '../../playground/core/setup/findings'
import { findingText } from '../../playground/core/words/findings'
import { ruptOf, setupOf } from '../../playground/core/setup/document'
import type { RunningSetup, SettingsDocument } from '../../playground/core/setup/document'
import { READ, REPORT } from '../../playground/visit/report'
import type { SiteSeen } from '../../playground/core/log/facts'
import { Site } from '../../playground/visit/site'
import type { Choices } from '../../playground/visit/site'
import { StandIn } from '../../playground/visit/standIn'
import { entry, other, subscription } from '../core/setup/segment'

const HOME = 'https://site.test/home'
const DOCUMENT = { integrations: { 'Segment.io': { apiHost: 'site.test/e/v1' } }, remotePlugins: [other, entry] }
const WITHOUT = { ...DOCUMENT, remotePlugins: [other] }
const FALLBACK = { settings: { client_id: 'fallback' }, subscriptions: [subscription('Fallback')] }
const FILE = 'https://cdn.site.test/next-integrations/actions/rupt/1.js'
const EVENT = { type: 'page', userId: 'user-1', anonymousId: '3f1c', messageId: 'e1' }
const INTEGRATIONS = { All: false }

/** The mappings of the setup are numbered, those of Segment are not. */
const withoutIds = ({ settings, subscriptions }: RunningSetup) => ({
  settings,
  subscriptions: subscriptions.map((subscription) => ({ ...subscription, id: undefined }))
})

type Binding = (source: { frame: object }, given: unknown) => unknown

/** A site in a browser, of which only what the site is told is there. */
async function site(choices: Partial<Choices> = {}) {
  const told: SetupFinding[][] = []
  const addresses: string[] = []
  const files = { destination: 'the destination', sdk: 'rupt.js', watched: '', tool: {} }
  const made = new Site(
    files,
    { rupt: 'within', send: false, fallback: FALLBACK, ...choices },
    { changed: () => {}, read: (url) => addresses.push(url), found: (findings) => told.push(findings) }
  )
  const bindings: Record<string, Binding> = {}
  const aborted: string[] = []
  let answer!: (route: Route) => Promise<void>
  const frame = {}
  await made.watch(
    { route: (_: string, handler: typeof answer) => void (answer = handler) } as unknown as BrowserContext,
    {
      exposeBinding: (name: string, binding: Binding) => void (bindings[name] = binding),
      addInitScript: () => {}
    } as unknown as Page
  )

  const report = (seen: SiteSeen, href = HOME, visit = 'visit1') =>
    void bindings[REPORT]({ frame }, JSON.stringify({ visit, href, base: href, seen }))
  /** What a page gets for a settings document. */
  const read = async (document: SettingsDocument, url = 'https://cdn.site.test/settings', visit = 'visit1') => {
    const text = await bindings[READ]({ frame }, JSON.stringify({ visit, document, url }))
    return text === null ? document : (JSON.parse(text as string) as SettingsDocument)
  }
  /** What a request is answered with, or undefined where the network answers. */
  const request = async (url: string, { method = 'GET', type = 'script', body = null as string | null } = {}) => {
    let fulfilled: object | undefined
    const request = {
      url: () => url,
      method: () => method,
      resourceType: () => type,
      postData: () => body,
      headers: () => ({}),
      frame: () => frame
    }
    await answer({
      abort: () => Promise.resolve(void aborted.push(url)),
      request: () => request,
      fulfill: (answer: object) => Promise.resolve(void (fulfilled = answer)),
      fallback: () => Promise.resolve()
    } as unknown as Route)
    return fulfilled
  }
  report({ kind: 'opened' })
  const visit = () => made.log.visitOf('visit1')!
  return { made, told, addresses, aborted, bindings, frame, report, read, request, visit }
}

describe('Settings document', () => {
  test('A settings document that has Rupt is not changed', async () => {
    const { read } = await site()
    expect(await read(DOCUMENT)).toBe(DOCUMENT)
  })

  test('The address of a settings document is told once, and again when it is another', async () => {
    const { read, addresses } = await site()
    for (const name of ['a', 'a', 'b']) await read(DOCUMENT, `https://cdn.site.test/${name}`)
    expect(addresses).toEqual(['https://cdn.site.test/a', 'https://cdn.site.test/b'])
  })

  test('A settings document without Rupt gets an entry', async () => {
    const { made, read } = await site()
    expect(withoutIds(setupOf(await read(WITHOUT)))).toEqual(FALLBACK)
    expect(made.log.visitOf('visit1')?.facts).toMatchObject({ added: true, edited: false, document: true })
  })

  test('An edited setup is in the settings document from the next page load on, until it is taken back', async () => {
    const edited = { settings: { client_id: 'mine' }, subscriptions: [subscription('Mine')], held: [] }
    const { made, read, visit } = await site()
    await read(DOCUMENT)
    made.run(edited)
    expect(visit().running.settings.client_id).toBe('from-segment')

    expect(withoutIds(setupOf(await read(DOCUMENT)))).toEqual({
      settings: edited.settings,
      subscriptions: edited.subscriptions
    })
    expect(visit().running.settings.client_id).toBe('mine')
    expect(made.log.visitOf('visit1')?.facts).toMatchObject({ edited: true, document: true })

    made.run(undefined)
    expect(await read(DOCUMENT)).toBe(DOCUMENT)
  })

  test('A setup without settings keeps those of the document', async () => {
    const { read } = await site({ setup: { subscriptions: [subscription('Mine')] } })
    const { settings, subscriptions } = setupOf(await read(DOCUMENT))
    expect(settings.client_id).toBe('from-segment')
    expect(subscriptions.map(({ name }) => name)).toEqual(['Mine'])
  })

  test('A setup without mappings leaves the document none', async () => {
    const { made, read, told } = await site()
    made.run({ settings: { client_id: 'mine' }, subscriptions: [], held: [] })
    expect(setupOf(await read(DOCUMENT)).subscriptions).toEqual([])
    expect(told[0].map(findingText)).toContain('No mapping is on.')
  })

  test('Only mappings that are on run, and the tool gets all of them', async () => {
    const { made, read, visit } = await site()
    await read(DOCUMENT)
    expect(visit().running.subscriptions.map(({ name }) => name)).toEqual(['Pages', 'Traits'])
    const found = made.messages.find((message) => message.kind === 'found')
    expect(found?.saved.subscriptions.map(({ name }) => name)).toEqual(['Pages', 'Traits', 'Off'])
  })

  test('The tool gets a settings document once, and again when another setup runs', async () => {
    const { made, read, told } = await site()
    await read(DOCUMENT)
    await read(DOCUMENT)
    expect(told).toHaveLength(1)
    expect(told[0].map(findingText)).toContain('Logout URL is blank: a device that the owner removes stays signed in.')
    made.run({ ...setupOf(DOCUMENT), settings: { client_id: 'mine', logout_url: '/out' }, held: [] })
    await read(DOCUMENT)
    expect(told).toHaveLength(2)
    expect(told[1].map(findingText).join()).not.toContain('Logout URL')
  })

  test('A mapping that is held back is left out, and is on the visit’s card', async () => {
    const held = [{ name: 'Mine', field: 'Account', reason: 'Not JSON.' }]
    const { made, read, visit } = await site()
    made.run({ settings: { client_id: 'mine' }, subscriptions: [], held })
    await read(DOCUMENT)
    expect(visit().running).toMatchObject({ subscriptions: [], held })
  })

  test('A settings document in the site’s own code is read, and not changed', async () => {
    const { made, read, request, visit } = await site({ setup: { settings: { client_id: 'mine' } } })
    expect(await read(DOCUMENT, '')).toBe(DOCUMENT)
    expect(visit().running.settings.client_id).toBe('from-segment')
    expect(made.log.visitOf('visit1')?.facts?.edited).toBe(false)
    expect(await request(FILE)).toMatchObject({ body: 'the destination' })
  })
})

describe('Request', () => {
  test('A request for the destination’s file is answered with this build, once a document names it', async () => {
    const { read, request } = await site()
    expect(await request(FILE)).toBeUndefined()
    await read(DOCUMENT)
    expect(await request(FILE)).toMatchObject({ body: 'the destination' })
    expect(await request(FILE, { type: 'fetch' })).toBeUndefined()
    expect(await request(FILE.replace('/rupt/', '/amplitude/'))).toBeUndefined()
  })

  test('A request for the file of an added entry is answered with this build', async () => {
    const { read, request } = await site()
    expect(await request(ruptOf(await read(WITHOUT))!.url!)).toMatchObject({ body: 'the destination' })
  })

  test('A request with an event for Segment is answered here', async () => {
    const { read, request } = await site()
    await read(DOCUMENT)
    for (const method of ['POST', 'OPTIONS']) {
      expect(await request('https://site.test/e/v1/p', { method })).toMatchObject({ json: { success: true } })
    }
    const body = JSON.stringify({ batch: [EVENT] })
    expect(await request('https://elsewhere.test/', { method: 'POST', body })).toBeDefined()
  })

  test('A request with an event for Segment is sent with --send', async () => {
    const { read, request } = await site({ send: true })
    await read(DOCUMENT)
    expect(await request('https://site.test/e/v1/p', { method: 'POST' })).toBeUndefined()
  })

  test('A request of the site’s own is not touched', async () => {
    const { read, request } = await site()
    await read(DOCUMENT)
    expect(await request('https://site.test/api', { method: 'POST', body: '{"type":"page"}' })).toBeUndefined()
    expect(await request('https://site.test/e/v1/p')).toBeUndefined()
    expect(await request('data:text/javascript,1')).toBeUndefined()
  })

  test('A request of which something goes wrong is given up, and no other', async () => {
    const { request, aborted } = await site()
    jest.spyOn(StandIn.prototype, 'respond').mockRejectedValueOnce(new Error('The page is gone.'))
    expect(await request('https://api.rupt.dev/x')).toBeUndefined()
    expect(aborted).toEqual(['https://api.rupt.dev/x'])
    expect(await request('https://cdn.rupt.dev/js/rupt.js')).toBeDefined()
  })

  test('A request to Rupt is answered by the stand-in, and is on the visit’s card', async () => {
    const { request, visit } = await site()
    expect(await request('https://cdn.rupt.dev/js/rupt.js')).toMatchObject({ path: 'rupt.js' })
    expect(visit().requests).toMatchObject([{ url: 'https://cdn.rupt.dev/js/rupt.js', status: 200 }])
  })
})

describe('Sources', () => {
  const source = (key: string) => `https://cdn.site.test/v1/projects/${key}/settings`
  const named = (file: string) => ({ ...DOCUMENT, remotePlugins: [{ ...entry, url: FILE.replace('1.js', file) }] })

  test('The destination’s file of each source is replaced', async () => {
    const { read, request } = await site()
    await read(named('a.js'), source('a'))
    await read(named('b.js'), source('b'))
    for (const file of ['a.js', 'b.js']) {
      expect(await request(FILE.replace('1.js', file))).toMatchObject({ body: 'the destination' })
    }
  })

  test('An event for either source is answered here', async () => {
    const { read, request } = await site()
    const at = (apiHost: string) => ({ ...DOCUMENT, integrations: { 'Segment.io': { apiHost } } })
    await read(at('a.test/v1'), source('a'))
    await read(at('b.test/v1'), source('b'))
    for (const host of ['a', 'b']) expect(await request(`https://${host}.test/v1/p`, { method: 'POST' })).toBeDefined()
  })

  test.each([
    ['before', ['a', 'b']],
    ['after', ['b', 'a']]
  ])('A source without Rupt is not given it where another one has it, which is read %s it', async (_, order) => {
    const { made, read, request } = await site()
    for (const key of ['a', 'b']) await request(source(key), { type: 'fetch' })
    const [has, without] = order.map((key) => read(key === 'a' ? DOCUMENT : WITHOUT, source(key)))
    const documents = await Promise.all(order[0] === 'a' ? [has, without] : [without, has])
    expect(documents).toEqual([DOCUMENT, WITHOUT])
    expect(made.log.visitOf('visit1')?.facts).toMatchObject({ added: false, without: ['b'] })
    expect(made.log.visitOf('visit1')?.running.settings.client_id).toBe('from-segment')
  })

  test('Sources of which none has Rupt are given it', async () => {
    const { read } = await site()
    for (const key of ['a', 'b']) expect(withoutIds(setupOf(await read(WITHOUT, source(key))))).toEqual(FALLBACK)
  })

  test('A source whose document never comes is waited for once', async () => {
    jest.useFakeTimers()
    try {
      const { read, request } = await site()
      await request('https://cdn.segment.com/analytics.js/v1/blocked/analytics.min.js')
      const first = read(WITHOUT, source('a'))
      await jest.advanceTimersByTimeAsync(3000)
      expect(withoutIds(setupOf(await first))).toEqual(FALLBACK)
      expect(withoutIds(setupOf(await read(WITHOUT, source('a'))))).toEqual(FALLBACK)
    } finally {
      jest.useRealTimers()
    }
  })

  test('The findings of each source are told once, by its name', async () => {
    const { read, told } = await site()
    for (const key of ['a', 'b', 'a', 'b']) await read(DOCUMENT, source(key))
    expect(told).toHaveLength(2)
  })
})

test('What is known is sent once, then what has changed', async () => {
  const { made, report, read } = await site()
  const document = { ...DOCUMENT, plan: 'x'.repeat(300_000) }
  await read(document)
  report({ kind: 'destination', from: 'cdn' })
  for (let index = 0; index < 300; index++) {
    const event = { ...EVENT, messageId: `e${index}` }
    report({ kind: 'dispatched', source: 'key', event })
    report({ kind: 'event', event, source: 'key', page: HOME, base: HOME })
    report({ kind: 'delivered', event: event.messageId })
  }
  expect(made.messages.filter(({ kind }) => kind === 'unsent')).toHaveLength(300)
  expect(JSON.stringify(made.messages).length).toBeLessThan(300_000)
})

test('What a page has made up is dropped', async () => {
  const { made, bindings, frame } = await site()
  for (const given of [undefined, {}, 'x', '{"visit":"visit1"}', { toString: 'x' }]) {
    bindings[REPORT]({ frame }, given)
    expect(await bindings[READ]({ frame }, given)).toBeNull()
  }
  expect(made.log.cards).toHaveLength(1)
})

test('Live is chosen as the browser is started, and not later', async () => {
  const { made } = await site()
  made.choose('live')
  expect(made.standIn.scenario).toBe('within')
  const live = await site({ rupt: 'live' })
  live.made.choose('within')
  expect(live.made.standIn.scenario).toBe('live')
})

describe('Event', () => {
  const dispatched: SiteSeen = {
    kind: 'dispatched',
    source: 'key',
    event: { ...EVENT, integrations: INTEGRATIONS }
  }
  const delivered: SiteSeen = { kind: 'delivered', event: 'e1' }
  const events = ({ log }: Site) => log.cards.filter(({ kind }) => kind === 'event')

  test('An event that no plugin saw has a card with the reason', async () => {
    const { made, report, read } = await site()
    await read(DOCUMENT)
    report({ kind: 'destination', from: 'cdn' })
    report(dispatched)
    report(delivered)
    expect(events(made)).toMatchObject([{ id: 'e1', page: HOME, handled: false }])
    expect(made.log.visitOf('visit1')?.facts?.unsent.get('e1')).toEqual({
      kind: 'integrations',
      of: 'call',
      integrations: { All: false }
    })
  })

  test('An event that the destination has handled has no reason', async () => {
    const { made, report, read } = await site()
    await read(DOCUMENT)
    report(dispatched)
    report({ kind: 'event', event: EVENT, page: HOME, base: HOME })
    report({ kind: 'handled', event: 'e1' })
    report(delivered)
    expect(events(made)).toHaveLength(1)
    expect(made.log.visitOf('visit1')?.facts?.unsent.size).toBe(0)
  })

  test('An event that Analytics.js did not take has no card', async () => {
    const { made, report } = await site()
    report(delivered)
    expect(events(made)).toEqual([])
  })
})

describe('Navigation', () => {
  const config = { account: 'user-1', redirect_urls: { logout_url: 'https://site.test/out' } }

  test.each([
    ['https://site.test/out?from=rupt', true],
    ['https://site.test/out/', true],
    ['https://challenge.rupt.dev/?x=1', true],
    ['https://acme.sabl.app/', true],
    ['https://site.test/home?rupt_action=logout', true],
    ['https://site.test/outside', false],
    ['https://other.test/', false],
    ['', false]
  ])('A navigation to %j is a redirect of Rupt’s: %j', async (url, expected) => {
    const { report, read, visit } = await site()
    await read(DOCUMENT)
    report({ kind: 'call', call: 'call1', config, page: HOME })
    report({ kind: 'redirect', url })
    expect(visit().lines.some(({ what }) => what === 'Redirect')).toBe(expected)
  })
})

test('The stand-in’s own page is not a visit of the site', async () => {
  const { made, report } = await site()
  report({ kind: 'opened' }, 'https://challenge.rupt.dev/?logout=x')
  expect(made.log.cards).toHaveLength(1)
})

test('Only policy violations that block Rupt are kept', async () => {
  const { made, report } = await site()
  report({ kind: 'policy', url: 'https://cdn.rupt.dev/js/rupt.js', directive: 'script-src-elem' })
  report({ kind: 'policy', url: 'https://ads.test/a.js', directive: 'script-src-elem' })
  report({ kind: 'policy', url: 'inline', directive: 'script-src-elem' })
  expect(made.log.visitOf('visit1')?.facts?.blocked).toEqual({ 'cdn.rupt.dev': 'script-src-elem' })
})

test('Rupt’s SDK that is there before the destination is the site’s own', async () => {
  const own = await site()
  own.report({ kind: 'sdk' })
  expect(own.made.log.visitOf('visit1')?.facts?.sdkOfTheSite).toBe(true)
  const ours = await site()
  ours.report({ kind: 'destination', from: 'cdn' })
  ours.report({ kind: 'sdk' })
  expect(ours.made.log.visitOf('visit1')?.facts?.sdkOfTheSite).toBe(false)
})

test('A chosen answer of Rupt holds, and is sent to the tool', async () => {
  const { made, request } = await site()
  made.choose('refused')
  expect(await request('https://api.rupt.dev/v2/device/attach', { method: 'POST' })).toMatchObject({ status: 401 })
  expect(made.messages).toContainEqual({ kind: 'scenario', scenario: 'refused' })
})
