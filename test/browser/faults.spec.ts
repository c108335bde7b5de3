import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { bundlers } from '../../scripts/bundlers.js'
import { ATTACH, expect, javascript, json, push, SDK, test, WITHIN_LIMIT } from './site'
import type { Answer, Site } from './site'

const FAILED = /Rupt: https:.* failed twice to load\./
const NOT_RUPT = /Rupt: https:.* did not define Rupt\.attach\./
const NOT_ATTACHED = /Rupt: attach failed\./

const never: Answer = () => new Promise(() => {})

/** What a site does. No promise of these may be left pending, whatever happens to Rupt. */
const VISIT: [string, ...unknown[]][] = [
  ['identify', 'user-1'],
  ['page', 'Home'],
  ['track', 'Report Exported']
]
const EVENTS = ['identify', 'page', 'track']

interface Fault {
  name: string
  /** Answers that differ from a good day's. */
  answers?: Record<string, Answer>
  /** How many attaches reach Rupt's API; 0 unless given. */
  attaches?: number
  /** What the console has, in this order; nothing unless given. */
  console?: RegExp[]
  /** Whether the SDK is on the page before the first event. */
  sdkFirst?: boolean
}

const faults: Fault[] = [
  { name: 'a working SDK and API', attaches: 1 },
  {
    name: 'an SDK that is refused',
    answers: { [SDK]: (route) => route.abort('connectionrefused') },
    console: [FAILED]
  },
  {
    name: 'an SDK that answers 404',
    answers: { [SDK]: (route) => route.fulfill({ status: 404, body: 'Not found' }) },
    console: [FAILED]
  },
  {
    name: 'an SDK that answers 500',
    answers: { [SDK]: (route) => route.fulfill({ status: 500, body: 'Error' }) },
    console: [FAILED]
  },
  { name: 'an SDK that is an empty script', answers: { [SDK]: javascript('') }, console: [NOT_RUPT] },
  {
    name: 'an SDK that is a page of HTML',
    answers: { [SDK]: javascript('<!doctype html>') },
    console: [/^uncaught: /, NOT_RUPT]
  },
  { name: 'an SDK without attach', answers: { [SDK]: javascript('window.Rupt = {}') }, console: [NOT_RUPT] },
  { name: 'an SDK that never answers', answers: { [SDK]: never } },
  {
    name: 'an SDK whose attach throws',
    answers: { [SDK]: javascript('window.Rupt = { attach() { throw new Error("broken") } }') },
    sdkFirst: true
  },
  {
    name: 'an SDK whose attach rejects',
    answers: {
      [SDK]: javascript('window.Rupt = { attach: () => Promise.reject(new Error("user-1 is not allowed")) }')
    },
    console: [NOT_ATTACHED]
  },
  { name: 'an SDK whose attach returns nothing', answers: { [SDK]: javascript('window.Rupt = { attach() {} }') } },
  { name: 'an API that is refused', answers: { [ATTACH]: (route) => route.abort('connectionrefused') }, attaches: 1 },
  {
    name: 'an API that answers 401 with JSON',
    answers: {
      [ATTACH]: json({ success: false }, 401),
      'https://api.rupt.dev/v2/access/device/undefined/listen': push()
    },
    attaches: 1
  },
  {
    name: 'an API that answers 500 with HTML',
    answers: { [ATTACH]: (route) => route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>500</h1>' }) },
    attaches: 1
  },
  { name: 'an API that never answers', answers: { [ATTACH]: never }, attaches: 1 }
]

for (const { name, answers, attaches = 0, console = [], sdkFirst } of faults) {
  test(`Every event reaches Segment with ${name}`, async ({ site }) => {
    Object.assign(site.answers, answers)
    await site.open()
    if (sdkFirst) await site.page.waitForFunction(() => 'Rupt' in window)
    await site.analytics(...VISIT)

    await expect.poll(() => site.events.map(({ type }) => type)).toEqual(EVENTS)
    await expect.poll(() => site.attaches.length).toBe(attaches)
    await expect.poll(() => site.messages().length).toBe(console.length)
    // Another warning, or another call, would come within this.
    await site.page.waitForTimeout(700)
    expect(site.attaches).toHaveLength(attaches)
    site.expectConsole(console)
  })
}

test.describe('Awaited calls', () => {
  const blocked: Answer = (route) => route.abort('blockedbyclient')
  const tag = `<script async src="${SDK}"></script>`

  const states: [string, (site: Site) => void][] = [
    ['the SDK is blocked', (site) => (site.answers[SDK] = blocked)],
    ['the SDK and the site’s own tag for it are blocked', (site) => {
      site.answers[SDK] = blocked
      site.answers['https://site.test/home'] = site.home(tag)
    }],
    ['the SDK is an empty script', (site) => (site.answers[SDK] = javascript(''))],
    ['the SDK and the site’s own tag for it are empty scripts', (site) => {
      site.answers[SDK] = javascript('')
      site.answers['https://site.test/home'] = site.home(tag)
    }],
    ['the SDK hangs', (site) => (site.answers[SDK] = never)],
    ['Rupt’s API hangs', (site) => (site.answers[ATTACH] = never)],
    ['Client ID is missing', (site) => (site.settings = { ...site.settings, client_id: '' })]
  ] // prettier-ignore

  for (const [name, prepare] of states) {
    test(`An awaited call of Segment’s does not wait while ${name}`, async ({ site }) => {
      prepare(site)
      await site.neverStopLooking()
      await site.page.goto('https://site.test/home', { waitUntil: 'domcontentloaded' })
      await site.waits(['page'], ['track', 'Report Exported'])
      await expect.poll(() => site.events.map(({ type }) => type)).toEqual(EVENTS)
    })
  }
})

for (const [name, prepare, expected] of [
  [
    'A missing Client ID',
    (site) => (site.settings = { ...site.settings, client_id: '' }),
    /Rupt: Client ID is missing\./
  ],
  ['A refused SDK', (site) => (site.answers[SDK] = (route) => route.abort('connectionrefused')), FAILED],
  ['An empty SDK', (site) => (site.answers[SDK] = javascript('')), NOT_RUPT]
] as [string, (site: Site) => void, RegExp][]) {
  test(`${name} makes one warning and no uncaught error while no event waits`, async ({ site, page }) => {
    prepare(site)
    await site.open()
    await expect.poll(() => site.console.join('\n')).toMatch(expected)
    await page.waitForTimeout(300)
    expect(site.attaches).toEqual([])
    expect(site.events).toEqual([])
    site.expectConsole([expected])
  })
}

test('An attach that throws for an event that had waited is reported', async ({ site }) => {
  site.answers[SDK] = javascript('window.Rupt = { attach() { throw new Error("broken") } }')
  site.delay(SDK, 1000)
  await site.open()
  await site.analytics(...VISIT)
  await expect.poll(() => site.messages().length).toBe(1)
  site.expectConsole([NOT_ATTACHED])
})

test('The device is attached when a slow SDK arrives', async ({ site }) => {
  site.delay(SDK, 3000)
  await site.open()
  await site.analytics(...VISIT)
  expect(site.attaches).toHaveLength(0)
  await expect.poll(() => site.attaches.length).toBe(1)
  expect(site.events.map(({ type }) => type)).toEqual(EVENTS)
  site.expectConsole([])
})

test('An SDK that fails after 3 s in all makes one warning', async ({ site }) => {
  const sdk: Answer = async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await route.abort('connectionreset')
  }
  site.answers[SDK] = sdk
  await site.open()
  await site.analytics(...VISIT, ['page', 'Next'])
  expect(site.events.map(({ type }) => type)).toEqual([...EVENTS, 'page'])
  await expect.poll(() => site.console.join('\n')).toMatch(FAILED)
  expect(site.attaches).toEqual([])
  site.expectConsole([FAILED])
})

test('The device is attached when the SDK loads at the second try', async ({ site }) => {
  const sdk = site.answers[SDK]
  let asked = 0
  site.answers[SDK] = (route) => (asked++ === 0 ? route.abort('connectionreset') : sdk(route))
  await site.open()
  await site.analytics(...VISIT)
  await expect.poll(() => site.attaches.length).toBe(1)
  expect(asked).toBe(2)
  site.expectConsole([])
})

test('An SDK that is on the page already is used as it is', async ({ site }) => {
  site.answers['https://site.test/home'] = site.home(`<script src="${SDK}"></script>`)
  await site.open()
  await site.analytics(...VISIT)
  await expect.poll(() => site.attaches.length).toBe(1)
  expect(site.requests.filter((request) => request.endsWith(SDK))).toHaveLength(1)
  site.expectConsole([])
})

test('A page view without a network breaks nothing, and the next one attaches', async ({ site, context }) => {
  await site.open()
  await site.analytics(['identify', 'user-1'])
  await context.setOffline(true)
  site.answers[ATTACH] = (route) => route.abort('internetdisconnected')
  await site.analytics(['page', 'Offline'])
  await expect.poll(() => site.attaches.length).toBe(1)

  await context.setOffline(false)
  site.answers[ATTACH] = json(WITHIN_LIMIT)
  // The SDK keeps the failure to itself, and the same call is not made again before that.
  await expect(async () => {
    await site.analytics(['page', 'Online'])
    expect(site.attaches.length).toBeGreaterThan(1)
  }).toPass()
  // Analytics.js keeps what it could not send, and sends it once the browser is online again.
  await expect.poll(() => site.events.length).toBeGreaterThan(2)
  site.expectConsole([])
})

test('The next page attaches when a page is left while attaching', async ({ site, page }) => {
  site.answers[ATTACH] = never
  await site.open()
  await site.analytics(['identify', 'user-1'], ['page', 'Home'])
  await expect.poll(() => site.attaches.length).toBe(1)
  site.answers[ATTACH] = json(WITHIN_LIMIT)
  await page.goto('https://site.test/home?again')
  await site.analytics(['page', 'Home'])
  await expect.poll(() => site.attaches.length).toBe(2)
  await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page', 'page'])
  site.expectConsole([])
})

test('A hidden tab attaches like any other', async ({ site }) => {
  await site.open()
  // Pretended: headless Chromium hides no tab, and in a hidden one of Firefox, Rupt's SDK waits until it is shown.
  await site.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await site.analytics(...VISIT)
  await expect.poll(() => site.attaches.length).toBe(1)
  await expect.poll(() => site.events.map(({ type }) => type)).toEqual(EVENTS)
  site.expectConsole([])
})

test.describe('Content-Security-Policy', () => {
  const SEGMENT = ['https://cdn.segment.com', 'https://api.segment.io']
  const policy = (scripts: string[], connects: string[]) =>
    ["default-src 'none'", `script-src 'nonce-site' ${scripts.join(' ')}`, `connect-src ${connects.join(' ')}`].join(
      '; '
    )

  test('A device is attached under a policy that names the hosts of the README', async ({ site }) => {
    const [, scripts, connects] = /script-src +(\S+)\nconnect-src +(\S+)/.exec(readFileSync('README.md', 'utf8'))!
    site.answers['https://site.test/home'] = site.home('', policy([SEGMENT[0], scripts], [...SEGMENT, connects]))
    await site.open()
    await site.analytics(...VISIT)
    await expect.poll(() => site.requests.some((request) => request.includes('/device-1/listen'))).toBe(true)
    expect(site.attaches).toHaveLength(1)
    expect(site.events.map(({ type }) => type)).toEqual(EVENTS)
    // Firefox also reports the page's icon, which this policy does not allow.
    expect(site.console.filter((message) => /rupt/i.test(message))).toEqual([])
  })

  test('A policy without Rupt’s hosts is reported, and every event goes on', async ({ site }) => {
    site.answers['https://site.test/home'] = site.home('', policy([SEGMENT[0]], SEGMENT))
    await site.open()
    await site.analytics(...VISIT)
    await expect.poll(() => site.events.map(({ type }) => type)).toEqual(EVENTS)
    expect(site.attaches).toHaveLength(0)
    // Browsers report the block in different words, some more than once.
    await expect.poll(() => site.console.join('\n')).toMatch(FAILED)
    const [report, ...others] = site.console.splice(0).reverse()
    expect(report).toMatch(FAILED)
    for (const other of others) expect(other).toMatch(/Content.Security.Policy/i)
  })
})

test('Two copies of Analytics.js, from the snippet and from npm, attach one account once', async ({ site, page }) => {
  const npm = await bundlers.esbuild(resolve('test/browser/npmPage.js'))
  site.delay(ATTACH, 1000)
  await site.open()
  await site.analytics(['identify', 'user-1'])
  // It brings a copy of the destination with it, and takes the place of the first as `window.analytics`.
  await page.evaluate(`window.first = analytics; window.cdnSettings = ${JSON.stringify(site.cdnSettings())}`)
  await page.addScriptTag({ content: `(() => {${npm}})()` })
  await page.evaluate(async () => {
    const { first, analytics } = window as unknown as Record<'first' | 'analytics', typeof window.analytics>
    await analytics.identify('user-1')
    await Promise.all([first.page(), analytics.page()])
  })
  await expect.poll(() => site.attaches.length).toBe(1)
  await page.waitForTimeout(700)
  expect(site.attaches).toHaveLength(1)
  expect(site.events.filter(({ type }) => type === 'page')).toHaveLength(2)

  // Once it has settled, each attaches again.
  await expect(async () => {
    await site.analytics(['page'])
    expect(site.attaches.length).toBeGreaterThan(1)
  }).toPass()
  site.expectConsole([])
})

test('An SDK that loads a minute after it failed attaches at the next event', async ({ site }) => {
  const sdk = site.answers[SDK]
  site.answers[SDK] = (route) => route.abort('internetdisconnected')
  await site.open()
  await site.analytics(...VISIT)
  await expect.poll(() => site.console.join('\n')).toMatch(FAILED)
  site.answers[SDK] = sdk
  await site.analytics(['page', 'Next'])
  expect(site.requests.filter((request) => request.endsWith(SDK))).toHaveLength(2)

  await site.later(60_000)
  await site.analytics(['page', 'Later'])
  await expect.poll(() => site.attaches.length).toBe(1)
  expect(site.requests.filter((request) => request.endsWith(SDK))).toHaveLength(3)
  site.expectConsole([FAILED])
})

test('A suspended visitor stays on a Suspended URL that has the snippet, after one attach', async ({ site }) => {
  site.answers['https://site.test/suspended'] = site.home()
  site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
  await site.open()
  await site.analytics(...VISIT).catch(() => undefined)
  await site.page.waitForURL('https://site.test/suspended')
  await site.analytics(['identify', 'user-1'], ['page', 'Suspended'])
  await site.page.waitForTimeout(1000)
  expect(site.page.url()).toBe('https://site.test/suspended')
  expect(site.attaches).toHaveLength(1)
})

test('Two Rupt destinations on one page each attach for their own Client ID', async ({ site }) => {
  const [rupt] = site.cdnSettings().remotePlugins
  site.remotePlugins = [
    rupt,
    { ...rupt, name: 'Rupt 2', creationName: 'Actions Rupt 2', settings: { ...rupt.settings, client_id: 'client-2' } }
  ]
  await site.open()
  await site.analytics(...VISIT)
  await expect
    .poll(() => site.attaches.map(({ authorization }) => authorization).sort())
    .toEqual(['Basic client-1:', 'Basic client-2:'])
  expect(site.requests.filter((request) => request.endsWith(SDK))).toHaveLength(1)
  expect(site.events.map(({ type }) => type)).toEqual(EVENTS)
  site.expectConsole([])
})

test('Each of several subscriptions takes its own events', async ({ site }) => {
  const [rupt] = site.cdnSettings().remotePlugins
  const [subscription] = rupt.settings.subscriptions
  const identify = {
    ...subscription,
    subscribe: 'type = "identify"',
    mapping: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
  }
  site.remotePlugins = [{ ...rupt, settings: { ...rupt.settings, subscriptions: [subscription, identify] } }]
  await site.open()
  await site.analytics(
    ['identify', 'user-1', { email: 'ada@site.test' }],
    ['page', 'Home'],
    ['track', 'Report Exported']
  )
  await expect.poll(() => site.attaches.map(({ body }) => body.email).sort()).toEqual(['ada@site.test', undefined])
  expect(site.events.map(({ type }) => type)).toEqual(EVENTS)
  site.expectConsole([])
})

test('Another destination works as ever while Rupt fails', async ({ site }) => {
  const OTHER = 'https://cdn.segment.com/next-integrations/actions/other/1.js'
  site.answers[OTHER] = javascript(`
    window.took = []
    const take = (ctx) => { took.push(ctx.event.type); return ctx }
    window.otherDestination = Object.assign(async () => [{
      name: 'Other', type: 'destination', version: '1', isLoaded: () => true, load: async () => {},
      identify: take, page: take, track: take
    }], { pluginName: 'Other' })`)
  site.remotePlugins = [
    ...site.cdnSettings().remotePlugins,
    {
      name: 'Other',
      creationName: 'Other',
      libraryName: 'otherDestination',
      url: OTHER,
      settings: { subscriptions: [] }
    }
  ]
  for (const sdk of [
    javascript('window.Rupt = { attach() { throw new Error("broken") } }'),
    javascript(''),
    (route) => route.abort('connectionrefused'),
    never
  ] as Answer[]) {
    site.answers[SDK] = sdk
    await site.open()
    await site.analytics(...VISIT)
    expect(await site.page.evaluate(() => (window as unknown as { took: string[] }).took)).toEqual(EVENTS)
    await expect.poll(() => site.events.splice(0).map(({ type }) => type)).toEqual(EVENTS)
  }
  expect(site.attaches).toEqual([])
})

test('A burst of 200 page views makes one attach, and loses no event', async ({ site }) => {
  await site.open()
  await site.analytics(['identify', 'user-1'])
  await site.page.evaluate(() => Promise.all(Array.from({ length: 200 }, (_, i) => window.analytics.page(`Page ${i}`))))
  await expect.poll(() => site.events.length).toBe(201)
  await expect.poll(() => site.attaches.length).toBe(1)
  await site.page.waitForTimeout(500)
  expect(site.attaches).toHaveLength(1)
  site.expectConsole([])
})

test('Two hundred route changes make an attach each, and keep no memory', async ({ site, page, browserName }) => {
  test.skip(browserName !== 'chromium', 'Only Chromium says how much memory a page uses.')
  // Answers at once: this measures the destination's own memory, not the SDK's.
  site.answers[SDK] = javascript(
    'window.Rupt = { attach: async () => { window.attaches = (window.attaches ?? 0) + 1 } }'
  )
  await site.open()
  await site.analytics(['identify', 'user-1'])
  const session = await page.context().newCDPSession(page)
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
    return usedSize
  }
  const routeChanges = (from: number, to: number) =>
    page.evaluate(
      async ([from, to]) => {
        for (let i = from; i < to; i++) {
          // Long, so that a kept call shows: the destination tells the calls of two pages apart by their paths.
          window.history.pushState(null, '', `/home/${i}/${'x'.repeat(4000)}`)
          await window.analytics.page(`Page ${i}`, { plan: 'team', i })
        }
      },
      [from, to]
    )

  // The first fifty warm up what Analytics.js itself keeps.
  await routeChanges(0, 50)
  const before = await memory()
  await routeChanges(50, 250)
  const after = await memory()

  expect(await page.evaluate(() => (window as unknown as { attaches: number }).attaches)).toBe(250)
  await expect.poll(() => site.events.length).toBe(251)
  const kept = (after - before) / 1024
  console.log(`memory after 200 route changes: ${kept.toFixed(0)} kB more than before`)
  // Two hundred kept calls are 800 kB.
  expect(kept).toBeLessThan(400)
  site.expectConsole([])
})
