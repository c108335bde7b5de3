import { expect, test as base } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { bundlers } from '../../scripts/bundlers.js'
import { command, firefoxRules, launch } from '../../scripts/visit.js'
import type { Choices, Site } from '../../playground/visit/site'
import { Customer, NONCE } from './customer'
import { freePorts } from './ports'
import { visitFiles } from './visitFiles.js'

/** A visit of the customer's site, with the lines that the terminal gets. */
class Visit {
  readonly lines: string[] = []
  site!: Site

  constructor(readonly customer: Customer) {}

  text() {
    return this.lines.join('\n')
  }

  says(line: string | RegExp) {
    return expect
      .poll(() => this.text())
      .toMatch(typeof line === 'string' ? new RegExp(line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : line)
  }
}

interface Fixtures {
  customer: Customer
  visit: Visit
  /** The tool's. */
  tab: Page
  choices: Partial<Choices>
}

const given = command()

const test = base.extend<Fixtures>({
  choices: [{}, { option: true }],
  // eslint-disable-next-line no-empty-pattern
  customer: async ({}, use) => {
    const customer = await Customer.open()
    await use(customer)
    await customer.close()
  },
  visit: async ({ context, page, customer, choices }, use) => {
    const { told } = await given
    const visit = new Visit(customer)
    visit.site = told(visitFiles(), { rupt: 'within', send: false, ...choices }, (...lines) =>
      visit.lines.push(...lines)
    )
    await visit.site.watch(context, page)
    await use(visit)
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    if (process.env.SHOW) console.log(visit.text())
  },
  tab: async ({ context, visit, customer }, use) => {
    const { openTool } = await given
    const errors: string[] = []
    context.on('weberror', (error) => errors.push(error.error().message))
    await openTool(context, visit.site, visitFiles().tool, customer.url())
    await use(context.pages()[1])
    expect(errors).toEqual([])
  }
})

test.use({ serviceWorkers: 'block' })

const SIGNS_IN = `analytics.identify('user-1')`
const bundle = bundlers.esbuild('test/browser/ownBundle.js')

/** Opens a page that is made for the test. */
async function open({ customer, page }: { customer: Customer; page: Page }, made: object) {
  customer.pages['/made'] = { key: 'key', does: `${SIGNS_IN}\nanalytics.page()`, ...made }
  await page.goto(customer.url('/made'))
}

test('A signed-in visitor is attached, and the copy on the CDN never runs', async ({ visit, page, customer }) => {
  await page.goto(customer.url('/in'))
  await visit.says(/\/in {2}page · attached (late )?as user-1, without email/)
  expect(customer.files.filter((path) => path.includes('/rupt/'))).toEqual([])
  expect(await page.evaluate(() => (window as { ran?: string[] }).ran)).toEqual(['amplitude', 'braze'])
  expect(await page.evaluate(() => Object.keys(window).filter((name) => name.includes('Visit')))).toEqual([])
})

test('Segment gets no event by default', async ({ visit, page, customer }) => {
  // Analytics.js sends an event when the destinations have had it.
  const sent = page.waitForResponse('**/api/v1/p')
  await page.goto(customer.url('/in'))
  await visit.says(/page · attached/)
  await sent
  expect(customer.events).toEqual([])
})

test.describe('--send', () => {
  test.use({ choices: { send: true } })
  test('Segment gets every event', async ({ visit, page, customer }) => {
    await page.goto(customer.url('/in'))
    await visit.says(/page · attached/)
    await expect.poll(() => customer.events.map(({ type }) => type)).toEqual(['identify', 'page'])
  })
})

test('Lines of soft navigations have their own paths', async ({ visit, page, customer }) => {
  await page.goto(customer.url('/in'))
  await visit.says(/\/in {2}page · attached/)
  await page.evaluate(() => {
    history.pushState(null, '', '/dash')
    void window.analytics.page()
  })
  await visit.says(/\/dash {2}page · attached as user-1/)
})

test('An event whose integrations leave Rupt out is not sent to Rupt', async ({ visit, customer, page }) => {
  await open({ customer, page }, { does: `${SIGNS_IN}\nanalytics.page({}, { integrations: { All: false } })` })
  await visit.says(
    'page · not sent to Rupt: the call has integrations {"All":false}\n          Add "Actions Rupt": true'
  )
})

test('An event is not sent to Rupt where the integrations of analytics.load leave it out', async ({
  visit,
  customer,
  page
}) => {
  await open(
    { customer, page },
    { load: `analytics.load('key', { integrations: { All: false, 'Segment.io': true } })` }
  )
  await visit.says('page · not sent to Rupt: analytics.load has integrations {"All":false}')
})

test('A destination filter is named as the reason when it drops an event', async ({ visit, customer, page }) => {
  const drop = {
    scope: 'destinations',
    target_type: 'workspace::project::destination::config',
    matchers: [{ ir: '["=","type",{"value":"page"}]', type: 'fql' }],
    transformers: [[{ type: 'drop' }]],
    destinationName: 'Actions Rupt'
  }
  customer.sources.key = { settings: customer.settings(), document: { middlewareSettings: { routingRules: [drop] } } }
  await open({ customer, page }, {})
  await visit.says('page · not sent to Rupt: it did not reach the destination, which has a destination filter')
})

test('A source middleware is named as the reason when it drops an event', async ({ visit, customer, page }) => {
  await open({ customer, page }, { does: `analytics.addSourceMiddleware(() => {})\n${SIGNS_IN}\nanalytics.page()` })
  await visit.says('page · not sent to Rupt: a source middleware or plugin dropped it')
})

for (const model of ['opt-in', 'opt-out']) {
  test(`An event of a visitor who has not consented is not sent to Rupt (${model})`, async ({
    visit,
    customer,
    page
  }) => {
    customer.scripts['/bundle.js'] = await bundle
    const integrations = {
      'Segment.io': { apiKey: 'key', apiHost: `${customer.other}/api/v1`, protocol: 'http' },
      'Actions Rupt': { consentSettings: { categories: ['Advertising'] } }
    }
    const consentSettings = { allCategories: ['Advertising', 'Functional'], hasUnmappedDestinations: false }
    customer.sources.key = { settings: customer.settings(), document: { integrations, consentSettings } }
    await open(
      { customer, page },
      {
        before: '<script src="/bundle.js" type="module"></script>',
        key: '',
        does: `addEventListener('load', () => {
          const analytics = window.analytics = new AnalyticsBrowser()
          createWrapper({
            getCategories: () => ({ Advertising: false, Functional: true }),
            shouldLoadSegment: (context) => context.load({ consentModel: '${model}' })
          })(analytics)
          analytics.load({ writeKey: 'key', cdnURL: 'http://${customer.other}' })
          ${SIGNS_IN}
          analytics.page()
        })`
      }
    )
    await visit.says('page · not sent to Rupt: the visitor has not consented to Advertising')
  })
}

test('A Content-Security-Policy that blocks the SDK is named, with what to add', async ({ visit, customer, page }) => {
  await open({ customer, page }, { policy: `script-src 'nonce-${NONCE}' HOST` })
  await visit.says(
    'page · not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev\n          Add https://cdn.rupt.dev to its script-src, and https://api.rupt.dev to its connect-src.'
  )
})

test('A Content-Security-Policy that blocks the API is named, with what to add', async ({ visit, customer, page }) => {
  const policy = `script-src 'nonce-${NONCE}' HOST https://cdn.rupt.dev; connect-src HOST`
  await open({ customer, page }, { policy })
  await visit.says(
    'page · not attached: the page’s Content-Security-Policy blocks https://api.rupt.dev\n          Add https://api.rupt.dev to its connect-src.'
  )
})

test('A Content-Security-Policy that blocks Segment’s CDN is named, with what to add', async ({
  visit,
  customer,
  page
}) => {
  const before = '<script async src="https://cdn.segment.com/analytics.js/v1/key/analytics.min.js"></script>'
  await open({ customer, page }, { key: '', does: '', before, policy: `script-src 'nonce-${NONCE}'` })
  await visit.says(
    'visit · not attached: the page’s Content-Security-Policy blocks https://cdn.segment.com\n          Add https://cdn.segment.com to its script-src.'
  )
})

test('Analytics.js warns of nothing in the site’s console because of a visit', async ({ visit, customer, page }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await open({ customer, page }, {})
  await visit.says('page · attached as user-1')
  const settled = () => visit.site.log.cards.some((card) => card.kind === 'visit' && card.facts?.settled)
  await expect.poll(settled, { timeout: 10_000 }).toBe(true)
  expect(said.filter((text) => text.includes('deprecated'))).toEqual([])
})

test('A frame of the page runs this build, not the copy on the CDN', async ({ visit, customer, page }) => {
  const before = `<iframe src="http://${customer.other}/in"></iframe>`
  await open({ customer, page }, { key: '', does: '', before })
  const [, frame] = page.frames()
  await expect.poll(() => frame.evaluate(() => 'ruptDestination' in window)).toBe(true)
  expect(await frame.evaluate(() => (window as { ran?: string[] }).ran)).not.toContain('rupt')
  expect(customer.files.filter((path) => path.includes('/rupt/'))).toEqual([])
  await visit.says('visit · Analytics.js was not seen on this page')
})

test('The visit’s line says that a page has no Analytics.js', async ({ visit, customer, page }) => {
  await page.goto(customer.url('/out'))
  await visit.says('/out  visit · Analytics.js was not seen on this page')
})

test('The visit’s line names classic analytics.js', async ({ visit, customer, page }) => {
  await open({ customer, page }, { key: '', does: `analytics = { VERSION: '4.1.0', Integrations: {} }` })
  await visit.says('visit · the site has classic analytics.js 4.1.0')
})

test('The visit’s line names a version of Analytics.js whose events cannot be seen', async ({
  visit,
  customer,
  page
}) => {
  await open({ customer, page }, { key: '', does: `analytics = { VERSION: '1.43.0' }` })
  await visit.says('visit · the events of Analytics.js 1.43.0 cannot be seen')
})

for (const disable of ['true', '() => true']) {
  test(`The visit’s line says that Analytics.js is switched off (disable: ${disable})`, async ({
    visit,
    customer,
    page
  }) => {
    await open({ customer, page }, { load: `analytics.load('key', { disable: ${disable} })` })
    await visit.says('visit · Analytics.js is switched off on this page')
  })
}

test('A destination from npm is watched, and not replaced', async ({ visit, customer, page }) => {
  customer.scripts['/bundle.js'] = await bundle
  await open(
    { customer, page },
    {
      before: '<script src="/bundle.js" type="module"></script>',
      key: '',
      does: `addEventListener('load', () => {
        const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: 'http://${customer.other}', plugins: [rupt] })
        ${SIGNS_IN}
        analytics.page()
      })`
    }
  )
  await visit.says('visit · the destination comes with the site’s own code')
  await visit.says(/page · attached (late )?as user-1/)
})

test('A settings document in the site’s own code loads this build', async ({ visit, customer, page }) => {
  customer.scripts['/bundle.js'] = await bundle
  const document = await (await fetch(`http://${customer.other}/v1/projects/key/settings`)).text()
  await open(
    { customer, page },
    {
      before: '<script src="/bundle.js" type="module"></script>',
      key: '',
      does: `addEventListener('load', () => {
        const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: 'http://${customer.other}', cdnSettings: ${document} })
        ${SIGNS_IN}
        analytics.page()
      })`
    }
  )
  await visit.says(/page · attached (late )?as user-1/)
  expect(customer.files.filter((path) => path.includes('/rupt/'))).toEqual([])
})

test('The visit’s line says that the page has two copies of Analytics.js', async ({ visit, customer, page }) => {
  customer.scripts['/bundle.js'] = await bundle
  const load = `AnalyticsBrowser.load({ writeKey: 'key', cdnURL: 'http://${customer.other}' })`
  const before = `<script src="/bundle.js" type="module"></script>`
  await open({ customer, page }, { before, key: '', does: `addEventListener('load', () => { ${load}; ${load} })` })
  await visit.says('visit · 2 copies of Analytics.js')
})

test('The visit’s line says that the site loads Rupt’s SDK itself', async ({ visit, customer, page }) => {
  await open({ customer, page }, { before: '<script src="https://cdn.rupt.dev/js/rupt.js"></script>' })
  await visit.says('visit · the site loads Rupt’s SDK itself')
  await visit.says(/page · attached as user-1/)
})

test.describe('The site’s own code', () => {
  /** What the page said it made of its own code. */
  const made = (page: Page) => page.evaluate(() => (window as { made?: unknown }).made)

  for (const [what, before, expected] of [
    ['declares Rupt as a constant', `<script>const Rupt = { mine: 1 }; made = Rupt.mine</script>`, 1],
    ['declares Rupt with let', `<script>let Rupt = 2; made = Rupt</script>`, 2],
    ['declares Rupt as a class', `<script>class Rupt {}; made = typeof Rupt</script>`, 'function'],
    [
      'declares ruptDestination',
      `<script>function ruptDestination() { return 3 }; made = ruptDestination()</script>`,
      3
    ],
    ['deletes Rupt', `<script>Rupt = {}; made = [delete window.Rupt, 'Rupt' in window]</script>`, [true, false]],
    ['defines Rupt', `<script>Object.defineProperty(window, 'Rupt', { value: 4 }); made = window.Rupt</script>`, 4],
    [
      'holds something else as the destination',
      `<script>ruptDestination = null; made = ruptDestination</script>`,
      null
    ],
    [
      'logs objects without a prototype',
      `<script>
        for (const level of ['warn', 'error']) console[level](Object.create(null), Symbol('x'), { toString() { throw 1 } })
        made = 'logged'
      </script>`,
      'logged'
    ]
  ] as [string, string, unknown][]) {
    test(`The site ${what} as without the visit`, async ({ visit, customer, page }) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      // It has no Analytics.js that looks for them.
      await open({ customer, page }, { key: '', does: '', before })
      expect(await made(page)).toEqual(expected)
      expect(errors).toEqual([])
      await expect.poll(() => visit.site.log.cards.length).toBe(1)
    })
  }

  for (const [what, properties, says] of [
    ['a big integer', '{ v: 1n }', /track Odd · attached (late )?as user-1/],
    // Analytics.js makes no copy of it for the destinations of Segment's CDN. It is delivered to the others.
    ['a circle', '(() => { const v = {}; return (v.v = v) })()', /track Odd · not sent to Rupt: it did not reach/]
  ] as [string, string, RegExp][]) {
    test(`An event with ${what} goes as far as without the visit`, async ({ visit, customer, page }) => {
      const subscribe = 'type = "track"'
      const settings = customer.settings()
      customer.sources.key = { settings: { ...settings, subscriptions: [{ ...settings.subscriptions[0], subscribe }] } }
      await open({ customer, page }, { does: `${SIGNS_IN}\nanalytics.track('Odd', ${properties})` })
      await visit.says(says)
    })
  }

  test('A rejection of Rupt.attach that the site does not handle stays unhandled, and one that it does, handled', async ({
    customer,
    page,
    visit
  }) => {
    const before = `<script>
      made = []
      addEventListener('unhandledrejection', ({ reason }) => made.push(reason))
      Rupt = { attach: (how) => Promise.reject(how) }
      Rupt.attach('unhandled')
      Rupt.attach('handled').catch(() => {})
    </script>`
    await open({ customer, page }, { key: '', does: '', before })
    await expect.poll(() => made(page)).toEqual(['unhandled'])
    await expect.poll(() => visit.site.log.calls.length).toBe(0)
  })

  test('A page finds nothing through which it could report', async ({ visit, customer, page }) => {
    const before = `<script>
      const frame = document.head.appendChild(document.createElement('iframe'))
      made = [window, frame.contentWindow].map((page) => typeof page.__playwright__binding__ + typeof page.ruptVisitReport)
    </script>`
    await open({ customer, page }, { before })
    expect(await made(page)).toEqual(['undefinedundefined', 'undefinedundefined'])
    await visit.says(/page · attached (late )?as user-1/)
  })
})

test('A pixel for Segment is answered with an image, and reaches no one', async ({ visit, customer, page }) => {
  const pixel = (host: string) =>
    `<img onload="made = [...(window.made || []), this.width]" src="http://${host}/v1/pixel/page?data=e30=">`
  await open({ customer, page }, {})
  await visit.says(/page · attached (late )?as user-1/)
  await open({ customer, page }, { body: pixel('api.segment.io') + pixel(`${customer.other}/api`) })
  await expect.poll(() => page.evaluate(() => (window as { made?: unknown }).made)).toEqual([1, 1])
  expect(customer.events).toEqual([])
})

test.describe('Two sources on a page', () => {
  /** The site's own bundle loads both. */
  const loads = (customer: Customer, ...keys: string[]) => ({
    before: '<script src="/bundle.js" type="module"></script>',
    key: '',
    does: `addEventListener('load', () => {
      for (const writeKey of ${JSON.stringify(keys)}) {
        const analytics = AnalyticsBrowser.load({ writeKey, cdnURL: 'http://${customer.other}' })
        analytics.identify('user-1')
        analytics.page()
      }
    })`
  })
  test.beforeEach(async ({ customer }) => {
    customer.scripts['/bundle.js'] = await bundle
    const [preset] = customer.settings().subscriptions
    const subscriptions = [{ ...preset, subscribe: 'type = "identify"' }]
    customer.sources.second = { settings: customer.settings({}, { subscriptions }), folder: 'rupt2' }
  })

  test('This build runs for both, and the lines name the source', async ({ visit, customer, page }) => {
    await open({ customer, page }, loads(customer, 'key', 'second'))
    await visit.says(/\/made \(source key\) {2}page · attached (late )?as user-1/)
    await visit.says(/\/made \(source second\) {2}identify · (attached (late )?as user-1|same call)/)
    await visit.says(/\/made \(source second\) {2}page · ignored/)
    expect(customer.files.filter((path) => path.includes('/rupt'))).toEqual([])
  })

  for (const keys of [
    ['key', 'none'],
    ['none', 'key']
  ]) {
    test(`A source without Rupt is not given it beside one that has it (${keys.join(', ')})`, async ({
      visit,
      customer,
      page
    }) => {
      // The one that has it is read last.
      customer.slow.add('key')
      await open({ customer, page }, loads(customer, ...keys))
      await visit.says(/\(source key\) {2}page · attached (late )?as user-1/)
      await visit.says(/\(source none\) {2}page · not sent to Rupt: this source does not have it/)
      expect(visit.text()).not.toMatch(/source none\) {2}\w+ · attached|not enabled for this source/)
      expect(visit.site.log.calls).toHaveLength(1)
    })
  }
})

test('Rupt runs for a source that has not enabled it, in this browser only', async ({ visit, customer, page }) => {
  await open({ customer, page }, { key: 'none' })
  await visit.says('visit · Rupt is not enabled for this source yet. It runs in this browser only')
  await visit.says(/page · attached (late )?as user-1/)
})

test('An account that is an email is attached, with a warning', async ({ visit, customer, page }) => {
  await open({ customer, page }, { does: `analytics.identify('ada@example.com'); analytics.page()` })
  await visit.says(/page · attached (late )?as .*\n +The account looks like an email/)
})

for (const account of ['undefined', '[object Object]']) {
  test(`An account that is the text “${account}” is not attached, with the reason`, async ({
    visit,
    customer,
    page
  }) => {
    await open({ customer, page }, { does: `analytics.identify('${account}'); analytics.page()` })
    await visit.says(/page · not attached: the account cannot be used\n +It is a text that stands for nothing/)
  })
}

test('An account that is the anonymous ID is attached, with a warning', async ({ visit, customer, page }) => {
  customer.sources.key = { settings: customer.settings({ account: { '@path': '$.anonymousId' } }) }
  await open({ customer, page }, {})
  await visit.says(/page · attached (late )?as .*\n +The account is the anonymous ID/)
})

test('Findings about the setup are printed before the first event', async ({ visit, customer, page }) => {
  const settings = customer.settings({}, { logout_url: '' })
  const [preset] = settings.subscriptions
  customer.sources.key = { settings: { ...settings, subscriptions: [{ ...preset, subscribe: 'type == "page"' }] } }
  await open({ customer, page }, { does: '' })
  await visit.says('✗ “Attach Device”: the trigger type == "page" matches no event.')
  await visit.says('! Logout URL is blank')
})

test.describe('A device over the limit', () => {
  test.use({ choices: { rupt: 'over' } })
  for (const [choice, path] of [
    ['Log this device out', '/out'],
    ['Create a new account', '/new']
  ]) {
    test(`“${choice}” on the challenge page opens the site’s own page`, async ({ visit, customer, page }) => {
      await page.goto(customer.url('/in'))
      await page.getByRole('link', { name: choice }).click()
      await expect(page).toHaveURL(new RegExp(`^${customer.url(path)}`))
      await expect(page.getByRole('heading')).toHaveText(path)
      expect(visit.text()).toMatch(/page · challenged: sent to Rupt’s page/)
    })
  }

  test('A visitor who verifies is sent back, and is within the limit', async ({ visit, customer, page }) => {
    await page.goto(customer.url('/in'))
    await page.getByRole('link', { name: 'Verify' }).click()
    await expect(page).toHaveURL(new RegExp(`^${customer.url('/in')}`))
    await visit.says(/page · attached (late )?as user-1, without email$/m)
  })
})

test.describe('A suspended visitor', () => {
  test.use({ choices: { rupt: 'suspended' } })
  test('The Suspended URL opens on the site', async ({ visit, customer, page }) => {
    await page.goto(customer.url('/in'))
    await expect(page).toHaveURL(customer.url('/suspended'))
    await visit.says('page · suspended: sent to /suspended')
  })

  test('Rupt’s own page is answered here where there is no Suspended URL', async ({ visit, customer, page }) => {
    customer.sources.key = { settings: customer.settings({}, { suspended_url: '' }) }
    await page.goto(customer.url('/in'))
    await expect(page).toHaveURL(/^https:\/\/suspended\.sabl\.app\//)
    await expect(page.getByText('Rupt (stand-in)')).toBeVisible()
    await visit.says('page · suspended: sent to suspended.sabl.app')
  })
})

test('The Logout URL opens on the site when the owner logs this device out', async ({ visit, customer, page }) => {
  await page.goto(customer.url('/in'))
  await visit.says(/page · attached/)
  await expect.poll(() => visit.site.standIn.logOut()).toBe(true)
  await expect(page).toHaveURL(new RegExp(`^${customer.url('/out')}`))
  await visit.says(/then logged out by the owner: sent to \/out/)
})

test('The second tab has the same verdicts on cards, with their pages, and the owner’s button', async ({
  visit,
  customer,
  page,
  tab
}) => {
  await open({ customer, page }, { key: 'none' })
  const card = tab.locator('.card.event').filter({ hasText: 'page · attached as user-1' })
  await expect(card.locator('summary')).toContainText('/made')
  await expect(tab.locator('#setup')).toContainText('The settings document has no Rupt yet. This is the preset.')
  await expect(tab.locator('.card.visit')).toContainText('It runs in this browser only')
  await expect(tab.getByLabel('Before the first event').getByRole('listitem')).toHaveCount(0)
  await card.locator('summary').click()
  await expect(card.locator('.body')).toContainText('Argument of Rupt.attach')

  await tab.getByRole('button', { name: 'As the owner, log this device out' }).click()
  await visit.says(/then logged out by the owner/)
  await expect(card).toContainText('then logged out by the owner')
  await card.getByRole('button', { name: 'Fill in Logout URL' }).click()
  await expect(tab.getByLabel('Logout URL')).toBeFocused()
  await expect(tab.getByLabel('Logout URL')).toHaveValue('')

  await page.goto(customer.url('/out'))
  await expect(tab.locator('.card.visit').first()).toContainText('Analytics.js was not seen on this page')
})

test('Rupt answers as the tab says, until the visitor verifies', async ({ customer, page, tab }) => {
  await page.goto(customer.url('/in'))
  const answers = tab.getByLabel('Rupt answers')
  await answers.selectOption('suspended')
  await page.reload()
  await expect(page).toHaveURL(customer.url('/suspended'))

  await answers.selectOption('over')
  await page.goto(customer.url('/in'))
  await page.getByRole('link', { name: 'Verify' }).click()
  await expect(page).toHaveURL(new RegExp(`^${customer.url('/in')}`))
  await expect(answers).toHaveValue('within')
})

const logoutUrl = (site: Site) => {
  const { config } = site.log.calls[site.log.calls.length - 1]
  return (config.redirect_urls as { logout_url?: string }).logout_url
}

test('An edited setup runs from the next page load on, until it is taken back', async ({
  visit,
  customer,
  page,
  tab
}) => {
  const settings = customer.settings({}, { logout_url: '' })
  const [preset] = settings.subscriptions
  settings.subscriptions.push({ ...preset, name: 'Other', enabled: false })
  customer.sources.key = { settings }
  const line = tab.locator('#setup').getByRole('status').first()
  const card = tab.locator('.card.visit').first()
  const findings = tab.getByLabel('Before the first event')
  const attached = () => expect.poll(() => visit.site.log.calls.length)

  await page.goto(customer.url('/in'))
  await expect(line).toHaveText('This is what the settings document has. Edits run from the next page load on.')
  await expect(tab.getByRole('checkbox', { name: 'Run Other' })).not.toBeChecked()
  await expect(findings).toContainText('Logout URL is blank')
  await attached().toBe(1)
  expect(logoutUrl(visit.site)).toBeUndefined()

  await tab.getByText('Settings', { exact: true }).click()
  await tab.getByLabel('Logout URL').fill('/bye')
  await expect(line).toContainText('Your edits run from the next page load on.')
  await expect(tab.locator('#changes')).toContainText('Settings: Logout URL: from nothing to /bye.')
  await tab.reload()
  await page.reload()
  await attached().toBe(2)
  expect(logoutUrl(visit.site)).toBe(customer.url('/bye'))
  await expect(card).toContainText('visit · runs your setup, not Segment’s')
  await expect(findings).not.toContainText('Logout URL is blank')

  await tab.getByRole('button', { name: 'Back to the settings document' }).click()
  await expect(line).toContainText('This is what the settings document has.')
  await tab.reload()
  await page.reload()
  await attached().toBe(3)
  expect(logoutUrl(visit.site)).toBeUndefined()
  await expect(card).toContainText('Rupt’s SDK is on the page')
  await expect(card).not.toContainText('your setup')
  await expect(tab.locator('#changes')).toHaveCount(0)
  await expect(line).toContainText('This is what the settings document has.')
})

test('A button on a card changes the setup, and sends nothing', async ({ visit, customer, page, tab }) => {
  await page.goto(customer.url('/in'))
  const card = tab.locator('.card.event').filter({ hasText: 'page · attached as user-1, without email' })
  await card.locator('summary').click()
  await expect(card.getByRole('button')).toHaveText(['Add a mapping for identify'])
  await card.getByRole('button').click()
  await page.reload()
  await visit.says(/identify · Attach Device on identify · attached (late )?as user-1$/m)
})

test.describe('--setup', () => {
  const mapping = { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
  const subscribe = 'type = "identify"'
  const mine = { name: 'Mine', enabled: true, partnerAction: 'attach', subscribe, mapping }
  test.use({ choices: { setup: { subscriptions: [mine] } } })
  test('The mappings of a file replace those of the settings document, whose settings stay', async ({
    visit,
    customer,
    page,
    tab
  }) => {
    await page.goto(customer.url('/in'))
    await visit.says(/identify · attached (late )?as user-1$/m)
    await visit.says('visit · runs your setup, not Segment’s')
    await expect(tab.getByRole('checkbox', { name: 'Run Mine' })).toBeChecked()
    await expect(tab.locator('#setup')).toContainText('Your edits run')
    await expect(tab.locator('#changes')).toContainText('Name of the mapping: from Attach Device to Mine.')
    await expect(tab.locator('#changes')).not.toContainText('Settings')
  })
})

test.describe('npm run visit', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'The command chooses its browser.')

  const COMMAND = 'scripts/visit.js'

  let folder: string
  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rupt-own-'))
  })
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** What a test that fails would leave. */
  const running = new Set<ChildProcess>()
  test.afterEach(async () => {
    for (const child of running) child.kill()
    for (const child of running) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    running.clear()
  })

  /** Runs it with a folder of its own for temporary files. It builds nothing, unless the test is about that. */
  function run(args: string[], options: SpawnOptions = {}, script = 'test/browser/visitCommand.js') {
    const temporary = mkdtempSync(join(folder, 'tmp-'))
    chmodSync(temporary, 0o777)
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, TMPDIR: temporary },
      ...options,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    running.add(child)
    const ran = { child, temporary, output: '', code: new Promise<number | null>((end) => child.on('exit', end)) }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (ran.output += String(data)))
    return ran
  }

  test('The command prints what it changes, then each verdict, and Ctrl+C leaves no process and no profile', async ({
    customer
  }) => {
    // It has always just sent an event when it ends.
    const event = '{"type":"page","messageId":"m","anonymousId":"a"}'
    const send = `fetch('http://${customer.other}/api/v1/p', { method: 'POST', keepalive: true, body: '${event}' })`
    customer.pages['/in'].does +=
      `\nsetInterval(() => { ${send} }, 20)\naddEventListener('pagehide', () => { ${send} })`
    const ran = run(['--headless', customer.url('/in')], {}, COMMAND)
    await expect
      .poll(() => ran.output, { timeout: 40_000 })
      .toMatch(/^\d\d:\d\d:\d\d {2}\/in {2}page · attached as user-1/m)
    expect(ran.output).toContain('Rupt’s hosts           answered here: within')
    expect(ran.output).toContain('answered here: Segment gets no event')
    const processes = () => execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' }).split('\n')
    const browser = processes().find(
      (line) => line.trim().startsWith(`${ran.child.pid} `) && line.includes('user-data')
    )
    const [, profile] = /--user-data-dir=(\S+)/.exec(browser ?? '')!
    expect(existsSync(profile)).toBe(true)
    expect(ran.output.includes('without its sandbox')).toBe(browser!.includes('--no-sandbox'))

    // As a terminal and npm do, both.
    ran.child.kill('SIGINT')
    ran.child.kill('SIGINT')
    expect(await ran.code).toBe(0)
    expect(processes().filter((line) => line.includes(profile))).toEqual([])
    expect(existsSync(profile)).toBe(false)
    expect(readdirSync(ran.temporary)).toEqual([])
    expect(customer.events).toEqual([])
  })

  test('Firefox sends what is for a host out of reach to a proxy where nothing listens', () => {
    const [, script] = firefoxRules(['rupt.dev', '*.rupt.dev'])['network.proxy.autoconfig_url'].split(/,(.*)/s)
    // A browser's own function: whether a text fits a pattern.
    const shExpMatch = (text: string, pattern: string) =>
      pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern
    const find = (host: string) =>
      runInNewContext(`${decodeURIComponent(script)}; FindProxyForURL('https://${host}/', '${host}')`, {
        shExpMatch
      }) as string
    expect(['api.rupt.dev', 'rupt.dev', 'rupt.dev.example', 'site.test'].map(find)).toEqual([
      'PROXY 127.0.0.1:9',
      'PROXY 127.0.0.1:9',
      'DIRECT',
      'DIRECT'
    ])
  })

  test('Two visits run at once, one of them by a user who can write nothing to the project', async ({ customer }) => {
    test.skip(process.getuid?.() !== 0, 'Only root can run it as someone else.')
    const nobody = { uid: 65534, gid: 65534 }
    chmodSync(folder, 0o755)
    const url = ['--headless', customer.url('/in')]
    const visits = [run(url, {}, COMMAND), run(url, nobody, COMMAND)]
    for (const visit of visits) {
      await expect.poll(() => visit.output, { timeout: 60_000 }).toContain('page · attached as user-1')
      visit.child.kill('SIGINT')
      expect(await visit.code).toBe(0)
      expect(readdirSync(visit.temporary)).toEqual([])
    }
    // The sandbox needs no rights of root's, and refuses them.
    expect(visits.map(({ output }) => output.includes('without its sandbox'))).toEqual([true, false])
  })

  test('A page can neither end the command nor steer the terminal', async ({ customer }) => {
    const does = `
      const url = 'https://api.rupt.dev/v2/device/attach'
      navigator.sendBeacon(url, 'x')
      for (const body of [undefined, 'null', '{', '[]', new FormData(), new Uint8Array([255, 0])]) {
        fetch(url, { method: 'POST', body, mode: 'no-cors' })
      }
      const frame = document.head.appendChild(document.createElement('iframe'))
      for (const page of [window, frame.contentWindow, window.open('about:blank')]) {
        for (const name of Object.getOwnPropertyNames(page).filter((name) => /playwright|ruptVisit/.test(name))) {
          for (const given of ['x', 'null', '{"name":"ruptVisitReport","seq":1,"serializedArgs":["x",{"h":1}]}']) {
            try { page[name](given) } catch {}
          }
        }
      }
      analytics.page('Home\\r\\n21:00:00  /x  page: attached as admin')
      analytics.track('\\u001b[2J\\u0007\\u009b31m\\u2028\\u202e\\u2066')
      analytics.ready(() => { ${SIGNS_IN}; analytics.page('Last') })`
    customer.pages['/hostile'] = { key: 'key', does }
    const ran = run(['--headless', customer.url('/hostile')])
    await expect.poll(() => ran.output, { timeout: 40_000 }).toMatch(/page Last · attached (late )?as user-1/)
    ran.child.kill('SIGINT')
    expect(await ran.code).toBe(0)
    expect(ran.output).toContain('page Home\\u000d\\u000a21:00:00  /x  page: attached as admin')
    expect(ran.output).toContain('track \\u001b[2J\\u0007\\u009b31m\\u2028\\u202e\\u2066')
    // eslint-disable-next-line no-control-regex
    expect(ran.output).not.toMatch(/^ +at |[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/m)
  })

  test('The command ends when its last page is closed, as with its window', async ({ customer }) => {
    const { run } = await given
    let browser!: Browser
    const code = run(['--headless', customer.url()], {
      files: () => Promise.resolve(visitFiles()),
      launch: async (options) => {
        const launched = await launch(options)
        browser = launched.browser
        return launched
      }
    })
    const pages = () => browser?.contexts()[0]?.pages() ?? []
    await expect.poll(pages).toHaveLength(2)
    await expect(pages()[1].locator('.card').first()).toBeVisible()
    for (const page of pages()) await page.close()
    expect(await code).toBe(0)
    expect(browser.isConnected()).toBe(false)
  })

  test('The command says why a site cannot be visited', async ({ customer }) => {
    const port = await freePorts(1)
    const failures = [
      [`localhost:${port}/x`, `http://localhost:${port}/x cannot be opened: nothing listens at localhost:${port}.`],
      [customer.url('/nowhere'), 'answers 404: there is no page to visit.'],
      [customer.url('/analytics.min.js'), 'is no page: it is text/javascript.']
    ].map(([url, says]) => ({ ran: run(['--headless', url]), says }))
    for (const { ran, says } of failures) {
      expect(await ran.code).toBe(1)
      expect(ran.output).toContain(says)
    }
  })

  test('The command runs the setup of a file', async ({ customer }) => {
    const file = join(folder, 'setup.json')
    const mapping = { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
    const subscribe = 'type = "identify"'
    writeFileSync(file, JSON.stringify([{ name: 'Mine', enabled: true, partnerAction: 'attach', subscribe, mapping }]))
    const ran = run(['--headless', '--setup', file, customer.url('/in')])
    await expect.poll(() => ran.output, { timeout: 40_000 }).toMatch(/identify · attached as user-1$/m)
    ran.child.kill('SIGINT')
    await ran.code
  })

  test('--check exits with 1 if anything keeps a device from being attached, else with 0', async ({ customer }) => {
    const settings = `http://${customer.other}/v1/projects/key/settings`
    expect(await run(['--check', settings]).code).toBe(0)
    customer.sources.key = { settings: customer.settings({}, { client_id: '' }) }
    const ran = run(['--check', settings])
    expect(await ran.code).toBe(1)
    expect(ran.output).toContain('✗ Client ID is missing.\n  Copy it from your Rupt dashboard.')
  })

  test('Live needs a terminal, or --yes', async ({ customer }) => {
    const ran = run(['--rupt', 'live', customer.url()])
    expect(await ran.code).toBe(1)
    expect(ran.output).toContain('There is no terminal to ask in: add --yes.')
  })
})
