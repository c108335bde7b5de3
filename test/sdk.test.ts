import { attached, cleanPage, configs, defines, later, load, page, pass, plugin, SDK_URL, settled } from './visit'
import { slow, vendor, warnings } from './visit'

const FAILED = 'Rupt: https://cdn.rupt.dev/js/rupt.js failed twice to load. Check content blockers and your CSP.'
const NOT_RUPT = 'Rupt: https://cdn.rupt.dev/js/rupt.js did not define Rupt.attach. Check content blockers.'
const NOT_ATTACHED = expect.stringContaining('attach failed') as string

/** Milliseconds during which a copy that comes by another way is looked for. */
const LOOK = 2000

/** Milliseconds after a failure after which an event requests the SDK once more. */
const MINUTE = 60_000

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  jest.useFakeTimers()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(async () => {
  // No timer is left on the customer's page.
  await pass(LOOK)
  expect(jest.getTimerCount()).toBe(0)
  jest.useRealTimers()
  await settled()
})

type Visit = Parameters<typeof plugin>[0]

/** A page that has loaded the destination. No time passes: if loading waited for the SDK, this would time out. */
async function visit(options?: Visit) {
  const loaded = await plugin(options)
  await load(loaded)
  await pass(0)
  return loaded
}

/** A page on which Rupt's CDN has not answered for two seconds. */
async function lateVisit(options?: Visit) {
  const cdn = vendor('hangs', 'hangs')
  const loaded = await visit(options)
  await pass(LOOK)
  expect(jest.getTimerCount()).toBe(0)

  const answer = async (script: Parameters<typeof cdn.answer>[0]) => {
    cdn.answer(script)
    await pass(0)
  }
  return { loaded, requests: cdn.requests, answer }
}

/** The page's state, as far as its scripts are concerned. jsdom's document has always loaded. */
function documentIs(state: 'loading' | 'complete') {
  Object.defineProperty(document, 'readyState', { value: state, configurable: true })
}

/** A tag of the site's own, which has not run yet, in a document that is still loading. */
function siteTag({ src = SDK_URL, type = '', noModule = false } = {}) {
  documentIs('loading')
  const script = document.createElement('script')
  // Where jsdom fetches scripts, it fetches none of this type.
  Object.assign(script, { src, type: 'text/plain' })
  script.toggleAttribute('nomodule', noModule)
  document.head.append(script)
  script.type = type
  return async (outcome: 'load' | 'error') => {
    script.dispatchEvent(new Event(outcome))
    await pass(50)
  }
}
afterEach(() => documentIs('complete'))

const accounts = (attach: jest.Mock) => configs(attach).map(({ account }) => account)

describe('Page that has Rupt already', () => {
  it('The SDK of the page is used, and nothing is requested', async () => {
    const { requests } = vendor()
    const attach = attached()
    defines(attach)()
    const listeners = jest.spyOn(window, 'addEventListener')
    const loaded = await plugin()
    await load(loaded, {})
    expect(jest.getTimerCount()).toBe(0)
    expect(listeners).not.toHaveBeenCalled()
    await page(loaded)

    expect(requests).toEqual([])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([undefined, true, 'attach'])('The SDK is requested where Rupt.attach of the page is %p', async (attach) => {
    const { requests } = vendor(defines(attached()))
    defines(attach)()
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('Each call goes to the SDK of that moment, so a stub can be replaced by the real one', async () => {
    const [stub, real] = [attached(), attached()]
    vendor()
    defines(stub)()
    const loaded = await visit()
    await page(loaded)
    defines(real)()
    await page(loaded, { userId: 'user-2' })
    expect([accounts(stub), accounts(real)]).toEqual([['user-1'], ['user-2']])
  })
})

describe('Page without Rupt', () => {
  it.each([
    ['hangs', 'hangs'],
    ['fails', 'fails'],
    ['is empty', () => {}]
  ] as const)('The destination loads and handles events at once while the SDK %s', async (_, script) => {
    vendor(script, script)
    const loaded = await plugin()
    const start = Date.now()
    await load(loaded)
    await page(loaded)
    expect(Date.now()).toBe(start)
  })

  it('One script is requested, and the device is attached the moment it has run', async () => {
    const attach = attached()
    const { requests, answer } = vendor('hangs')
    const loaded = await visit()
    await page(loaded)
    answer(defines(attach))
    // No fake time passes here.
    await pass(0)
    expect(attach).toHaveBeenCalledTimes(1)

    await pass(50)
    // That of the end of the look: nothing is looked for any more.
    expect(jest.getTimerCount()).toBe(1)
    expect(requests).toEqual([SDK_URL])
    // The site's own, and ours before it.
    expect(Array.from(document.scripts, ({ src }) => src)).toEqual([SDK_URL, ''])
    expect(warn).not.toHaveBeenCalled()
  })

  it('The script is requested a second time at once when it fails', async () => {
    const attach = attached()
    const { requests } = vendor('fails', defines(attach))
    const loaded = await visit()
    expect(requests).toEqual([SDK_URL, SDK_URL])
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('One warning comes two seconds after the start when the script has failed twice', async () => {
    const { requests } = vendor('fails', 'fails', defines(attached()))
    const loaded = await visit()
    await page(loaded)
    await pass(LOOK - 50)
    expect(warn).not.toHaveBeenCalled()
    await pass(50)
    expect(warnings(warn)).toEqual([FAILED])

    await page(loaded, { userId: 'user-2' })
    await pass(LOOK)
    expect(warn).toHaveBeenCalledTimes(1)
    expect(requests).toHaveLength(2)
  })

  it('The warning comes at once when the second failure is later than that', async () => {
    const { loaded, answer } = await lateVisit()
    await page(loaded)
    await answer('fails')
    expect(warn).not.toHaveBeenCalled()
    await answer('fails')
    expect(warnings(warn)).toEqual([FAILED])
  })

  it.each([
    ['is empty', () => {}],
    ['defines a Rupt without attach', () => void (window.Rupt = {})]
  ])('One warning comes two seconds after the start when the script %s', async (_, script) => {
    const { requests } = vendor(script, defines(attached()))
    const loaded = await visit()
    await pass(LOOK - 50)
    expect(warn).not.toHaveBeenCalled()
    await pass(50)
    expect(warnings(warn)).toEqual([NOT_RUPT])

    await page(loaded)
    await pass(LOOK)
    expect(requests).toHaveLength(1)
  })

  it.each([
    ['again does not define Rupt', () => {}],
    ['fails', 'fails']
  ] as const)(
    'A script that does not define Rupt is requested once a minute, without another warning if it %s',
    async (_, script) => {
      const { requests } = vendor(() => {}, script, script)
      const loaded = await visit()
      await pass(LOOK)
      for (const minute of [1, 2]) {
        later(MINUTE)
        for (const id of [1, 2, 3]) {
          await page(loaded, { userId: `user-${id}` })
          await pass(50)
        }
        expect(requests).toHaveLength(1 + minute)
      }
      expect(warnings(warn)).toEqual([NOT_RUPT])
    }
  )

  it('The device is attached a minute after a login page of the network came in place of the script', async () => {
    const attach = attached()
    const { requests } = vendor(() => {}, defines(attach))
    const loaded = await visit()
    await page(loaded)
    await pass(LOOK)
    later(MINUTE - LOOK - 1)
    await page(loaded)
    await pass(0)
    expect(requests).toHaveLength(1)
    later(1)
    await page(loaded)
    await pass(0)
    expect(requests).toHaveLength(2)
    expect(accounts(attach)).toEqual(['user-1'])
    expect(warnings(warn)).toEqual([NOT_RUPT])
  })

  it('The warning comes at once when the script runs later than that and does not define Rupt', async () => {
    const { loaded, answer } = await lateVisit()
    await page(loaded)
    await answer(() => {})
    expect(warnings(warn)).toEqual([NOT_RUPT])
  })

  it('The device is attached when the script defines Rupt a while after it has run', async () => {
    const attach = attached()
    vendor(() => void setTimeout(defines(attach), LOOK - 200))
    const loaded = await visit()
    await page(loaded)
    await pass(LOOK - 200)
    await pass(50)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('The script is requested even if the document has no other', async () => {
    document.head.innerHTML = ''
    const { requests } = vendor(defines(attached()))
    await visit()
    expect(requests).toEqual([SDK_URL])
    expect(Array.from(document.scripts, ({ src }) => src)).toContain(SDK_URL)
  })
})

describe('Page that started without a network', () => {
  it('The SDK is requested once more at an event a minute after the last failure, silently', async () => {
    const attach = attached()
    const { requests, answer } = vendor('hangs', 'fails', defines(attach))
    const loaded = await visit()
    await page(loaded, { userId: 'user-1' })
    await pass(1000)
    answer('fails')
    await pass(LOOK)
    expect(warnings(warn)).toEqual([FAILED])
    expect(requests).toHaveLength(2)

    // A minute after the start, and 58 s after the failure.
    later(MINUTE - LOOK - 1)
    await page(loaded, { userId: 'user-2' })
    expect(requests).toHaveLength(2)
    later(1)
    await pass(LOOK)
    expect(requests).toHaveLength(2)
    await page(loaded, { userId: 'user-3' })
    await pass(0)
    expect(requests).toHaveLength(3)
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3'])
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('The SDK is requested at most once a minute as long as it fails, without another warning', async () => {
    const { requests } = vendor('fails', 'fails', 'fails', 'fails')
    const loaded = await visit()
    await pass(LOOK)
    for (const minute of [1, 2]) {
      later(MINUTE)
      for (const id of [1, 2, 3]) {
        await page(loaded, { userId: `user-${id}` })
        await pass(50)
      }
      expect(requests).toHaveLength(2 + minute)
    }
    expect(warnings(warn)).toEqual([FAILED])
  })

  it('No second warning comes when the script runs in the end and does not define Rupt', async () => {
    vendor('fails', 'fails', () => {})
    const loaded = await visit()
    await pass(LOOK)
    later(MINUTE)
    await page(loaded)
    await pass(LOOK)
    expect(warnings(warn)).toEqual([FAILED])
  })

  it('The SDK is not requested again without an event', async () => {
    const { requests } = vendor('fails', 'fails')
    await visit()
    later(10 * MINUTE)
    await pass(LOOK)
    window.dispatchEvent(new Event('pageshow'))
    await pass(0)
    expect(requests).toHaveLength(2)
  })

  it('The SDK is not requested again if it has come by another way', async () => {
    const attach = attached()
    const { requests } = vendor('fails', 'fails', 'fails')
    const loaded = await visit()
    await pass(LOOK)
    later(MINUTE)
    defines(attach)()
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(requests).toHaveLength(2)
  })
})

describe('The site’s own script for the SDK', () => {
  it.each([
    '',
    'module',
    'text/javascript',
    'application/javascript',
    'text/ecmascript',
    'application/x-javascript',
    'TEXT/JavaScript',
    // Rocket Loader's.
    '5f3a9c-text/javascript'
  ])('The site’s own script is awaited, and no second one is requested (type %j)', async (type) => {
    const { requests } = vendor(defines(attached()))
    const answer = siteTag({ type })
    const loaded = await visit()
    // As on every page that has loaded.
    window.dispatchEvent(new Event('pageshow'))
    await page(loaded)
    await pass(LOOK - 100)

    const attach = attached()
    defines(attach)()
    await answer('load')
    expect(attach).toHaveBeenCalledTimes(1)
    await page(loaded, { userId: 'user-2' })
    await pass(LOOK)
    expect(requests).toEqual([])
  })

  it.each([
    '//cdn.rupt.dev/js/rupt.js',
    `${SDK_URL}?v=2`,
    'https://unpkg.com/rupt@latest/index',
    'https://unpkg.com/rupt@2.24.1/index.js',
    'https://cdn.jsdelivr.net/npm/rupt@2'
  ])('The site’s own script is known by %s', async (src) => {
    const { requests } = vendor(defines(attached()))
    siteTag({ src })
    await visit()
    await pass(LOOK - 100)
    expect(requests).toEqual([])
  })

  it.each([
    'text/plain',
    'javascript/blocked',
    'didomi/javascript',
    'osano/javascript',
    'opt-in',
    'lazy',
    'text/x-template',
    'text/typescript'
  ])('The site’s own script is not awaited while its type %j keeps it from running', async (type) => {
    const { requests } = vendor(defines(attached()))
    siteTag({ type })
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('The site’s own script is not awaited if it is for browsers without modules', async () => {
    const { requests } = vendor(defines(attached()))
    siteTag({ noModule: true })
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('The site’s own script is found behind one that does not run', async () => {
    const { requests } = vendor(defines(attached()))
    siteTag({ type: 'opt-in' })
    siteTag()
    await visit()
    await pass(LOOK - 100)
    expect(requests).toEqual([])
  })

  it.each([
    'https://cdn.rupt.dev/js/other.js',
    'https://cdn.rupt.dev.site.test/js/rupt.js',
    'https://site.test/js/rupt.js',
    'https://unpkg.com/ruptured@1/index.js',
    'https://cdn.jsdelivr.net/npm/other@1/rupt.js',
    '/js/rupt.js'
  ])('A script whose URL is %s is not awaited', async (src) => {
    const { requests } = vendor(defines(attached()))
    siteTag({ src })
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('The SDK is requested once when the site’s own script fails', async () => {
    const { requests } = vendor('hangs')
    const answer = siteTag()
    await visit()
    await answer('error')
    expect(requests).toEqual([SDK_URL])
    await answer('error')
    await pass(LOOK)
    expect(requests).toEqual([SDK_URL])
  })

  it('The SDK is requested when the site’s own script has run without bringing it', async () => {
    const attach = attached()
    const { requests } = vendor(defines(attach))
    const answer = siteTag()
    const loaded = await visit()
    await page(loaded)
    await answer('load')
    expect(requests).toEqual([SDK_URL])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('The site’s own script is not awaited in a window that has loaded, since it was blocked or empty', async () => {
    const { requests } = vendor(defines(attached()))
    siteTag()
    documentIs('complete')
    await visit()
    expect(requests).toEqual([SDK_URL])
  })

  it('The site’s own script is awaited no longer than until the window has loaded', async () => {
    const { requests } = vendor(defines(attached()))
    siteTag()
    await visit()
    await pass(500)
    expect(requests).toEqual([])
    documentIs('complete')
    await pass(50)
    expect(requests).toEqual([SDK_URL])
  })

  it('The SDK is requested when the site’s own script has not arrived after two seconds', async () => {
    const attach = attached()
    const { requests } = vendor(defines(attach))
    siteTag()
    const loaded = await visit()
    await page(loaded)
    await pass(LOOK - 50)
    expect(requests).toEqual([])
    await pass(50)
    expect(requests).toEqual([SDK_URL])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('Waiting calls are made at the next event when the site’s own script arrives later than that', async () => {
    const attach = attached()
    const { requests } = vendor('hangs')
    const answer = siteTag()
    const loaded = await visit()
    await page(loaded, { userId: 'user-1' })
    await pass(LOOK)
    defines(attach)()
    await answer('load')
    await page(loaded, { userId: 'user-2' })
    expect(accounts(attach)).toEqual(['user-1', 'user-2'])
    expect(requests).toEqual([SDK_URL])
  })
})

describe('Page that a prerenderer saved with our script in it', () => {
  /** The script as the runtime's `loadScript` leaves it. The browser runs it again, as a part of the page. */
  function savedTag(status: string) {
    const answer = siteTag()
    document.scripts[document.scripts.length - 1].setAttribute('status', status)
    return answer
  }

  for (const status of ['loaded', 'loading', 'error']) {
    it(`The saved script (${status}) is awaited like one of the site’s own`, async () => {
      const attach = attached()
      const { requests } = vendor(defines(attach))
      const answer = savedTag(status)
      const loaded = await visit()
      await page(loaded)
      await pass(LOOK - 100)
      defines(attach)()
      await answer('load')
      expect(attach).toHaveBeenCalledTimes(1)
      expect(requests).toEqual([])
    })

    it(`The SDK is requested, and its failure reported, when the saved script (${status}) fails`, async () => {
      const { requests } = vendor('fails', 'fails')
      const answer = savedTag(status)
      await visit()
      await answer('error')
      await pass(LOOK)
      expect(requests).toEqual([SDK_URL, SDK_URL])
      expect(warnings(warn)).toEqual([FAILED])
    })

    it(`The SDK is requested when the saved script (${status}) takes more than two seconds`, async () => {
      const attach = attached()
      const { requests } = vendor(defines(attach))
      savedTag(status)
      const loaded = await visit()
      await page(loaded)
      await pass(LOOK)
      expect(requests).toEqual([SDK_URL])
      expect(attach).toHaveBeenCalledTimes(1)
    })
  }
})

describe('Clock', () => {
  it('A clock that stands still delays neither the request after a tag that hangs nor the warning', async () => {
    const { requests } = vendor('fails', 'fails')
    siteTag()
    const now = Date.now()
    const still = jest.spyOn(Date.prototype, 'valueOf').mockReturnValue(now)
    await visit()
    await pass(LOOK)
    expect(requests).toEqual([SDK_URL, SDK_URL])
    expect(warnings(warn)).toEqual([FAILED])
    still.mockRestore()
  })

  it('A clock that is set back does not put off the next request', async () => {
    const attach = attached()
    vendor('fails', 'fails', defines(attach))
    const loaded = await visit()
    await pass(LOOK)
    later(-60 * MINUTE)
    await page(loaded)
    await pass(0)
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

describe('SDK from elsewhere', () => {
  it.each([
    ['hangs', 'hangs'],
    ['was blocked', 'fails'],
    ['was answered by an empty script', () => {}]
  ] as const)(
    'An SDK from elsewhere attaches within 50 ms in the first two seconds while our request %s',
    async (_, script) => {
      vendor(script, script)
      const loaded = await visit()
      await page(loaded)
      await pass(1020)
      const attach = attached()
      defines(attach)()
      await pass(50)
      expect(attach).toHaveBeenCalledTimes(1)
      await pass(LOOK)
      expect(warn).not.toHaveBeenCalled()
    }
  )

  it('The SDK is not requested again when it is there as our request fails', async () => {
    const attach = attached()
    const { requests, answer } = vendor('hangs', 'hangs')
    const loaded = await visit()
    await page(loaded)
    defines(attach)()
    answer('fails')
    await pass(0)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(requests).toHaveLength(1)
  })

  it('The SDK is not requested when it comes while a tag of the site’s own is awaited', async () => {
    const attach = attached()
    const { requests } = vendor('hangs')
    const answer = siteTag()
    const loaded = await visit()
    await page(loaded)
    defines(attach)()
    await answer('error')
    expect(attach).toHaveBeenCalledTimes(1)
    expect(requests).toEqual([])
  })

  it.each([
    ['hangs', []],
    ['was blocked', ['fails', 'fails']]
  ] as const)(
    'An SDK from elsewhere attaches at the next event after that while our request %s',
    async (_, answers) => {
      const attach = attached()
      const { loaded, answer } = await lateVisit()
      await page(loaded, { userId: 'user-1' })
      for (const each of answers) await answer(each)
      warn.mockClear()

      later(MINUTE - 1)
      defines(attach)()
      await page(loaded, { userId: 'user-2' })
      expect(accounts(attach)).toEqual(['user-1', 'user-2'])
      expect(warn).not.toHaveBeenCalled()
    }
  )

  it('Waiting calls are made when our request fails after that, without a warning', async () => {
    const attach = attached()
    const { loaded, answer } = await lateVisit()
    await page(loaded)
    defines(attach)()
    await answer('fails')
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })
})

describe('Page that is left while the SDK is in flight', () => {
  const event = async (type: string) => {
    window.dispatchEvent(new Event(type))
    await pass(0)
  }

  // Firefox and WebKit fail the script between the two.
  for (const leaving of ['beforeunload', 'pagehide']) {
    it(`Neither a second request nor a warning follows ${leaving}`, async () => {
      const { requests, answer } = vendor('hangs')
      await visit()
      await event(leaving)
      answer('fails')
      await pass(LOOK)
      expect(requests).toHaveLength(1)
      expect(warn).not.toHaveBeenCalled()
    })
  }

  it('Neither a second request nor a warning follows after two seconds', async () => {
    const { answer, requests } = await lateVisit()
    await event('pagehide')
    await answer('fails')
    await pass(LOOK)
    expect(requests).toHaveLength(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it("Neither a second request nor a warning follows when the site's own script fails", async () => {
    const { requests } = vendor('hangs')
    const answer = siteTag()
    await visit()
    await event('beforeunload')
    await answer('error')
    await pass(LOOK)
    expect(requests).toHaveLength(0)
    expect(warn).not.toHaveBeenCalled()
  })

  it("The SDK is requested when the visitor comes back and the site's own script had failed", async () => {
    const { requests } = vendor('hangs')
    const answer = siteTag()
    await visit()
    await event('pagehide')
    await answer('error')
    await event('pageshow')
    expect(requests).toHaveLength(1)
  })

  it('The SDK is requested again when the visitor comes back', async () => {
    const attach = attached()
    const { requests, answer } = vendor('hangs', defines(attach))
    const loaded = await visit()
    await page(loaded)
    await event('beforeunload')
    await event('pagehide')
    answer('fails')
    await pass(0)
    await event('pageshow')
    expect(requests).toHaveLength(2)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('The SDK is requested again at the next event after a download, which announces that the page is left', async () => {
    const attach = attached()
    const { requests, answer, loaded } = await lateVisit()
    await event('beforeunload')
    await answer('fails')
    await pass(LOOK)
    expect(requests).toHaveLength(1)
    await page(loaded)
    await pass(0)
    expect(requests).toHaveLength(2)
    await answer(defines(attach))
    expect(accounts(attach)).toEqual(['user-1'])
  })

  it('A failure that comes of leaving does not count, so the next one is retried', async () => {
    const { requests, answer } = vendor('hangs', 'fails', 'fails')
    await visit()
    await event('pagehide')
    answer('fails')
    await pass(0)
    await event('pageshow')
    await pass(LOOK)
    expect(requests).toHaveLength(3)
    expect(warnings(warn)).toEqual([FAILED])
  })

  it('A failure that comes once the visitor is back is reported', async () => {
    const { answer } = vendor('hangs', 'fails')
    await visit()
    await event('pagehide')
    await event('pageshow')
    answer('fails')
    await pass(LOOK)
    expect(warnings(warn)).toEqual([FAILED])
  })

  it('A failure after an event counts, since the visitor never left', async () => {
    const { requests, answer } = vendor('hangs', 'hangs')
    const loaded = await visit()
    await event('beforeunload')
    await page(loaded)
    answer('fails')
    await pass(0)
    expect(requests).toHaveLength(2)
  })

  it('No second request is made if the first is still in flight when the visitor comes back', async () => {
    const { requests } = vendor('hangs', 'hangs')
    await visit()
    await event('pagehide')
    await event('pageshow')
    expect(requests).toHaveLength(1)
  })
})

describe('Listeners', () => {
  /** The types of the listeners that a run leaves behind. */
  async function leftBy(run: () => Promise<void>) {
    const [added, removed] = [jest.spyOn(window, 'addEventListener'), jest.spyOn(window, 'removeEventListener')]
    await run()
    const types = (spy: { mock: { calls: unknown[][] } }) => spy.mock.calls.map(([type]) => type)
    expect(types(added)).toEqual(expect.arrayContaining(['beforeunload', 'pagehide', 'pageshow']))
    for (const [type, listener] of removed.mock.calls) expect(added).toHaveBeenCalledWith(type, listener)
    return types(added).filter((type) => !types(removed).includes(type))
  }

  it('No listener is left once the SDK is there', async () => {
    vendor(defines(attached()))
    expect(await leftBy(async () => void (await visit()))).toEqual([])
  })

  it("No listener is left once the site's own SDK is there", async () => {
    vendor()
    const answer = siteTag()
    const run = async () => {
      await visit()
      defines(attached())()
      await answer('load')
    }
    expect(await leftBy(run)).toEqual([])
  })

  it.each([
    ['has failed twice', 'fails'],
    ['has run without defining Rupt', () => {}]
  ] as const)('No listener is left once the script %s', async (_, script) => {
    vendor(script, script)
    expect(await leftBy(async () => void (await visit()))).toEqual([])
  })
})

describe('Late SDK', () => {
  it('A late SDK attaches each device that was seen before it arrived, once', async () => {
    const attach = attached()
    const { loaded, answer, requests } = await lateVisit()
    for (const id of [1, 2, 3, 4, 5]) {
      await page(loaded, { userId: `user-${id}` })
      await page(loaded, { userId: `user-${id}` })
    }
    await pass(LOOK)
    expect(attach).not.toHaveBeenCalled()

    await answer(defines(attach))
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3', 'user-4', 'user-5'])

    await page(loaded, { userId: 'user-6' })
    expect(attach).toHaveBeenCalledTimes(6)
    expect(requests).toEqual([SDK_URL])
    expect(warn).not.toHaveBeenCalled()
  })

  it('A late SDK attaches in the order of the latest call of each device', async () => {
    const attach = attached()
    const { loaded, answer } = await lateVisit()
    for (const userId of ['user-1', 'user-2', 'user-1']) await page(loaded, { userId })
    await answer(defines(attach))
    expect(accounts(attach)).toEqual(['user-2', 'user-1'])
  })

  it('A device that waits and comes again when the SDK is there is attached once', async () => {
    const attach = attached()
    const { loaded } = await lateVisit({ mapping: { metadata: { '@path': '$.properties.metadata' } } })
    await page(loaded, { userId: 'user-1', properties: { metadata: { visit: 'first' } } })
    defines(attach)()
    await page(loaded, { userId: 'user-1', properties: { metadata: { visit: 'second' } } })
    expect(configs(attach)).toMatchObject([{ metadata: { visit: 'second' } }])
  })

  it('A late SDK attaches with the latest metadata and URLs, however many pages the visitor went through', async () => {
    const attach = attached()
    const { loaded, answer } = await lateVisit({
      settings: { logout_url: 'logout' },
      mapping: { metadata: { path: { '@path': '$.properties.path' } } }
    })
    for (let route = 1; route <= 31; route++) {
      window.history.pushState(null, '', `/${route}/`)
      await page(loaded, { userId: 'user-1', properties: { path: `/${route}/` } })
    }
    await answer(defines(attach))
    expect(configs(attach)).toMatchObject([
      { metadata: { path: '/31/' }, redirect_urls: { logout_url: `${window.location.origin}/31/logout` } }
    ])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('A device that comes with metadata, and without, is attached once', async () => {
    const attach = attached()
    const { loaded, answer } = await lateVisit({ mapping: { metadata: { '@path': '$.properties.metadata' } } })
    for (const metadata of [{ plan: 'team' }, undefined])
      await page(loaded, { userId: 'user-1', properties: { metadata } })
    await answer(defines(attach))
    expect(configs(attach).map(({ metadata }) => metadata)).toEqual([undefined])
  })

  it.each([
    ['email', 'ada@site.test', 'bob@site.test'],
    ['phone', '+1 555 0100', '+1 555 0199'],
    ['include_page', false, true],
    ['email', undefined, 'ada@site.test'],
    ['phone', undefined, '+1 555 0100'],
    ['include_page', undefined, false]
  ])('A late SDK attaches once for each %s of an account (%p, %p)', async (field, first, second) => {
    const attach = attached()
    const { loaded, answer } = await lateVisit({ mapping: { [field]: { '@path': '$.properties.value' } } })
    for (const value of [first, second]) await page(loaded, { userId: 'user-1', properties: { value } })
    await answer(defines(attach))
    expect(configs(attach).map((config) => config[field as 'email'])).toEqual([first, second])
  })

  it('An attach that waited for the SDK is in flight until Rupt has answered', async () => {
    const { attach } = slow()
    const { loaded, answer } = await lateVisit()
    await page(loaded)
    await answer(defines(attach))
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('A late SDK is requested once for two Client IDs, and attaches for each', async () => {
    const { attach } = slow()
    const { answer, requests } = vendor('hangs')
    const both = await Promise.all(['client-1', 'client-2'].map((client_id) => visit({ settings: { client_id } })))
    for (const one of both) await page(one)
    answer(defines(attach))
    await pass(50)
    expect(configs(attach).map(({ client_id }) => client_id)).toEqual(['client-1', 'client-2'])
    expect(requests).toEqual([SDK_URL])
  })

  it('The SDK is requested twice for two destinations together', async () => {
    const { requests } = vendor('fails', 'fails')
    const both = await Promise.all([plugin(), plugin()])
    await Promise.all(both.map((one) => load(one)))
    await pass(LOOK)
    expect(warnings(warn)).toEqual([FAILED, FAILED])
    expect(requests).toEqual([SDK_URL, SDK_URL])
  })

  it('The SDK is requested twice for a destination that loads while the script of another is in flight', async () => {
    documentIs('loading')
    const { requests, answer } = vendor('hangs', 'fails', 'fails', 'fails')
    await visit()
    await visit()
    answer('fails')
    await pass(LOOK)
    expect(requests).toHaveLength(2)
  })

  it('An error that attach throws once the SDK is there goes to Segment', async () => {
    const { loaded, answer } = await lateVisit()
    await answer(defines(() => { throw new Error('broken') })) // prettier-ignore
    await expect(page(loaded)).rejects.toThrow('broken')
  })

  it('Each attach that waited and then failed is reported, and the others are made', async () => {
    const attach = jest.fn(({ account }: { account: string }) => {
      if (account === 'user-1') throw new Error('broken')
      return account === 'user-2' ? Promise.reject(new Error('broken')) : Promise.resolve(null)
    })
    const { loaded, answer } = await lateVisit()
    for (const id of [1, 2, 3]) await page(loaded, { userId: `user-${id}` })
    await answer(defines(attach))
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3'])
    expect(warnings(warn)).toEqual([NOT_ATTACHED, NOT_ATTACHED])
  })
})

it('No rejection is left unhandled on a page that has broken what loading needs', async () => {
  vendor()
  jest.spyOn(document, 'querySelectorAll').mockImplementation(() => {
    throw new Error('not on this page')
  })
  const attach = attached()
  const loaded = await visit()
  defines(attach)()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(1)
})
