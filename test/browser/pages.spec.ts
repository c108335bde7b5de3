// Pages that customers really have: old ones, odd ones, and those that get Rupt's SDK from elsewhere.
import { readFileSync } from 'node:fs'
import { ATTACH, expect, javascript, json, OLDER, SDK, test, WITHIN_LIMIT } from './site'
import type { Answer, Site } from './site'

const HOME = 'https://site.test/home'
const COPY = 'https://site.test/vendor/rupt.js'
const NOT_ATTACHED = /Rupt: attach failed\./
const FAILED = /Rupt: https:.* failed twice to load\./

const never: Answer = () => new Promise(() => {})
const blocked: Answer = (route) => route.abort('blockedbyclient')
const broken = 'window.calls = 0; window.Rupt = { attach: () => (calls++, Promise.reject(new Error("broken"))) }'
const inline = (script: string) => `<script nonce="site">${script}</script>`

/** Addresses of the SDK in its documentation, and on npm's other CDN. */
const DOCUMENTED = ['https://unpkg.com/rupt@latest/index', 'https://cdn.jsdelivr.net/npm/rupt@2/index.js']

/** A site's own tag for the SDK, and what it does with `Rupt.attach`. */
const wrapped = (logs: string) =>
  `<script src="${SDK}"></script>` +
  inline(`const { attach } = Rupt; Rupt.attach = (config) => { ${logs}; return attach.call(Rupt, config) }`)

/** What a page has that adds to every object, as old libraries did. */
const CROCKFORD = `Object.create = (prototype) => { function Made() {} Made.prototype = prototype; return new Made() };
  Object.prototype.domain = 'https://evil.test'`

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

  for (const src of DOCUMENTED) {
    test(`The site’s own tag for ${src} is awaited, and the SDK runs once`, async ({ site }) => {
      site.answers[src] = site.answers[SDK]
      site.delay(src, 1200)
      await open(site, `<script async src="${src}"></script>`)
      await visit(site)
      await attachedOnce(site)
      expect(sdkRequests(site)).toEqual([])
      site.expectConsole([])
    })
  }

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
      // Otherwise it would be requested after the two seconds that a tag on its way is given.
      await site.neverStopLooking()
      await open(site, `<script src="${SDK}?v=1"></script>`)
      await site.page.waitForLoadState()
      await visit(site)
      await attachedOnce(site)
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
    ['no Reflect', inline('delete window.Reflect')],
    ['a Reflect of its own', inline('var Reflect = {}')],
    ['arrays that write themselves as text', inline('Array.prototype.toJSON = function () { return this.join() }')],
    ['a wrapper that makes a text of the config', wrapped(`console.debug('attach ' + config)`)],
    ['a wrapper that asks the config for its properties', wrapped(`config.hasOwnProperty('email')`)],
    [
      'a queue that logs',
      inline(
        `const queue = []
      window.Rupt = { attach: (config) => queue.push(config) && console.debug(` +
          "'queued ' + config" +
          `) }
      setTimeout(() => {
        delete window.Rupt
        const script = document.createElement('script')
        script.src = '${SDK}'
        script.onload = () => queue.forEach((config) => Rupt.attach(config))
        document.head.append(script)
      }, 700)`
      )
    ],
    ['the Object.create of 2006, and additions to every object', inline(CROCKFORD)],
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
      site.expectConsole(
        name.startsWith('a wrapper that makes') || name === 'a queue that logs' ? [/\[object Object\]$/] : []
      )
    })
  }

  for (const version of [undefined, ...OLDER]) {
    test(`A page with a Map of its own attaches, and Segment gets every event (Analytics.js ${version ?? 'of today'})`, async ({
      site
    }) => {
      if (version) site.useAnalytics(version)
      // The page acts by itself, because Playwright needs a Map to act in it.
      const acts = `addEventListener('DOMContentLoaded', () => analytics.ready(() =>
        analytics.identify('user-1').then(() => analytics.page('Home'))))`
      await open(site, inline(`var Map = { center: [0, 0] }; ${acts}`))
      await attachedOnce(site)
      await expect.poll(() => site.events.length).toBe(2)
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

test.describe('Page that a prerenderer saved with our script in it', () => {
  for (const status of ['loaded', 'loading']) {
    const saved = `<script type="text/javascript" src="${SDK}" async status="${status}"></script>`

    test(`The device is attached when the saved script (${status}) takes 3 s`, async ({ site }) => {
      site.delay(SDK, 3000)
      await open(site, saved)
      await visit(site)
      await expect.poll(() => site.attaches.length).toBe(1)
      site.expectConsole([])
    })

    test(`The SDK is requested when the saved script (${status}) fails, and the device is attached`, async ({
      site
    }) => {
      const sdk = site.answers[SDK]
      site.answers[SDK] = (route) => (sdkRequests(site).length < 3 ? route.abort('connectionreset') : sdk(route))
      await open(site, saved)
      await visit(site)
      await attachedOnce(site)
      expect(sdkRequests(site)).toHaveLength(3)
      site.expectConsole([])
    })

    test(`A failure of the SDK is reported on a page with a saved script (${status})`, async ({ site }) => {
      site.answers[SDK] = blocked
      await open(site, saved)
      await visit(site)
      await expect.poll(() => site.messages().length).toBe(1)
      expect(sdkRequests(site)).toHaveLength(3)
      site.expectConsole([FAILED])
    })
  }
})

test('The SDK is requested again a minute after a network’s login page came in its place', async ({ site }) => {
  const sdk = site.answers[SDK]
  site.answers[SDK] = (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><h1>Log in</h1>' })
  await site.open()
  await visit(site)
  await expect.poll(() => site.messages().join('\n')).toContain('did not define Rupt.attach')
  site.answers[SDK] = sdk
  await site.later(60_000)
  await site.analytics(['page', 'Later'])
  await attachedOnce(site)
  expect(sdkRequests(site)).toHaveLength(2)
  site.expectConsole([/^uncaught: /, /did not define Rupt\.attach/])
})

test('A visitor whose account is the text that a template makes of nothing is not attached', async ({ site }) => {
  await site.open()
  for (const account of ['undefined', 'null', 'NaN', '[object Object]']) {
    await site.analytics(['identify', account], ['page', account])
  }
  await visit(site)
  await attachedOnce(site)
  expect(site.attaches.map(({ body }) => body.user)).toEqual(['user-1'])
  site.expectConsole([])
})

test('A call without an answer does not block the next one for an hour when the clock is set back', async ({
  site
}) => {
  site.answers[ATTACH] = never
  await site.open()
  await visit(site)
  await expect.poll(() => site.attaches.length).toBe(1)
  site.answers[ATTACH] = json(WITHIN_LIMIT)
  await site.later(-3_600_000)
  await site.analytics(['page', 'Home'])
  await expect.poll(() => site.attaches.length).toBe(2)
  site.expectConsole([])
})

test.describe('Suspended URL whose server redirects', () => {
  for (const [name, from, to] of [
    ['from http to https', 'http://site.test/suspended', 'https://site.test/suspended'],
    ['from www. to the bare host', 'https://www.site.test/suspended', 'https://site.test/suspended'],
    ['to a slash at the end', 'https://site.test/suspended?a=b', 'https://site.test/suspended/?a=b']
  ]) {
    test(`A suspended visitor is attached once when the Suspended URL redirects ${name}`, async ({ site, page }) => {
      site.settings = { ...site.settings, suspended_url: from }
      // By script, since a redirect that a test answers leads to where no test answers. The visitor ends up on the same page.
      site.answers[from] = (route) =>
        route.fulfill({ contentType: 'text/html', body: `<script>location.replace('${to}')</script>` })
      // It has the snippet, and tells when Segment's call has settled: the destination has called `Rupt.attach` by then.
      site.answers[to] = site.home(
        inline(`window.Rupt = { attach: () => (window.attached = true) }
          addEventListener('DOMContentLoaded', () => analytics.ready(async () => {
            await analytics.identify('user-1')
            await analytics.page('Suspended')
            window.settled = true
          }))`)
      )
      site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
      await site.open()
      await visit(site).catch(() => undefined)
      await page.waitForURL(to)
      await page.waitForFunction('window.settled')
      expect(await page.evaluate('window.attached')).toBeUndefined()
    })
  }
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
