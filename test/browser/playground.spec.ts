import { expect, test as base } from '@playwright/test'
import type { BrowserContext, FrameLocator, Page } from '@playwright/test'

/** The page that `npm start` serves, as whoever works out a mapping uses it. */
class Playground {
  readonly frame: FrameLocator
  readonly errors: string[] = []

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('iframe')
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  async open() {
    await this.page.goto('/')
    await expect(this.frame.getByRole('heading')).toHaveText('Home')
    await expect(this.frame.getByText(/signed in/i)).toBeVisible()
  }

  click(name: string) {
    return this.page.getByRole('button', { name, exact: true }).click()
  }

  async signIn(id = 'user-1') {
    await this.page.getByLabel('User ID').fill(id)
    await this.click('Identify')
    await expect(this.page.locator('#who')).toContainText(`Signed in as ${id}.`)
  }

  /** The field of the form on the left with this key. */
  field(name: string) {
    return this.page.locator(`#destination [name=${name}]`)
  }

  /** Fills the field in and leaves it, which applies it. */
  async set(name: string, text: string) {
    await this.field(name).fill(text)
    await this.field(name).blur()
  }

  problem(name: string) {
    return this.page.locator(`#${name}-problem`)
  }

  async choose(scenario: string) {
    await this.page.getByLabel('Rupt answers').selectOption({ label: scenario })
  }

  /** Lines of the timeline: of this kind, with this text beside it. */
  lines(kind: string, text = '') {
    const { page } = this
    return page
      .locator('#timeline li')
      .filter({ has: page.locator('.kind').getByText(kind, { exact: true }) })
      .filter({ has: page.locator('.text', { hasText: text }) })
  }

  /** The JSON that the last such line opens to. */
  async detail(kind: string, text?: string): Promise<unknown> {
    return JSON.parse((await this.lines(kind, text).last().locator('pre').textContent())!)
  }

  endsAt(path: string) {
    const { href } = new URL(path, 'http://localhost:5199')
    return expect(this.page.locator('#location')).toHaveText(new RegExp(`^${href.replace(/[.?]/g, '\\$&')}`))
  }
}

const SUSPENDED = 'Suspended'
const OVER = 'Over the limit: challenged'

async function guard(context: BrowserContext, left: string[]) {
  await context.route(
    (url) => url.hostname !== 'localhost',
    (route) => {
      left.push(route.request().url())
      return route.abort()
    }
  )
}

const test = base.extend<{ playground: Playground }>({
  playground: async ({ page, context }, use) => {
    const left: string[] = []
    await guard(context, left)
    const playground = new Playground(page)
    await playground.open()
    await use(playground)
    expect(left, 'requests that left the machine').toEqual([])
    expect(playground.errors).toEqual([])
  }
})

test('the first visit shows that an anonymous visitor sends Rupt nothing', async ({ playground }) => {
  await expect(playground.lines('No call', 'no account came out of the mapping')).toHaveCount(1)
  await expect(playground.lines('Request', 'cdn.rupt.dev')).toHaveCount(1)
  await expect(playground.lines('Request', 'api.rupt.dev')).toHaveCount(0)
})

test('a signed-in page view shows the event, the mapping, the call, the request and the answer', async ({
  playground
}) => {
  await playground.signIn()
  await expect(playground.lines('No call', 'the trigger did not take it')).toHaveCount(1)
  await playground.click('Page view with traits')
  await expect(playground.lines('Answer', '200 api.rupt.dev/v2/device/attach')).toHaveCount(1)

  expect(await playground.detail('Event', 'page')).toMatchObject({ type: 'page', userId: 'user-1' })
  expect(await playground.detail('Mapping')).toEqual({ account: 'user-1', email: 'ada@example.com' })
  expect(await playground.detail('SDK', 'Rupt.attach was called with')).toEqual({
    client_id: 'playground',
    account: 'user-1',
    email: 'ada@example.com',
    redirect_urls: {
      new_account_url: 'http://localhost:5199/landing/new-account',
      logout_url: 'http://localhost:5199/landing/signed-out',
      success_url: 'http://localhost:5199/landing/verified',
      suspended_url: 'http://localhost:5199/landing/suspended'
    }
  })
  expect(await playground.detail('Request', 'POST')).toMatchObject({ user: 'user-1', page: '/site/home' })
  expect(await playground.detail('Answer', '/attach')).toMatchObject({ success: true })
})

test('a route change while the same call is under way makes its own, a second page view none', async ({
  playground
}) => {
  await playground.signIn()
  await playground.choose('Never answers')
  await expect(playground.lines('Request', 'POST')).toHaveCount(1)
  await playground.click('Page view')
  await expect(playground.lines('No call', 'the same call is under way')).toHaveCount(1)
  await playground.click('Route change')
  await expect(playground.lines('Request', 'POST')).toHaveCount(2)
  await playground.endsAt('/site/reports')
})

test('signing out makes the visitor anonymous again', async ({ playground }) => {
  await playground.signIn()
  await playground.click('Sign out')
  await expect(playground.page.getByText('Nobody is signed in, so')).toBeVisible()
})

test.describe('each answer of Rupt', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  for (const [choice, path] of [
    ['Log this device out', '/landing/signed-out'],
    ['Create a new account', '/landing/new-account'],
    ['Verify, and log the other devices out', '/landing/verified']
  ]) {
    test(`challenged, ${choice} leads to ${path}`, async ({ playground }) => {
      await playground.choose(OVER)
      await playground.endsAt('/landing/challenge')
      await playground.frame.getByRole('link', { name: choice }).click()
      await playground.endsAt(path)
      await expect(playground.lines('Redirect', path)).toHaveCount(1)
      await playground.frame.getByRole('link', { name: 'Back to the site' }).click()
      // The owner who logged the others out is within the limit.
      await playground.endsAt(path === '/landing/verified' ? '/site/home' : '/landing/challenge')
    })
  }

  test('suspended leads to the Suspended URL', async ({ playground }) => {
    await playground.choose(SUSPENDED)
    await playground.endsAt('/landing/suspended')
  })

  test('suspended without a Suspended URL stops short of Rupt’s own page', async ({ playground }) => {
    await playground.field('suspended_url').fill('')
    await playground.choose(SUSPENDED)
    await playground.endsAt('https://suspended.sabl.app/access/access-1?referrer=localhost:5199')
    await expect(playground.lines('Redirect', 'suspended.sabl.app')).toHaveCount(1)
  })

  test('logged out by the owner leads to the Logout URL', async ({ playground }) => {
    await playground.click('Page view')
    await playground.click('As the owner, log this device out')
    await playground.endsAt('/landing/signed-out')
  })

  test('logged out to another site, a page says where the visitor is', async ({ playground }) => {
    await playground.set('logout_url', 'https://app.example.com/bye?from=rupt')
    await playground.click('Page view')
    await playground.click('As the owner, log this device out')
    await playground.endsAt('https://app.example.com/bye?from=rupt')
    await expect(playground.frame.getByText('https://app.example.com/bye?from=rupt')).toBeVisible()
    await expect(playground.page.getByRole('button', { name: 'As the owner' })).toBeDisabled()

    await playground.click('Track')
    await expect(playground.lines('Event', 'track')).toHaveCount(1)
    await playground.endsAt('/site/home')
  })

  test('logged out without a Logout URL, the timeline says why nothing happens', async ({ playground }) => {
    await playground.set('logout_url', '')
    await playground.click('Page view')
    await playground.click('As the owner, log this device out')
    await expect(playground.lines('Warning', 'There is no Logout URL')).toHaveCount(1)
  })

  test('refused, the SDK goes on listening for no device', async ({ playground }) => {
    await playground.choose('Refuses the Client ID')
    await expect(playground.lines('Answer', '401')).toHaveCount(1)
    await expect(playground.page.getByText('Not attached: Rupt answered 401.')).toBeVisible()
    await expect(playground.lines('Request', '/device/undefined/listen')).not.toHaveCount(0)
    await playground.endsAt('/site/home')
  })

  test('a server error leaves the visitor alone', async ({ playground }) => {
    await playground.choose('Server error')
    await expect(playground.lines('Answer', '500')).toHaveCount(1)
    await expect(playground.lines('SDK', 'Rupt.attach came to')).toHaveCount(1)
    expect(await playground.detail('SDK', 'Rupt.attach came to')).toBeNull()
    await playground.endsAt('/site/home')
  })

  test('a blocked SDK is told of, and the site goes on', async ({ playground }) => {
    await playground.choose('SDK blocked')
    await expect(playground.lines('Answer', 'Failed cdn.rupt.dev')).not.toHaveCount(0)
    await expect(playground.lines('Warning', 'the SDK failed to load')).not.toHaveCount(0)
    await playground.click('Track')
    await expect(playground.lines('Event', 'track')).toHaveCount(1)
    await expect(playground.lines('No call', 'the destination is not on this page')).not.toHaveCount(0)
  })

  test('a slow SDK attaches the device late', async ({ playground }) => {
    await playground.choose('SDK slow (5 s)')
    await expect(playground.lines('No call', 'not before Rupt’s SDK has arrived')).toHaveCount(1)
    await expect(playground.lines('Answer', '200 api.rupt.dev/v2/device/attach')).toHaveCount(1, { timeout: 10_000 })
  })

  test('an SDK that never arrives holds no event', async ({ playground }) => {
    await playground.choose('SDK never arrives')
    await expect(playground.lines('No call', 'not before Rupt’s SDK has arrived')).toHaveCount(1)
    await playground.click('Track')
    await expect(playground.lines('Event', 'track')).toHaveCount(1)
  })
})

test('live says that requests leave the machine', async ({ playground, page }) => {
  await page.route('**/site/**', (route) => route.abort())
  await playground.choose('Live: Rupt itself, over the internet')
  await expect(page.getByText('requests now leave this machine')).toBeVisible()
})

test.describe('the mapping', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('has the labels, descriptions, marks and defaults of the definition', async ({ playground, page }) => {
    await expect(page.getByLabel('New Account URL *')).toHaveAccessibleDescription(/stop account sharing/)
    await expect(playground.field('client_id')).toHaveAttribute('required')
    await expect(playground.field('logout_url')).not.toHaveAttribute('required')
    await expect(playground.field('trigger')).toHaveValue('type = "page"')
    expect(JSON.parse(await playground.field('account').inputValue())).toEqual({ '@path': '$.userId' })
    await expect(playground.field('metadata')).toHaveValue('')
  })

  test('that was changed maps one’s own event', async ({ playground }) => {
    await playground.field('metadata').fill('{"plan": {"@path": "$.properties.plan"}}')
    await playground.set('include_page', 'false')
    // One for each field that was left.
    await expect(playground.lines('Visit')).toHaveCount(3)
    await expect(playground.frame.getByText('Signed in as user-1.')).toBeVisible()

    await playground.page
      .getByLabel('Your own event')
      .fill('{"type":"page","properties":{"plan":"team","email":"own@site.test"}}')
    await playground.click('Send event')
    await expect(playground.lines('Mapping').filter({ hasText: 'own@site.test' })).toHaveCount(1)
    expect(await playground.detail('Mapping')).toEqual({
      account: 'user-1',
      email: 'own@site.test',
      metadata: { plan: 'team' },
      include_page: false
    })
  })

  test('that is broken says so beside the field, and what ran before still runs', async ({ playground }) => {
    await playground.set('account', '{"@path": ')
    await expect(playground.problem('account')).toContainText('Not JSON')
    await playground.field('email').fill('{"@nope": 1}')
    await expect(playground.problem('email')).toContainText('@nope')
    await playground.field('trigger').fill('type = "page')
    await expect(playground.problem('trigger')).toContainText('cannot read this trigger')

    await playground.click('Visit')
    await expect(playground.lines('Answer', '/v2/device/attach')).toHaveCount(1)
    expect(await playground.detail('Mapping')).toEqual({ account: 'user-1' })

    await playground.click('Back to the defaults')
    for (const name of ['account', 'email', 'trigger']) await expect(playground.problem(name)).toBeEmpty()
  })

  test('says what the browser will not run, and what is probably not meant', async ({ playground }) => {
    for (const [name, text, problem] of [
      ['account', '{"@liquid": "{{ userId }}"}', '@liquid does not work in the browser'],
      ['account', '$.userId', 'write {"@path": "$.userId"}'],
      ['account', '"$.userId"', 'write {"@path": "$.userId"}'],
      ['account', '', 'no device is ever attached'],
      ['new_account_url', '', 'does not let you leave it empty'],
      ['logout_url', 'javascript:alert(1)', 'Not a URL that a visitor can be sent to'],
      ['logout_url', 'app.example.com/bye', 'a path on your own site'],
      ['subscription', '[]', 'a list'],
      ['subscription', '{"subscribe": "type = \\"page\\"", "enabled": false}', 'disabled']
    ]) {
      await playground.field(name).fill(text)
      await expect(playground.problem(name)).toContainText(problem)
    }
  })

  test('is not applied before every field can be read', async ({ playground, page }) => {
    await playground.field('email').fill('{')
    await playground.set('client_id', 'mine')
    await expect(page.getByText('Not applied before Email can be read.')).toBeVisible()
    await playground.set('email', '')
    await expect(page.getByText('Not applied before')).toBeHidden()
    await playground.click('Page view')
    await expect(playground.lines('SDK', 'Rupt.attach was called with')).not.toHaveCount(0)
    expect(await playground.detail('SDK', 'Rupt.attach was called with')).toMatchObject({ client_id: 'mine' })
  })

  test('can be pasted as a subscription', async ({ playground }) => {
    const subscription = { subscribe: 'type = "track"', mapping: { account: { '@path': '$.properties.owner' } } }
    await playground.set('subscription', JSON.stringify(subscription))
    await expect(playground.field('trigger')).toHaveValue('type = "track"')
    await expect(playground.field('email')).toHaveValue('')
    await expect(playground.lines('Visit')).toHaveCount(2)
    await expect(playground.lines('No call', 'the trigger did not take it')).not.toHaveCount(0)

    await playground.field('subscription').fill('{"subscribe": "type = \\"page\\"", "mapping": {"acount": 1}}')
    await expect(playground.problem('subscription')).toContainText('no field "acount"')
  })
})

test('every line opens to its JSON', async ({ playground, page }) => {
  await playground.signIn()
  await playground.choose('SDK blocked')
  await expect(playground.lines('Warning')).not.toHaveCount(0)
  const lines = await page.locator('#timeline li').count()
  expect(await page.locator('#timeline details pre').count()).toBe(lines)
  for (const text of await page.locator('#timeline pre').allTextContents()) JSON.parse(text)
})

test('the subscription and the timeline can be copied', async ({ playground, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = async () => JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as unknown
  await playground.click('Copy')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await copied()).toMatchObject({ partnerAction: 'attach', subscribe: 'type = "page"' })
  await playground.click('Copy all')
  await expect(page.getByRole('button', { name: 'Copied' })).not.toHaveCount(0)
  expect(await copied()).toContainEqual(expect.objectContaining({ kind: 'none' }))
})

test('works from the keyboard alone', async ({ playground, page }) => {
  await page.getByLabel('User ID').focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#who')).toContainText('Signed in as user-1.')
  for (let tab = 0; tab < 4; tab++) await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Page view', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(playground.lines('Answer', '/v2/device/attach')).toHaveCount(1)
  await playground.lines('Mapping').last().locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(playground.lines('Mapping').last().locator('pre')).toBeVisible()
})

test('a reload brings everything back', async ({ playground, page }) => {
  await playground.signIn()
  await playground.field('client_id').fill('my-client')
  await playground.set('logout_url', '/landing/signed-out?mine')
  await playground.choose(SUSPENDED)
  await playground.endsAt('/landing/suspended')
  const visits = await playground.lines('Visit').count()

  await page.reload()
  await expect(playground.field('client_id')).toHaveValue('my-client')
  await expect(playground.field('logout_url')).toHaveValue('/landing/signed-out?mine')
  await expect(page.getByLabel('Rupt answers')).toHaveValue('suspended')
  // Still signed in, and still suspended.
  await playground.endsAt('/landing/suspended')
  await expect(playground.lines('Visit')).toHaveCount(visits + 1)
})

test('a reload brings a broken mapping back too, and what ran before still runs', async ({ playground, page }) => {
  await playground.signIn()
  await playground.field('email').fill('{"@path": ')
  await playground.field('trigger').fill('type = "page')
  await page.reload()
  await expect(playground.field('email')).toHaveValue('{"@path": ')
  await expect(playground.problem('email')).toContainText('Not JSON')
  await expect(playground.problem('trigger')).toContainText('cannot read this trigger')
  await expect(playground.lines('Answer', '/v2/device/attach')).toHaveCount(1)
  expect(playground.errors).toEqual([])
})

test('two tabs do not disturb each other', async ({ playground, context }) => {
  const other = new Playground(await context.newPage())
  await other.open()
  await other.choose(SUSPENDED)
  await other.signIn('user-2')
  await playground.signIn('user-1')
  await other.click('Page view')
  await other.endsAt('/landing/suspended')

  await playground.click('Page view')
  await expect(playground.lines('Answer', '/v2/device/attach')).toHaveCount(1)
  await playground.endsAt('/site/home')
  expect(await playground.detail('Request', 'POST')).toMatchObject({ user: 'user-1' })
  await expect(playground.page.locator('#timeline')).not.toContainText('user-2')
  await expect(playground.page.getByLabel('Rupt answers')).toHaveValue('within')
})

test('what a visitor types is text, never markup', async ({ playground, page }) => {
  const hostile = `"><img src=x onerror="window.top.document.title='run'">`
  await playground.field('logout_url').fill(hostile)
  await playground.field('metadata').fill(JSON.stringify({ note: hostile }))
  await playground.field('account').fill(hostile)
  await expect(playground.problem('account')).toContainText('Not JSON')
  await playground.click('Back to the defaults')

  await playground.set('metadata', JSON.stringify({ note: hostile }))
  await playground.signIn(hostile)
  await page
    .getByLabel('Your own event')
    .fill(JSON.stringify({ type: 'page', name: hostile, properties: { email: hostile } }))
  await playground.click('Send event')
  await expect(playground.lines('Answer', '/v2/device/attach')).not.toHaveCount(0)
  await playground.lines('Mapping').last().locator('summary').click()

  await expect(playground.lines('Mapping').last().locator('pre')).toContainText('<img src=x onerror=')
  await expect(playground.frame.getByText('Signed in as "><img src=x')).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(await playground.frame.locator('img').count()).toBe(0)
  await expect(page).toHaveTitle('Rupt (Actions) playground')
})

test('an event that cannot be sent says so beside it', async ({ playground, page }) => {
  for (const [event, problem] of [
    ['null', 'An event is an object'],
    ['{"type": "view"}', 'needs a "type"'],
    ['{"type": "track"}', 'needs its name'],
    ['{"type": "page", "context": "oops"}', '"context" is an object']
  ]) {
    await page.getByLabel('Your own event').fill(event)
    await playground.click('Send event')
    await expect(page.locator('#own .problem')).toContainText(problem)
  }
})

test('buttons pressed while the page loads are served in their order', async ({ playground }) => {
  await playground.page.getByLabel('User ID').fill('user-1')
  await playground.click('Visit')
  await playground.click('Identify')
  await playground.click('Page view')
  await expect(playground.lines('Event', 'page of user-1')).toHaveCount(1)
  await expect(playground.page.getByText('Signed in as user-1. Device attached: 1 of 3.')).toBeVisible()
})

test('the timeline can be cleared', async ({ playground, page }) => {
  await expect(playground.lines('No call')).toHaveCount(1)
  await playground.click('Clear')
  await expect(page.locator('#timeline li')).toHaveCount(0)
  await page.reload()
  await expect(playground.lines('Visit')).toHaveCount(1)
})

test('nothing overflows at 400 px', async ({ playground, page }) => {
  await page.setViewportSize({ width: 400, height: 800 })
  await playground.signIn()
  await playground.click('Page view with traits')
  await expect(playground.lines('Answer', '/v2/device/attach')).toHaveCount(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
})
