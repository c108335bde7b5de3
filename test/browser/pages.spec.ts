// Pages that customers really have: old ones, odd ones, and those that get Rupt's SDK from elsewhere.
import { readFileSync } from 'node:fs'
import { ATTACH, expect, javascript, json, REMOTE_PLUGIN, SDK, test, WITHIN_LIMIT } from './site'
import type { Answer, Site } from './site'

const HOME = 'https://site.test/home'
const COPY = 'https://site.test/vendor/rupt.js'
const NOT_ATTACHED = /Rupt: attach failed\./
const FAILED = /Rupt: https:.* failed twice to load\./

const never: Answer = () => new Promise(() => {})
const blocked: Answer = (route) => route.abort('blockedbyclient')
const broken = 'window.calls = 0; window.Rupt = { attach: () => (calls++, Promise.reject(new Error("broken"))) }'
const inline = (script: string) => `<script nonce="site">${script}</script>`

/** The page, with scripts of the site's own before Segment's snippet. */
function open(site: Site, scripts: string) {
  site.answers[HOME] = site.home(scripts)
  // Does not wait for everything: some of it never loads.
  return site.page.goto(HOME, { waitUntil: 'domcontentloaded' })
}

const visit = (site: Site) => site.analytics(['identify', 'user-1'], ['page', 'Home'])
const sdkRequests = (site: Site) => site.requests.filter((request) => request.includes('//cdn.rupt.dev'))
const events = (site: Site) => site.events.map(({ type }) => type)

async function attachedOnce(site: Site) {
  await expect.poll(() => site.attaches.length).toBe(1)
  // A second call would be made within this.
  await site.page.waitForTimeout(700)
  expect(site.attaches).toHaveLength(1)
}

test.describe('SDK from elsewhere', () => {
  const copyAfter = (ms: number) =>
    inline(`setTimeout(() => {
      const script = document.createElement('script')
      script.src = '${COPY}'
      document.head.append(script)
    }, ${ms})`)

  test.beforeEach(({ site }) => {
    site.answers[COPY] = site.answers[SDK]
  })

  test('The site’s own tag is awaited while in flight, and the SDK runs once', async ({ site }) => {
    site.delay(SDK, 1200)
    await open(site, `<script async src="${SDK}"></script>`)
    await visit(site)
    await attachedOnce(site)
    expect(sdkRequests(site)).toHaveLength(1)
    site.expectConsole([])
  })

  test('The SDK is requested when the site’s own tag fails', async ({ site }) => {
    const sdk = site.answers[SDK]
    site.answers[SDK] = (route) => (sdkRequests(site).length === 1 ? route.abort('connectionreset') : sdk(route))
    await open(site, inline(`document.write('<script async src="${SDK}"><\\/script>')`))
    await visit(site)
    await attachedOnce(site)
    expect(sdkRequests(site)).toHaveLength(2)
    site.expectConsole([])
  })

  for (const [name, answer] of [
    ['blocked', blocked],
    ['answered by an empty script', javascript('')]
  ] as const) {
    test(`The SDK is requested at once when the site’s own tag was ${name} before`, async ({ site }) => {
      const sdk = site.answers[SDK]
      site.answers[`${SDK}?v=1`] = answer
      site.answers[SDK] = (route) => sdk(route)
      await open(site, `<script src="${SDK}?v=1"></script>`)
      await site.page.waitForLoadState()
      await visit(site)
      await attachedOnce(site)
      const wait = await site.page.evaluate(
        ([plugin, sdk]) => {
          const [timing] = performance.getEntriesByName(plugin) as PerformanceResourceTiming[]
          return performance.getEntriesByName(sdk)[0].startTime - timing.responseEnd
        },
        [REMOTE_PLUGIN, SDK]
      )
      // Not after the 2 s that a tag on its way is given.
      expect(wait).toBeLessThan(1500)
      site.expectConsole([])
    })
  }

  for (const attributes of ['type="didomi/javascript"', 'type="opt-in"', 'nomodule']) {
    test(`The SDK is requested at once when no browser runs the site’s own tag (${attributes})`, async ({ site }) => {
      await open(site, `<script ${attributes} src="${SDK}"></script>`)
      await visit(site)
      await attachedOnce(site)
      expect(sdkRequests(site)).toHaveLength(1)
      site.expectConsole([])
    })
  }

  test('Each call goes to the site’s own stub, or to the real SDK once it has replaced it', async ({ site, page }) => {
    await open(site, inline('window.stubbed = 0; window.Rupt = { attach() { stubbed++ } }'))
    await visit(site)
    await page.addScriptTag({ url: COPY })
    await site.analytics(['page', 'Next'])
    await attachedOnce(site)
    expect(await page.evaluate('stubbed')).toBe(1)
    expect(sdkRequests(site)).toEqual([])
    site.expectConsole([])
  })

  test('The SDK is requested after two seconds when the site’s own tag hangs', async ({ site }) => {
    // Another URL, since Chromium merges two requests for the same one.
    site.answers[`${SDK}?v=1`] = never
    await open(site, `<script async src="${SDK}?v=1"></script>`)
    await visit(site)
    await attachedOnce(site)
    expect(sdkRequests(site)).toHaveLength(2)
    site.expectConsole([])
  })

  for (const [name, answer] of [
    ['hangs', never],
    ['is blocked', blocked]
  ] as const) {
    test(`The site’s copy attaches while our request ${name}`, async ({ site }) => {
      site.answers[SDK] = answer
      await open(site, copyAfter(700))
      await visit(site)
      await attachedOnce(site)
      site.expectConsole([])
    })
  }

  test('The site’s copy attaches at the next event when it comes after 3 s and our request hangs', async ({ site }) => {
    site.answers[SDK] = never
    await open(site, copyAfter(3000))
    await visit(site)
    await site.page.waitForFunction(() => 'Rupt' in window)
    await site.analytics(['track', 'Clicked'])
    expect(site.attaches).toEqual([])
    await site.analytics(['page', 'Next'])
    await attachedOnce(site)
    site.expectConsole([])
  })

  test('A copy that a consent manager releases attaches at the next event after our request was blocked', async ({
    site,
    page
  }) => {
    site.answers[SDK] = blocked
    await open(site, '')
    await visit(site)
    await expect.poll(() => site.console.join('\n')).toMatch(FAILED)
    await page.addScriptTag({ url: COPY })
    await site.analytics(['page', 'Next'])
    // For the account that waited, once.
    await attachedOnce(site)
    site.expectConsole([FAILED])
  })

  test('A copy that a consent manager releases attaches after it has removed our script', async ({ site, page }) => {
    await open(
      site,
      inline(`new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes)
          if (node.src === '${SDK}') { window.held = node; node.src = 'data:text/javascript,'; node.remove() }
      }).observe(document, { childList: true, subtree: true })`)
    )
    site.answers[SDK] = never
    await visit(site)
    expect(site.attaches).toEqual([])

    await page.addScriptTag({ url: COPY })
    await site.analytics(['page', 'Next'])
    await attachedOnce(site)
    site.expectConsole([])
  })

  test('A script that defines Rupt 300 ms after it has run attaches', async ({ site }) => {
    const sdk = readFileSync('node_modules/rupt/index.js', 'utf8')
    site.answers[SDK] = javascript(`setTimeout(() => (0, eval)(${JSON.stringify(sdk)}), 300)`)
    await site.open()
    await visit(site)
    await attachedOnce(site)
    site.expectConsole([])
  })
})

test.describe('Old or odd page', () => {
  for (const [name, scripts] of [
    [
      'zone.js of 2018, whose Promise has no finally',
      inline(readFileSync('node_modules/zone.js/dist/zone.js', 'utf8'))
    ],
    ['Object.prototype with a string', inline(`Object.prototype.edition = 'x'`)],
    ['window.performance stubbed', inline(`Object.defineProperty(window, 'performance', { value: {} })`)],
    ['performance.now overwritten', inline('performance.now = 1234.5')],
    ['Date.now of datejs', inline('Date.now = () => new Date()')],
    ['no console.warn', inline('delete console.warn; console.warn = undefined')],
    ['a console.warn that throws', inline(`console.warn = () => { throw new Error('no console') }`)],
    [
      'no script element left',
      inline(`setInterval(() => document.querySelectorAll('script').forEach((script) => script.remove()), 1)`)
    ]
  ]) {
    test(`A page with ${name} attaches like any other`, async ({ site }) => {
      // A setting that causes a warning, where there is a console.
      site.settings = { ...site.settings, success_url: name.includes('console') ? 'javascript:' : undefined }
      await open(site, scripts)
      await visit(site)
      await attachedOnce(site)
      expect(site.attaches[0].body.user).toBe('user-1')
      expect(events(site)).toEqual(['identify', 'page'])
      site.expectConsole([])
    })
  }

  test('An attach that rejects makes no uncaught error on a page without console.warn', async ({ site }) => {
    site.answers[SDK] = javascript(broken)
    await open(site, inline('console.warn = undefined'))
    await visit(site)
    await site.page.waitForTimeout(300)
    expect(await site.page.evaluate('calls')).toBe(1)
    site.expectConsole([])
  })

  test('An attach that rejects is reported once, and leaves nothing else on the page', async ({ site, page }) => {
    site.answers[SDK] = javascript(broken)
    await open(site, inline('window.dataLayer = []'))
    await visit(site)
    await expect.poll(() => site.console.length).toBe(1)
    site.expectConsole([NOT_ATTACHED])
    const left = await page.evaluate(() => [
      (window as unknown as { dataLayer: unknown[] }).dataLayer,
      [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(
        (name) => !/^ajs_|^analytics|persisted/.test(name)
      ),
      document.cookie.split('; ').filter((cookie) => !cookie.startsWith('ajs_'))
    ])
    expect(left).toEqual([[], [], []])
  })
})

test('An SDK that is late for 31 pages makes one attach, with the latest metadata', async ({ site, page }) => {
  site.mapping = { metadata: { path: { '@path': '$.context.page.path' } } }
  let arrive = () => {}
  const asked = new Promise<void>((resolve) => (arrive = resolve))
  const sdk = site.answers[SDK]
  site.answers[SDK] = (route) => asked.then(() => sdk(route))
  await site.open()
  await visit(site)
  await page.evaluate(async () => {
    for (let view = 1; view <= 30; view++) {
      window.history.pushState(null, '', `/home/${view}`)
      await window.analytics.page()
    }
  })
  arrive()
  await attachedOnce(site)
  expect(site.attaches[0].body.metadata).toEqual({ path: '/home/30' })
  site.expectConsole([])
})

test('A call that is never answered is made again after ten seconds', async ({ site }) => {
  site.answers[ATTACH] = never
  await site.open()
  await visit(site)
  await expect.poll(() => site.attaches.length).toBe(1)
  site.answers[ATTACH] = json(WITHIN_LIMIT)
  await site.analytics(['page', 'Home'])
  expect(site.attaches).toHaveLength(1)

  await site.later(10_000)
  await site.analytics(['page', 'Home'])
  await expect.poll(() => site.attaches.length).toBe(2)
  site.expectConsole([])
})

test('A page that is left while the SDK is in flight makes no second request and no warning', async ({
  site,
  page
}) => {
  site.answers['https://site.test/next'] = (route) => route.fulfill({ contentType: 'text/html', body: 'Next' })
  site.answers[SDK] = never
  await site.open()
  await expect.poll(() => sdkRequests(site).length).toBe(1)
  await page.goto('https://site.test/next')
  await page.waitForTimeout(500)
  expect(sdkRequests(site)).toHaveLength(1)
  site.expectConsole([])

  // As in WebKit: the request ends with an error once the page is hidden, and the page may come back from the cache.
  let fail = () => {}
  site.answers[SDK] = (route) => new Promise<void>((resolve) => (fail = resolve)).then(() => route.abort())
  await site.open()
  await expect.poll(() => sdkRequests(site).length).toBe(2)
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
  fail()
  await page.waitForTimeout(2500)
  expect(sdkRequests(site)).toHaveLength(2)
  site.expectConsole([])
})

test('A blocked SDK without a copy is reported after two seconds, and every event goes on', async ({ site }) => {
  site.answers[SDK] = blocked
  await site.open()
  await visit(site)
  await expect.poll(() => events(site)).toEqual(['identify', 'page'])
  await expect.poll(() => site.console.join('\n')).toMatch(FAILED)
  expect(sdkRequests(site)).toHaveLength(2)
  site.expectConsole([FAILED])
})
