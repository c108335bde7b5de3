import { attached, cleanPage, configs, defines, load, page, pass, plugin, SDK_URL, settled } from './visit'
import { slow, vendor, warnings } from './visit'

const FAILED =
  "Rupt: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice. Check content blockers and the page's Content-Security-Policy."
const NOT_RUPT =
  'Rupt: https://cdn.rupt.dev/js/rupt.js ran but did not define Rupt.attach. Check that nothing replaces it.'
const NOT_ATTACHED = expect.stringContaining('this device was not attached') as string

/** Milliseconds that Segment's own calls may wait for Rupt. */
const HOLD = 2000

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  jest.useFakeTimers()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(async () => {
  // No timer is left on the customer's page.
  await pass(HOLD)
  expect(jest.getTimerCount()).toBe(0)
  jest.useRealTimers()
  await settled()
})

/** How the load stands. */
function outcome(loading: Promise<unknown>) {
  const state = { is: 'waiting' as 'waiting' | 'loaded' | Error }
  loading.then(
    () => (state.is = 'loaded'),
    (error: Error) => (state.is = error)
  )
  return state
}

/** A page that has begun to load the destination. */
async function visit() {
  const loaded = await plugin()
  const loading = outcome(load(loaded))
  await pass(0)
  return { loaded, loading }
}

/** A page whose hold is over, while Rupt's CDN has not answered yet. */
async function lateVisit(next: Parameters<typeof vendor>[0] = 'hangs') {
  const cdn = vendor('hangs', next)
  const { loaded, loading } = await visit()
  await pass(HOLD)
  expect(loading.is).toBe('loaded')
  expect(jest.getTimerCount()).toBe(0)
  return { late: loaded, ...cdn }
}

/** The site's tag, which has not run yet. */
function siteTag({ src = SDK_URL, type = '' } = {}) {
  const script = document.createElement('script')
  // Where jsdom fetches scripts, it fetches none of this type.
  Object.assign(script, { src, type: 'text/plain' })
  document.head.append(script)
  script.type = type
  return (outcome: 'load' | 'error') => script.dispatchEvent(new Event(outcome))
}

const accounts = (attach: jest.Mock) => configs(attach).map(({ account }) => account)

describe('a page that has Rupt already', () => {
  it('keeps its own, and nothing is requested', async () => {
    const { requests } = vendor()
    const attach = attached()
    defines(attach)()
    const { loaded, loading } = await visit()
    expect(loading.is).toBe('loaded')
    await page(loaded)

    expect(requests).toEqual([])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([undefined, true, 'attach'])('does not have it when attach is %p', async (attach) => {
    const { requests } = vendor(defines(attached()))
    defines(attach)()
    const { loading } = await visit()
    expect(loading.is).toBe('loaded')
    expect(requests).toEqual([SDK_URL])
  })
})

describe('a page without Rupt', () => {
  it('gets one script, and is ready the moment it has run', async () => {
    const attach = attached()
    const { requests } = vendor(defines(attach))
    // No fake time passes here: with any wait, this would not be loaded yet.
    const { loaded, loading } = await visit()
    expect(loading.is).toBe('loaded')
    expect(jest.getTimerCount()).toBe(0)
    await page(loaded)

    expect(requests).toEqual([SDK_URL])
    // The site's own, and ours before it.
    expect(Array.from(document.scripts, ({ src }) => src)).toEqual([SDK_URL, ''])
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('gets it on the second try', async () => {
    const { requests } = vendor('fails', defines(attached()))
    const { loading } = await visit()
    expect(loading.is).toBe('loaded')
    expect(requests).toEqual([SDK_URL, SDK_URL])
    expect(warn).not.toHaveBeenCalled()
  })

  it('rejects after the second failure, with what to check and the cause', async () => {
    const { requests } = vendor('fails', 'fails', defines(attached()))
    const { loading } = await visit()
    await pass(HOLD)

    expect(loading.is).toBeInstanceOf(Error)
    expect(loading.is).toMatchObject({ message: FAILED, cause: new Error(`Failed to load ${SDK_URL}`) })
    expect(requests).toHaveLength(2)
    expect(warn).not.toHaveBeenCalled()
  })

  it.each([
    ['is empty', () => {}],
    ['defines a Rupt without attach', () => void (window.Rupt = {})]
  ])('rejects half a second after a script that %s', async (_, script) => {
    const { requests } = vendor(script)
    const { loading } = await visit()
    await pass(499)
    expect(loading.is).toBe('waiting')
    await pass(50)
    expect(loading.is).toMatchObject({ message: NOT_RUPT })
    expect(requests).toHaveLength(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('waits for a script that defines Rupt a while after it has run', async () => {
    const attach = attached()
    vendor(() => void setTimeout(defines(attach), 300))
    const { loaded, loading } = await visit()
    await pass(350)
    expect(loading.is).toBe('loaded')
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('gets the script even if the document has no other', async () => {
    document.head.innerHTML = ''
    const attach = attached()
    vendor(defines(attach))
    const { loading } = await visit()
    expect(loading.is).toBe('loaded')
    expect(Array.from(document.scripts, ({ src }) => src)).toContain(SDK_URL)
  })
})

describe('a script of the site’s own for the SDK', () => {
  it.each(['', 'module', 'text/javascript', 'application/javascript'])(
    'is awaited, and no second one is requested (type %j)',
    async (type) => {
      const { requests } = vendor(defines(attached()))
      const answer = siteTag({ type })
      const { loaded, loading } = await visit()
      // As on every page that has loaded.
      window.dispatchEvent(new Event('pageshow'))
      await pass(HOLD - 100)
      expect(loading.is).toBe('waiting')

      const attach = attached()
      defines(attach)()
      answer('load')
      await pass(0)
      expect(loading.is).toBe('loaded')
      await page(loaded)
      expect(attach).toHaveBeenCalledTimes(1)
      await pass(HOLD)
      expect(requests).toEqual([])
    }
  )

  it.each(['//cdn.rupt.dev/js/rupt.js', `${SDK_URL}?v=2`])('is known by %s', async (src) => {
    const { requests } = vendor(defines(attached()))
    siteTag({ src })
    const { loading } = await visit()
    expect(loading.is).toBe('waiting')
    expect(requests).toEqual([])
  })

  it.each(['text/plain', 'javascript/blocked'])('is not awaited while it is blocked by type %j', async (type) => {
    const { requests } = vendor(defines(attached()))
    siteTag({ type })
    const { loading } = await visit()
    expect(loading.is).toBe('loaded')
    expect(requests).toEqual([SDK_URL])
  })

  it('is not awaited when its URL is another', async () => {
    const { requests } = vendor(defines(attached()))
    siteTag({ src: 'https://cdn.rupt.dev/js/other.js' })
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('is replaced by ours when it fails, once', async () => {
    const { requests } = vendor('hangs')
    const answer = siteTag()
    await visit()
    answer('error')
    expect(requests).toEqual([SDK_URL])
    answer('error')
    await pass(HOLD)
    expect(requests).toEqual([SDK_URL])
  })

  it('is replaced by ours when it has not arrived by the end of the hold', async () => {
    const attach = attached()
    const { requests } = vendor(defines(attach))
    siteTag()
    const { loaded, loading } = await visit()
    await pass(HOLD - 1)
    expect([loading.is, requests]).toEqual(['waiting', []])

    await pass(1)
    expect([loading.is, requests]).toEqual(['loaded', [SDK_URL]])
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('that arrives after the hold makes the calls that wait', async () => {
    const attach = attached()
    vendor('hangs')
    const answer = siteTag()
    const { loaded } = await visit()
    await pass(HOLD)
    await page(loaded)
    defines(attach)()
    answer('load')
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

describe('an SDK that comes from elsewhere', () => {
  it.each([
    ['hangs', 'hangs'],
    ['was blocked', 'fails']
  ] as const)('is used within 50 ms while our request %s', async (_, script) => {
    vendor(script, script)
    const { loaded, loading } = await visit()
    await pass(1020)
    const attach = attached()
    defines(attach)()
    await pass(50)
    expect(loading.is).toBe('loaded')
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('is used if it is there when ours fails', async () => {
    const { answer } = vendor('fails', 'hangs')
    const { loading } = await visit()
    defines(attached())()
    answer('fails')
    await pass(0)
    expect(loading.is).toBe('loaded')
  })

  it('makes the calls that wait at the next event after the hold', async () => {
    const attach = attached()
    const { late } = await lateVisit()
    await page(late, { userId: 'user-1' })
    defines(attach)()
    await page(late, { userId: 'user-2' })
    expect(accounts(attach)).toEqual(['user-1', 'user-2'])
  })

  it('is used at the next event even after ours failed', async () => {
    const attach = attached()
    const { late, answer } = await lateVisit()
    answer('fails')
    await pass(0)
    answer('fails')
    await pass(0)
    expect(warnings(warn)).toEqual([FAILED])

    defines(attach)()
    await page(late)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('makes the calls that wait when ours fails after the hold, without a warning', async () => {
    const attach = attached()
    const { late, answer } = await lateVisit()
    await page(late)
    defines(attach)()
    answer('fails')
    await pass(0)
    answer('fails')
    await pass(0)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('stays in use when another replaces it', async () => {
    const [first, second] = [attached(), attached()]
    vendor(defines(first))
    const { loaded } = await visit()
    await page(loaded)
    defines(second)()
    await page(loaded, { userId: 'user-2' })
    expect([accounts(first), accounts(second)]).toEqual([['user-1', 'user-2'], []])
  })
})

describe('a page that is left while the SDK is in flight', () => {
  const event = (type: string) => window.dispatchEvent(new Event(type))

  // Firefox and WebKit fail the script between the two.
  for (const leaving of ['beforeunload', 'pagehide']) {
    it(`sees neither a second request nor a warning after ${leaving}`, async () => {
      const { requests, answer } = vendor('hangs')
      const { loading } = await visit()
      event(leaving)
      answer('fails')
      await pass(HOLD)
      expect(requests).toHaveLength(1)
      expect(loading.is).toBe('loaded')
      expect(warn).not.toHaveBeenCalled()
    })
  }

  it('sees neither after the hold', async () => {
    const { answer, requests } = await lateVisit()
    event('pagehide')
    answer('fails')
    await pass(HOLD)
    expect(requests).toHaveLength(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it("sees neither when the site's own script fails", async () => {
    const { requests } = vendor('hangs')
    const answer = siteTag()
    const { loading } = await visit()
    event('beforeunload')
    answer('error')
    await pass(HOLD)
    expect(requests).toHaveLength(0)
    expect(loading.is).toBe('loaded')
    expect(warn).not.toHaveBeenCalled()
  })

  it('requests it again when the visitor comes back to it', async () => {
    const attach = attached()
    const { requests, answer } = vendor('hangs', defines(attach))
    const { loaded } = await visit()
    event('beforeunload')
    event('pagehide')
    answer('fails')
    await pass(0)
    event('pageshow')
    await pass(0)
    expect(requests).toHaveLength(2)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('requests it again at the next event: a download announces that the page is left, and it is not', async () => {
    const attach = attached()
    const { requests, answer, late } = await lateVisit(defines(attach))
    event('beforeunload')
    answer('fails')
    await pass(HOLD)
    expect(requests).toHaveLength(1)
    await page(late)
    await pass(0)
    expect(requests).toHaveLength(2)
    expect(accounts(attach)).toEqual(['user-1'])
  })

  it('does not count such a failure: the next one is retried', async () => {
    const { requests, answer } = vendor('hangs', 'fails', 'fails')
    const { loading } = await visit()
    event('pagehide')
    answer('fails')
    await pass(0)
    event('pageshow')
    await pass(HOLD)
    expect(requests).toHaveLength(3)
    expect(loading.is).toMatchObject({ message: FAILED })
  })

  it('reports a failure that comes once the visitor is back', async () => {
    const { answer } = vendor('hangs', 'fails')
    const { loading } = await visit()
    event('pagehide')
    event('pageshow')
    answer('fails')
    await pass(HOLD)
    expect(loading.is).toMatchObject({ message: FAILED })
  })

  it('requests no second one if the first is still in flight when the visitor comes back', async () => {
    const { requests } = vendor('hangs', 'hangs')
    await visit()
    event('pagehide')
    event('pageshow')
    await pass(0)
    expect(requests).toHaveLength(1)
  })
})

describe('listeners of the page', () => {
  /** The types of the listeners that a run leaves behind. Analytics.js has one for pagehide. */
  async function leftBy(run: () => Promise<void>) {
    const [added, removed] = [jest.spyOn(window, 'addEventListener'), jest.spyOn(window, 'removeEventListener')]
    await run()
    const types = (spy: { mock: { calls: unknown[][] } }) => spy.mock.calls.map(([type]) => type)
    expect(types(added)).toEqual(expect.arrayContaining(['beforeunload', 'pagehide', 'pageshow']))
    for (const [type, listener] of removed.mock.calls) expect(added).toHaveBeenCalledWith(type, listener)
    return types(added).filter((type) => !types(removed).includes(type))
  }

  it('are gone once the SDK is there', async () => {
    vendor(defines(attached()))
    expect(await leftBy(async () => void (await visit()))).toEqual([])
  })

  it("are gone once the site's own SDK is there", async () => {
    vendor()
    const answer = siteTag()
    const run = async () => {
      await visit()
      defines(attached())()
      answer('load')
    }
    expect(await leftBy(run)).toEqual([])
  })

  it('are gone once it has failed twice', async () => {
    vendor('fails', 'fails')
    const run = async () => {
      await visit()
      await pass(HOLD)
    }
    expect(await leftBy(run)).toEqual([])
  })
})

describe('an SDK that takes its time', () => {
  it('holds Segment for two seconds and no longer', async () => {
    vendor('hangs')
    const { loading } = await visit()
    await pass(HOLD - 1)
    expect(loading.is).toBe('waiting')
    await pass(1)
    expect(loading.is).toBe('loaded')
  })

  it('holds Segment no longer in a hidden page, whose intervals tick once a minute', async () => {
    const tick = setInterval
    const slowed = jest.spyOn(window, 'setInterval').mockImplementation((run) => tick(run, 60_000))
    vendor('fails', 'fails')
    const { loading } = await visit()
    slowed.mockRestore()
    await pass(HOLD)
    expect(loading.is).toMatchObject({ message: FAILED })
  })

  it('holds no event after that', async () => {
    const { late } = await lateVisit()
    // Would time out if it waited: this SDK never arrives.
    await page(late)
  })

  it('holds Segment for two seconds in all, both tries together', async () => {
    const { answer } = vendor('hangs', 'hangs')
    const { loading } = await visit()
    await pass(HOLD - 500)
    answer('fails')
    await pass(500)
    expect(loading.is).toBe('loaded')
  })

  it('is not waited for when it runs at the end of the hold and does not define Rupt', async () => {
    const { answer } = vendor('hangs')
    const { loading } = await visit()
    await pass(HOLD - 100)
    answer(() => {})
    await pass(100)
    expect(loading.is).toBe('loaded')
    expect(warnings(warn)).toEqual([NOT_RUPT])
  })

  it('attaches each device that was seen before it arrived, once', async () => {
    const attach = attached()
    const { late, answer, requests } = await lateVisit()
    for (const id of [1, 2, 3, 4, 5]) {
      await page(late, { userId: `user-${id}` })
      await page(late, { userId: `user-${id}` })
    }
    await pass(60_000)
    expect(attach).not.toHaveBeenCalled()

    answer(defines(attach))
    await pass(0)
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3', 'user-4', 'user-5'])

    await page(late, { userId: 'user-6' })
    expect(attach).toHaveBeenCalledTimes(6)
    expect(requests).toEqual([SDK_URL])
    expect(warn).not.toHaveBeenCalled()
  })

  it('attaches with the latest metadata and URLs, however many pages the visitor went through', async () => {
    const attach = attached()
    const { answer } = vendor('hangs')
    const late = await plugin({
      settings: { logout_url: 'logout' },
      mapping: { metadata: { path: { '@path': '$.properties.path' } } }
    })
    void load(late)
    await pass(HOLD)
    for (let route = 1; route <= 31; route++) {
      window.history.pushState(null, '', `/${route}/`)
      await page(late, { userId: 'user-1', properties: { path: `/${route}/` } })
    }
    answer(defines(attach))
    await pass(0)
    expect(configs(attach)).toMatchObject([
      { metadata: { path: '/31/' }, redirect_urls: { logout_url: `${window.location.origin}/31/logout` } }
    ])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['email', 'ada@site.test'],
    ['phone', '+1 555 0100'],
    ['include_page', false]
  ])('attaches once more for another %s', async (field, value) => {
    const attach = attached()
    const { answer } = vendor('hangs')
    const late = await plugin({ mapping: { [field]: { '@path': '$.properties.value' } } })
    void load(late)
    await pass(HOLD)
    await page(late, { userId: 'user-1' })
    await page(late, { userId: 'user-1', properties: { value } })
    answer(defines(attach))
    await pass(0)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('counts an attach that waited for it as in flight until Rupt has answered', async () => {
    const { attach } = slow()
    const { late, answer } = await lateVisit()
    await page(late)
    answer(defines(attach))
    await pass(0)
    await page(late)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('attaches for each of two destinations, and is requested once', async () => {
    const attach = attached()
    const { answer, requests } = vendor('hangs')
    const both = await Promise.all(['client-1', 'client-2'].map((client_id) => plugin({ settings: { client_id } })))
    for (const one of both) void load(one)
    await pass(HOLD)
    for (const one of both) await page(one)
    answer(defines(attach))
    await pass(0)
    expect(configs(attach).map(({ client_id }) => client_id)).toEqual(['client-1', 'client-2'])
    expect(requests).toEqual([SDK_URL])
  })

  it('is tried twice for two destinations together', async () => {
    const { requests } = vendor('fails', 'fails')
    const both = await Promise.all([plugin(), plugin()])
    const outcomes = both.map((one) => outcome(load(one)))
    await pass(HOLD)
    expect(outcomes).toMatchObject([{ is: { message: FAILED } }, { is: { message: FAILED } }])
    expect(requests).toEqual([SDK_URL, SDK_URL])
  })

  it('passes on to Segment what attach throws once it is there', async () => {
    const { late, answer } = await lateVisit()
    answer(defines(() => { throw new Error('broken') })) // prettier-ignore
    await pass(0)
    await expect(page(late)).rejects.toThrow('broken')
  })

  it('reports each attach that waited for it and then failed, and makes the others', async () => {
    const attach = jest.fn(({ account }: { account: string }) => {
      if (account === 'user-1') throw new Error('broken')
      return account === 'user-2' ? Promise.reject(new Error('broken')) : Promise.resolve(null)
    })
    const { late, answer } = await lateVisit()
    for (const id of [1, 2, 3]) await page(late, { userId: `user-${id}` })
    answer(defines(attach))
    await pass(0)
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3'])
    expect(warnings(warn)).toEqual([NOT_ATTACHED, NOT_ATTACHED])
  })

  it('is reported once when it is not Rupt in the end', async () => {
    const { late, answer } = await lateVisit()
    await page(late, { userId: 'user-1' })
    answer(() => {})
    await pass(0)
    expect(warnings(warn)).toEqual([NOT_RUPT])
    await page(late, { userId: 'user-2' })
    await pass(HOLD)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('is reported once when it fails in the end', async () => {
    const { late, answer } = await lateVisit()
    await page(late, { userId: 'user-1' })
    answer('fails')
    await pass(0)
    expect(warn).not.toHaveBeenCalled()
    answer('fails')
    await pass(0)
    expect(warnings(warn)).toEqual([FAILED])
    await page(late, { userId: 'user-2' })
    await pass(HOLD)
    expect(warn).toHaveBeenCalledTimes(1)
  })
})
