// Measures sizes and times, and prints each beside its budget: `npm run bench`.
import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { test } from '@playwright/test'
import { ATTACH, javascript, SDK, SETTINGS, Site } from '../test/browser/site'
import type { Answer } from '../test/browser/site'

const BUNDLE = readFileSync('dist/web/rupt.js', 'utf8')
const RUNS = 9

/** Rows of the table: what, the figure, the budget, and what the destination has that Segment serves today. */
const rows: [what: string, measured: string, budget: string, live?: string][] = []
const bytes = (count: number) => `${count.toLocaleString('en')} B`
const ms = (time: number) => `${time.toFixed(time < 10 ? 1 : 0)} ms`
const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]

test.afterAll(() => {
  const table = [
    ['What', 'Measured', 'Budget', 'Live'],
    ...rows.map(([...row]) => [...row, ''].map((cell) => cell ?? '').slice(0, 4))
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column].length)))
  const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ')
  console.log(`\n\n${table.map(line).join('\n')}\n`)
  console.log(
    'Awaited calls include what Rupt’s SDK does on the main thread: 50 to 350 ms of fingerprinting for each attach.\n'
  )
})

test('size', () => {
  rows.push(['web bundle, raw', bytes(BUNDLE.length), ''])
  rows.push(['web bundle, gzip -9', bytes(gzipSync(BUNDLE, { level: 9 }).length), '9,800 B'])
  rows.push(['web bundle, brotli', bytes(brotliCompressSync(BUNDLE).length), ''])
  const [{ size }] = JSON.parse(execSync('npm pack --dry-run --json --silent', { encoding: 'utf8' })) as {
    size: number
  }[]
  rows.push(['npm tarball', bytes(size), ''])
})

test('loading', async ({ browser }) => {
  const cold: Visit[] = []
  // A second visit in the same profile. Routed requests bypass the HTTP cache, so all of them are made again.
  const warm: Visit[] = []
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext()
    for (const times of [cold, warm]) {
      const page = await context.newPage()
      const site = await Site.create(context, page)
      for (const url of Object.keys(site.answers)) site.delay(url, 100)
      times.push(await visit(site))
      await context.unrouteAll({ behavior: 'ignoreErrors' })
      await page.close()
    }
    await context.close()
  }
  const [{ before }] = cold
  rows.push(['files from Analytics.js to the SDK’s own request', String(before), '1'])
  for (const [name, times] of [
    ['cold profile', cold],
    ['warm profile', warm]
  ] as const) {
    rows.push([`bundle requested to SDK requested, ${name}`, ms(median(times.map(({ sdk }) => sdk))), 'under 150 ms'])
    rows.push([`bundle requested to device attached, ${name}`, ms(median(times.map(({ attached }) => attached))), ''])
  }
})

interface Visit {
  before: number
  sdk: number
  attached: number
}

/** Milliseconds from the request for our bundle, with every response delayed by 100 ms. */
async function visit(site: Site): Promise<Visit> {
  const { page } = site
  const requested: [url: string, at: number][] = []
  page.on('request', (request) => requested.push([request.url(), performance.now()]))
  let attached = 0
  page.on('response', (response) => {
    if (response.url() === ATTACH) attached = performance.now()
  })
  await site.open()
  await site.analytics(['identify', 'user-1'], ['page'])
  while (attached === 0) await page.waitForTimeout(20)

  const index = (part: string) => requested.findIndex(([url]) => url.includes(part))
  const bundle = index('/actions/rupt/')
  return {
    before: index(SDK) - bundle,
    sdk: requested[index(SDK)][1] - requested[bundle][1],
    attached: attached - requested[bundle][1]
  }
}

/** The same with the destination that Segment serves today, as measured in November 2026. */
const LIVE: Record<string, string> = {
  'SDK is well': '260 ms',
  'SDK takes 80 ms': '310 ms',
  'SDK is blocked': '239 ms',
  'SDK is an empty script': 'never settles',
  'SDK takes 1.5 s': '1,717 ms',
  'SDK hangs': 'never settles'
}

test('waiting', async ({ browser }) => {
  const hang = () => new Promise<void>(() => {})
  const blocked: Answer = (route) => route.abort('blockedbyclient')
  const states: [string, (site: Site) => void][] = [
    ['destination is not enabled', (site) => (site.remotePlugins = [])],
    ['SDK is well', () => {}],
    ['SDK takes 80 ms', (site) => site.delay(SDK, 80)],
    ['SDK is blocked', (site) => (site.answers[SDK] = blocked)],
    [
      'SDK and the site’s own tag for it are blocked',
      (site) => {
        site.answers[SDK] = blocked
        site.answers['https://site.test/home'] = site.home(`<script async src="${SDK}"></script>`)
      }
    ],
    ['SDK is an empty script', (site) => (site.answers[SDK] = javascript(''))],
    ['SDK takes 1.5 s', (site) => site.delay(SDK, 1500)],
    ['SDK hangs', (site) => (site.answers[SDK] = hang)],
    ['API hangs', (site) => (site.answers[ATTACH] = hang)]
  ]
  for (const [name, prepare] of states) {
    const times: number[][] = []
    for (let run = 0; run < RUNS; run++) {
      const { context, site } = await newSite(browser)
      prepare(site)
      await site.open()
      times.push(await site.waits(['page'], ['track', 'Report Exported']))
      await context.close()
    }
    const first = ms(median(times.map(([page]) => page)))
    rows.push([`first page() settled after the navigation, Rupt’s ${name}`, first, 'no wait', LIVE[name]])
    rows.push([
      `next track() settled after that, Rupt’s ${name}`,
      ms(median(times.map(([page, track]) => track - page))),
      'no wait'
    ])
  }
})

test('main thread', async ({ page }) => {
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 6 })
  const evaluations: number[] = []
  const events: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await page.goto('about:blank')
    const [evaluation, event] = await page.evaluate(
      async ([bundle, settings]) => {
        const script = document.createElement('script')
        script.textContent = bundle
        const start = performance.now()
        document.head.append(script)
        const evaluation = performance.now() - start

        Object.assign(window, { Rupt: { attach: () => Promise.resolve(null) } })
        const { ruptDestination } = window as unknown as { ruptDestination: (settings: unknown) => Promise<Plugin[]> }
        const mapping = {
          account: { '@path': '$.userId' },
          email: {
            '@if': { exists: { '@path': '$.context.traits.email' }, then: { '@path': '$.context.traits.email' } }
          }
        }
        const subscription = { enabled: true, partnerAction: 'attach', subscribe: 'type = "page"', mapping }
        const [plugin] = await ruptDestination({ ...settings, subscriptions: [subscription] })
        await plugin.load({}, {})
        const before = performance.now()
        await plugin.page({
          event: { type: 'page', userId: 'user-1', context: { traits: { email: 'ada@site.test' } } }
        })
        return [evaluation, performance.now() - before]

        interface Plugin {
          load: (ctx: object, analytics: object) => Promise<void>
          page: (ctx: object) => Promise<void>
        }
      },
      [BUNDLE, SETTINGS] as const
    )
    evaluations.push(evaluation)
    events.push(event)
  }
  rows.push(['evaluating the bundle, CPU 6x slower', ms(median(evaluations)), ''])
  rows.push(['the first page event outside the SDK, CPU 6x slower', ms(median(events)), ''])
})

test('burst', async ({ browser }) => {
  const { context, site } = await newSite(browser)
  await site.open()
  await site.analytics(['identify', 'user-1'])
  await site.page.evaluate(() => Promise.all(Array.from({ length: 200 }, () => window.analytics.page())))
  await site.page.waitForTimeout(1500)
  rows.push(['attaches for a burst of 200 page views', String(site.attaches.length), '1'])
  await context.close()
})

async function newSite(browser: Browser) {
  const context = await browser.newContext()
  return { context, site: await Site.create(context, await context.newPage()) }
}
