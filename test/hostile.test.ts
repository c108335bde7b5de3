import { URL as NodeUrl } from 'node:url'
import fc from 'fast-check'
import rupt, { destination } from '../src'
import type { Plugin } from '@segment/analytics-next'
import attacks from './urlAttacks.json'
import { attached, cleanPage, configs, load, page, saved, SETTINGS, visit } from './visit'

/** `npm run test:hostile` takes the time for more. StrykerJS runs each test once for each mutant. */
const CASES = process.env.STRYKER_MUTATOR_WORKER
  ? 200
  : process.env.npm_lifecycle_event === 'test:hostile'
    ? 10_000
    : 1_000

/** Not the Suspended URL: on the page that it names, nothing is attached. */
const URL_SETTINGS = ['new_account_url', 'logout_url', 'success_url'] as const

/** The schemes that no redirect may have, by who defines them: none of this list comes from `src/`. */
const DANGEROUS = [
  // HTML: evaluated in the page that navigates.
  'javascript',
  // Fetch, "local scheme": the content is in the URL or in the page itself.
  'about',
  'blob',
  'data',
  // Chromium and WebKit: like blob, in a file system of the page's origin.
  'filesystem',
  // Internet Explorer: like javascript.
  'vbscript',
  // Firefox and Chromium: wraps another URL, of any scheme.
  'feed',
  'jar',
  'view-source'
]

beforeEach(() => {
  cleanPage()
  jest.spyOn(console, 'warn').mockImplementation()
})

/** Runs the action on a payload, and answers with what `Rupt.attach` was called with, if it was. */
function perform(payload: unknown, settings: object = SETTINGS): unknown {
  const calls: unknown[] = []
  const client = { attach: (config: unknown) => void calls.push(config) }
  const returned = destination.actions.attach.perform(client, { payload, settings } as never)
  if (returned !== undefined || calls.length > 1) throw new Error('perform returned something, or called twice')
  return calls[0]
}

function redirectUrls(value: unknown): Record<string, string> {
  const settings = Object.fromEntries(URL_SETTINGS.map((key) => [key, value]))
  const config = perform({ account: 'user-1' }, { ...settings, client_id: 'client-1' })
  return (config as { redirect_urls: Record<string, string> }).redirect_urls
}

describe('URL setting', () => {
  /** What the URL parser strips from the start of a URL. */
  const lead = fc.string({ unit: fc.constantFrom('\t', '\n', '\r', ' ', '\0', '\x01', '\x1f') })
  /** What it removes from the middle. */
  const gap = fc.constantFrom('', '', '', '\t', '\n', '\r')
  const disguised = fc
    .constantFrom(...DANGEROUS)
    .chain((scheme) =>
      fc.tuple(...[...scheme, ':'].map((letter) => fc.tuple(fc.constantFrom(letter, letter.toUpperCase()), gap)))
    )
    .map((letters) => letters.flat().join(''))
  const attack = fc.tuple(lead, disguised, fc.string({ unit: 'binary' })).map((parts) => parts.join(''))

  it('A URL with a scheme that carries script or content is left out, in any disguise', () => {
    fc.assert(
      fc.property(attack, (value) => expect(redirectUrls(value)).toEqual({})),
      { numRuns: CASES }
    )
  })

  it('A URL that is handed over is absolute and without such a scheme, whatever the value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), (value) => {
        for (const url of Object.values(redirectUrls(value)))
          expect(DANGEROUS).not.toContain(new NodeUrl(url).protocol.slice(0, -1))
      }),
      { numRuns: CASES }
    )
  })

  it('A URL that is handed over reads the same to every reader, however odd the value', () => {
    const piece = fc.constantFrom('\t', ...'https: http: HTTP: app: / / \\ logout a.test :80 ? # @'.split(' '))
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        for (const url of Object.values(redirectUrls(pieces.join('')))) {
          const readings = [undefined, 'http://a.test/x', 'https://b.test/y/'].map(
            (base) => new NodeUrl(url, base).href
          )
          expect(new Set(readings).size).toBe(1)
        }
      }),
      { numRuns: CASES }
    )
  })

  it('An absolute web URL is handed over unchanged', () => {
    const webUrl = fc.webUrl({ withQueryParameters: true, withFragments: true })
    fc.assert(
      fc.property(webUrl, (url) => {
        expect(redirectUrls(url)).toEqual(Object.fromEntries(URL_SETTINGS.map((key) => [key, url])))
      }),
      { numRuns: CASES }
    )
  })

  it.each(attacks.seenThrough)('The URL %j is left out', (value) => {
    expect(redirectUrls(value)).toEqual({})
  })

  it.each(attacks.paths)('The URL %j is a path of the site, since the URL parser sees no scheme in it', (value) => {
    const { logout_url } = redirectUrls(value)
    expect(new NodeUrl(logout_url).origin).toBe(window.location.origin)
  })
})

describe('Payload', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true
  })
  const likely = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.constantFrom('', ' ', 'true', 'false'))
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const thrower = { toJSON: () => { throw new Error('toJSON') } } // prettier-ignore

  const fields = {
    account: fc.oneof(likely, likely, anything),
    email: fc.oneof(likely, anything),
    phone: fc.oneof(likely, anything),
    metadata: fc.oneof(
      fc.object(),
      anything,
      fc.constantFrom(circle, thrower, () => 1, Symbol('x'))
    ),
    include_page: fc.oneof(fc.boolean(), likely, anything),
    extra: anything
  }
  const payload = fc.oneof(anything, fc.record(fields, { requiredKeys: [] }))

  /** What `Rupt.attach` was called with, once it was checked. */
  function checked(payload: unknown) {
    const before = fc.stringify(payload)
    const config = perform(payload) as Record<string, unknown> | undefined
    expect(fc.stringify(payload)).toBe(before)
    if (config === undefined) return undefined

    const { client_id, account, email, phone, metadata, include_page, redirect_urls, ...more } = config
    expect(more).toEqual({})
    expect({ client_id, redirect_urls }).toEqual({
      client_id: SETTINGS.client_id,
      redirect_urls: { new_account_url: SETTINGS.new_account_url }
    })
    expect(account).toEqual(expect.any(String))
    for (const value of [account, email, phone]) if (value !== undefined) expect(value).toMatch(/^\S(.*\S)?$/s)
    if (include_page !== undefined) expect(typeof include_page).toBe('boolean')
    if (metadata !== undefined) expect(Object.prototype.toString.call(metadata)).toBe('[object Object]')
    for (const value of Object.values(config)) expect(value).toBeDefined()
    return config
  }

  it('A payload never makes perform throw, stays as it was, and adds nothing to the argument of Rupt.attach', () => {
    fc.assert(
      fc.property(payload, (payload) => void checked(payload)),
      { numRuns: CASES }
    )
  })

  it('A payload with an account is always attached, as that account', () => {
    const account = fc.string({ unit: 'binary' }).filter((account) => account.trim() !== '')
    fc.assert(
      fc.property(fc.record({ ...fields, account }), (payload) => {
        expect(checked(payload)).toMatchObject({ account: payload.account.trim() })
      }),
      { numRuns: CASES }
    )
  })
})

describe('Settings as Segment could send them', () => {
  const values: unknown[] = [undefined, null, '', ' ', 0, 42, true, [], {}, { toString: null }]

  it.each(values)('The destination loads with any URL setting, here %p', async (value) => {
    const settings = Object.fromEntries(URL_SETTINGS.map((key) => [key, value]))
    const attach = attached()
    await page(await visit(attach, { settings }))
    expect(configs(attach)).toEqual([{ client_id: 'client-1', account: 'user-1', redirect_urls: {} }])
  })

  it('The destination loads without any setting but Client ID', async () => {
    const attach = attached()
    window.Rupt = { attach }
    const { subscriptions } = saved() as { subscriptions: never }
    const [plugin] = (await rupt({ client_id: 'client-1', subscriptions })) as Plugin[]
    await load(plugin)
    await page(plugin)
    expect(configs(attach)).toEqual([{ client_id: 'client-1', account: 'user-1', redirect_urls: {} }])
  })

  it.each([
    ['disabled', { enabled: false }],
    ['of another action', { partnerAction: 'detach' }]
  ])('A subscription that is %s makes no plugin', async (_, subscription) => {
    expect(await rupt(saved({ subscription }))).toEqual([])
  })

  it.each([
    ['without a mapping', { mapping: undefined }],
    ['with a mapping that is null', { mapping: null }],
    ['with an empty mapping', { mapping: {} }],
    ['with a trigger that is no FQL', { subscribe: 'on page' }],
    ['with an empty trigger', { subscribe: '' }],
    ['without a trigger', { subscribe: undefined }],
    ['with a trigger that is null', { subscribe: null }]
  ])('A subscription %s attaches nothing, and lets the event pass', async (_, subscription) => {
    const attach = attached()
    const plugin = await visit(attach, { subscription })
    await page(plugin)
    expect(attach).not.toHaveBeenCalled()
  })

  it.each([
    [{ account: { '@path': 42 } }, '/account/@path should be a string or a mapping directive but it is a number'],
    [{ account: { '@nope': '$.userId' }, email: { '@if': { exists: { '@no': 1 } } } }, '@nope'],
    [{ account: { '@path': '$.userId', '@template': '{{userId}}' } }, '/account should only have one @-prefixed key']
  ])('The broken mapping %j is reported to Segment', async (mapping, message) => {
    const attach = attached()
    const loaded = await visit(attach, { mapping })
    await expect(page(loaded)).rejects.toThrow(message)
    expect(attach).not.toHaveBeenCalled()
  })
})
