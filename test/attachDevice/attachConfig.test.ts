import type { Payload } from '../../src'
import { attachConfig } from '../../src/attachDevice/attachConfig'
import { attached, cleanPage, configs, page, visit } from '../visit'

beforeEach(cleanPage)

/** The argument of `Rupt.attach` for an event that is mapped to this payload, or null if there was no call. */
async function config(payload: { [K in keyof Payload]?: unknown }): Promise<unknown> {
  const attach = attached()
  // Paths into the event, so that a value of any type comes out of the mapping as it went in.
  const mapping = Object.fromEntries(Object.keys(payload).map((field) => [field, { '@path': `$.properties.${field}` }]))
  const loaded = await visit(attach, { mapping: { email: undefined, phone: undefined, ...mapping } })
  await page(loaded, { userId: 'user-1', properties: payload })

  const [config = null, ...more] = configs(attach)
  expect(more).toEqual([])
  return config
}

const LEAST = { client_id: 'client-1', account: 'user-1', redirect_urls: { new_account_url: 'https://site.test/new' } }

/** In upper and lower case, and longer than any plausible limit. */
const ACCOUNT = `auth0|Team_${'aB3'.repeat(200)}`

describe('Argument of Rupt.attach', () => {
  it('The argument has all that the mapping and the settings give', async () => {
    const attach = attached()
    const loaded = await visit(attach, {
      settings: {
        client_id: 'client-1',
        new_account_url: 'https://site.test/new',
        logout_url: 'https://site.test/out',
        success_url: 'https://site.test/verified',
        suspended_url: 'https://site.test/suspended'
      },
      mapping: { metadata: { plan: { '@path': '$.properties.plan' }, seats: 5 }, include_page: false }
    })
    await page(loaded, {
      userId: ACCOUNT,
      properties: { plan: 'team', email: 'ignored@site.test', phone: '0' },
      context: { traits: { email: 'Ada.Lovelace+Rupt@Site.test', phone: '+1 (555) 010-0199 ext. 7' } }
    })

    expect(configs(attach)).toEqual([
      {
        client_id: 'client-1',
        account: ACCOUNT,
        email: 'Ada.Lovelace+Rupt@Site.test',
        phone: '+1 (555) 010-0199 ext. 7',
        metadata: { plan: 'team', seats: 5 },
        include_page: false,
        redirect_urls: {
          new_account_url: 'https://site.test/new',
          logout_url: 'https://site.test/out',
          success_url: 'https://site.test/verified',
          suspended_url: 'https://site.test/suspended'
        }
      }
    ])
  })

  it('Email and phone come from the properties if the event has no traits', async () => {
    const attach = attached()
    const properties = { email: 'a@site.test', phone: '+1 555 0100' }
    await page(await visit(attach), { userId: 'user-1', properties })
    expect(configs(attach)).toEqual([{ ...LEAST, ...properties }])
  })

  it('Fields that the mapping left empty are left out', async () => {
    const attach = attached()
    await page(await visit(attach))
    expect(configs(attach)).toEqual([LEAST])
  })
})

describe('Visitor without an account', () => {
  it.each(['undefined', 'null', 'NaN', '[object Object]', ' undefined\n'])(
    'A visitor is not attached as %j, which a template makes of no account',
    async (account) => {
      expect(await config({ account })).toBeNull()
    }
  )

  it.each(['Undefined', 'null-1', 'undefined@site.test', 'nan', '[object]'])(
    'A visitor is attached as %j, which may be an account',
    async (account) => {
      expect(await config({ account })).toEqual({ ...LEAST, account })
    }
  )

  it('Only an account that is none is dropped, not an email', async () => {
    expect(await config({ email: 'undefined' })).toEqual({ ...LEAST, email: 'undefined' })
  })

  it.each([undefined, null, '', '  \n', NaN, Infinity, true, {}, ['user-1'], { toString: () => 'user-1' }])(
    'A visitor with the account %p is not attached',
    async (account) => {
      expect(await config({ account })).toBeNull()
    }
  )

  it('A visitor is not attached if the whole mapping comes to nothing', async () => {
    const attach = attached()
    const mapping = { __segment_internal_directive: { '@if': { exists: { '@path': '$.properties.none' }, then: {} } } }
    await page(await visit(attach, { mapping }))
    expect(attach).not.toHaveBeenCalled()
  })
})

it.each([
  ['account', 42, '42'],
  ['account', 0, '0'],
  ['account', ' user-1\n', 'user-1'],
  ['phone', 15550100, '15550100'],
  ['phone', ' +1 555 0100 ', '+1 555 0100'],
  ['email', ' a@site.test ', 'a@site.test']
])('%s %j is sent as %j', async (field, value, sent) => {
  expect(await config({ [field]: value })).toEqual({ ...LEAST, [field]: sent })
})

it.each(['email', 'phone'])('%s is left out if it is not a string', async (field) => {
  for (const value of [null, '', ' ', NaN, true, {}, ['a@site.test']]) {
    expect(await config({ [field]: value })).toEqual(LEAST)
  }
})

it.each([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  ['True', true],
  ['False', false],
  [' FALSE\n', false]
])('include_page %j is sent as %j', async (include_page, sent) => {
  expect(await config({ include_page })).toEqual({ ...LEAST, include_page: sent })
})

it.each([undefined, null, '', 'no', 'falsey', 0, 1, {}, [], ['false']])(
  'include_page %j is left out',
  async (include_page) => {
    expect(await config({ include_page })).toEqual(LEAST)
  }
)

it('Metadata is sent as it is', async () => {
  const metadata = { plan: 'team', seats: [1, { of: 5 }], none: null }
  expect(await config({ metadata })).toEqual({ ...LEAST, metadata })
})

it.each([undefined, null, 'team', 5, true, [], ['team'], new Date(0), new Map([[1, 2]]), () => 1, {}])(
  'metadata %p is left out',
  async (metadata) => {
    expect(await config({ metadata })).toEqual(LEAST)
  }
)

it('Metadata that JSON cannot carry is left out, and the device is attached', async () => {
  expect(await config({ metadata: { big: BigInt(1) } })).toEqual(LEAST)
})

it('Nothing about the visitor is sent but what the mapping says', async () => {
  localStorage.setItem('ajs_user_id', '"stored"')
  localStorage.setItem('ajs_user_traits', '{"email":"stored@site.test"}')
  document.cookie = 'ajs_user_id=stored'
  const attach = attached()
  const loaded = await visit(attach)
  await page(loaded, { userId: undefined, anonymousId: 'anonymous-1' })
  await page(loaded, { userId: 'user-1', anonymousId: 'anonymous-1', traits: { email: 'trait@site.test' } })
  expect(configs(attach)).toEqual([LEAST])
})

describe('Additions to Object.prototype', () => {
  const ADDED = {
    account: 'added',
    email: 'added@site.test',
    phone: '1',
    metadata: { added: true },
    include_page: false,
    domain: 'evil.test',
    debug: true,
    logout_url: 'https://added.test/out',
    suspended_url: 'https://added.test/suspended',
    upgrade_url: 'https://added.test/upgrade'
  }
  const prototype = Object.prototype as unknown as Record<string, unknown>
  beforeEach(() => void Object.assign(prototype, ADDED))
  afterEach(() => Object.keys(ADDED).forEach((name) => delete prototype[name]))

  /** What the SDK reads of its argument, and of the URLs in it. */
  const readFrom = (argument: object) => Object.keys(ADDED).map((name) => (argument as Record<string, unknown>)[name])

  it('Nothing that a page has added to every object is sent', async () => {
    const attach = attached()
    await page(await visit(attach), { userId: 'user-1', properties: {}, context: { traits: {} } })
    await page(await visit(attach, { mapping: { email: undefined, phone: undefined } }), { userId: 'user-2' })
    for (const config of configs(attach)) {
      expect(readFrom(config).filter((value) => value !== undefined)).toEqual([config.account])
      expect(readFrom(config.redirect_urls)).toEqual(Object.keys(ADDED).map(() => undefined))
      expect(config.redirect_urls.new_account_url).toBe('https://site.test/new')
    }
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('Nothing that a page has added to every object becomes an account', async () => {
    const attach = attached()
    await page(await visit(attach, { mapping: { account: { '@path': '$.properties.account' } } }), { properties: {} })
    expect(attach).not.toHaveBeenCalled()
  })
})

describe('Prototype of the argument of Rupt.attach', () => {
  /** Of the argument, and of the URLs in it. */
  async function prototypes() {
    const attach = attached()
    await page(await visit(attach))
    const [argument] = configs(attach)
    return [argument, argument.redirect_urls].map((object) => Object.getPrototypeOf(object) as unknown)
  }

  it('The argument is an ordinary object, as in a call by hand', async () => {
    expect(await prototypes()).toEqual([Object.prototype, Object.prototype])
  })

  it.each([true, false])(
    'The argument has none where the page has added to all objects (enumerable: %p)',
    async (enumerable) => {
      const { create } = Object
      // As old pages define it: it takes no null.
      Object.create = ((prototype: object) => {
        function Made() {}
        Made.prototype = prototype
        return new (Made as unknown as new () => object)()
      }) as typeof create
      Object.defineProperty(Object.prototype, 'domain', {
        value: 'evil.test',
        enumerable,
        writable: true,
        configurable: true
      })
      try {
        expect(await prototypes()).toEqual([null, null])
      } finally {
        delete (Object.prototype as { domain?: string }).domain
        Object.create = create
      }
    }
  )
})

describe('Page that is asked about', () => {
  const SAVED = { ...LEAST, new_account_url: 'new', suspended_url: '/suspended' }
  const at = (path: string, base = 'https://asked.test/team/') => ({ URL: `https://asked.test${path}`, baseURI: base })

  it('Relative URLs are resolved against the page that is asked about', () => {
    expect(attachConfig({ account: 'user-1' }, SAVED, at('/home'))).toEqual({
      ...LEAST,
      redirect_urls: { new_account_url: 'https://asked.test/team/new', suspended_url: 'https://asked.test/suspended' }
    })
  })

  it('Nothing is attached if the page that is asked about is that of the Suspended URL', () => {
    expect(attachConfig({ account: 'user-1' }, SAVED, at('/suspended'))).toBeUndefined()
  })
})

describe('Unusual values', () => {
  it.each([
    ['an account that looks like an email makes no email', { account: 'ada@site.test' }],
    ['an account that looks like a phone number makes no phone', { account: '+15550100' }],
    ['an account of 10,000 characters is sent whole', { account: 'aB3é'.repeat(2500) }],
    ['an email that is none is sent', { account: 'user-1', email: 'not an email' }],
    ['metadata of 100 kB is sent whole', { account: 'user-1', metadata: { notes: 'x'.repeat(100_000) } }],
    [
      'metadata of 1,000 keys is sent whole',
      { account: 'user-1', metadata: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key ${i}`, i])) }
    ],
    ['metadata that names an email makes no email', { account: 'user-1', metadata: { email: 'a@site.test' } }],
    ['zero-width spaces inside an account stay', { account: 'a\u200bb' }]
  ])('%s', async (_, payload) => {
    expect(await config(payload)).toEqual({ ...LEAST, ...payload })
  })
})

it('Neither the event nor the saved mapping is changed', async () => {
  const event = { userId: ' 42 ', properties: { email: ' a@site.test ', metadata: { deep: { plan: 'team' } } } }
  const mapping = { metadata: { '@path': '$.properties.metadata' }, include_page: 'false' }
  const before = JSON.stringify({ event, mapping })
  await page(await visit(attached(), { mapping }), event)
  expect(JSON.stringify({ event, mapping })).toBe(before)
})
