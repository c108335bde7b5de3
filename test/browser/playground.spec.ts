import AxeBuilder from '@axe-core/playwright'
import { expect, test as base } from '@playwright/test'
import type { BrowserContext, FrameLocator, Page } from '@playwright/test'
import { entry, other, subscription } from '../playground/segment'

/** The page that `npm start` serves, as whoever works out a mapping uses it. */
class Playground {
  readonly frame: FrameLocator
  readonly errors: string[] = []

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('iframe')
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  async open(path = '/') {
    await this.page.goto(path)
    await expect(this.frame.getByRole('heading')).toHaveText('Home')
    await expect(this.frame.getByText(/signed in/i)).toBeVisible()
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true })
  }

  click(name: string) {
    return this.button(name).click()
  }

  async signIn(id = 'user-1') {
    await this.page.getByLabel('User ID').fill(id)
    await this.click('Identify')
    await expect(this.page.locator('#status')).toContainText(`Signed in as ${id}.`)
  }

  setting(key: string) {
    return this.page.locator(`#setting-${key}`)
  }

  /** The trigger, the name or a field of a mapping, by its ID. */
  field(key: string, mapping = '1') {
    return this.page.locator(`#mapping-${mapping}-${key}`)
  }

  problem(id: string) {
    return this.page.locator(`#${id}-problem`)
  }

  async choose(scenario: string) {
    await this.page.getByLabel('Rupt answers').selectOption({ label: scenario })
  }

  /** The cards, the newest first. */
  get cards() {
    return this.page.locator('.card')
  }

  /** The cards with this on their first lines. */
  card(verdict: string | RegExp) {
    return this.cards.filter({ has: this.page.locator('summary', { hasText: verdict }) })
  }

  /** Waits until the newest card of an event says this. */
  async says(verdict: string | RegExp, options?: { timeout: number }) {
    await expect(this.page.locator('.card.event summary').first()).toContainText(verdict, options)
  }

  /** Opens the newest such card. */
  async openCard(verdict: string | RegExp) {
    const card = this.card(verdict).first()
    await card.locator('summary').click()
    await expect(card.locator('.body')).toBeVisible()
    return card
  }

  async sendOwn(event: object | string) {
    await this.page.locator('#event').fill(typeof event === 'string' ? event : JSON.stringify(event))
    await this.click('Send event')
  }

  async paste(value: unknown) {
    const details = this.page.locator('.import details')
    if (!(await details.getAttribute('open').then((open) => open !== null)))
      await this.page.getByText('Use my setup from Segment').click()
    await this.page.locator('#paste').fill(typeof value === 'string' ? value : JSON.stringify(value))
    await this.click('Use it')
  }

  endsAt(path: string) {
    const { href } = new URL(path, this.page.url())
    return expect(this.page.getByLabel('Address of the frame')).toHaveText(
      new RegExp(`^${href.replace(/[.?]/g, '\\$&')}`)
    )
  }

  async copied() {
    return this.page.evaluate(() => navigator.clipboard.readText())
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

test.describe('the verdict', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('on a visitor who was not signed in, and on an event that the trigger ignores', async ({ playground }) => {
    await expect(playground.card('page · not attached: nobody is signed in')).toHaveCount(1)
    await playground.says('identify · ignored: the trigger wants type = "page"')
  })

  test('on a device that was attached, without email and with one', async ({ playground }) => {
    await playground.click('Page view')
    await playground.says('page · attached as user-1, without email')
    await playground.click('Page view with traits')
    await playground.says(/^page · attached as user-1\d/)
  })

  test('on the same call in flight, and on another page’s own', async ({ playground }) => {
    await playground.choose('Never answers')
    await playground.says('page · waiting for Rupt’s answer')
    await playground.click('Page view')
    await playground.says('page · same call already in flight')
    await playground.click('Route change')
    await playground.says('page · waiting for Rupt’s answer')
    await playground.endsAt('/site/reports')
  })

  for (const [choice, path] of [
    ['Log this device out', '/landing/signed-out'],
    ['Create a new account', '/landing/new-account'],
    ['Verify, and log the other devices out', '/landing/verified']
  ]) {
    test(`on a challenge: ${choice} leads to ${path}`, async ({ playground }) => {
      await playground.choose(OVER)
      await playground.endsAt('/rupt/challenge')
      await playground.says('page · challenged: sent to Rupt’s page')
      await playground.frame.getByRole('link', { name: choice }).click()
      await playground.endsAt(path)
      await playground.says(`page · challenged: sent to Rupt’s page, then to ${path}`)
      await playground.frame.getByRole('link', { name: 'Back to the site' }).click()
      // The owner who logged the others out is within the limit, and who signed out is nobody.
      await playground.endsAt(path === '/landing/new-account' ? '/rupt/challenge' : '/site/home')
    })
  }

  test('on a suspension', async ({ playground }) => {
    await playground.choose(SUSPENDED)
    await playground.endsAt('/landing/suspended')
    await playground.says('page · suspended: sent to /landing/suspended')
  })

  test('on a suspension without a Suspended URL, short of Rupt’s own page', async ({ playground }) => {
    await playground.setting('suspended_url').fill('')
    await playground.choose(SUSPENDED)
    await playground.says('page · suspended: sent to suspended.sabl.app/access/access-1')
    await playground.endsAt('https://suspended.sabl.app/access/access-1?referrer=localhost')
  })

  test('on a device that the owner logs out, on the card that attached it', async ({ playground }) => {
    await playground.click('Page view')
    await playground.says('attached as user-1, without email')
    await playground.click('Track')
    await playground.says('track Report Exported · ignored')
    await playground.click('As the owner, log this device out')
    await playground.endsAt('/landing/signed-out')
    await expect(
      playground.card('attached as user-1, without email, then logged out by the owner: sent to /landing/signed-out')
    ).toHaveCount(1)
    await expect(playground.card('owner · logs this device out')).toHaveCount(1)
    await expect(playground.page.locator('#status')).toContainText('then logged out by the owner')
    await expect(playground.page.locator('#status')).toContainText('Nobody is signed in now.')
  })

  test('on a device that the owner logs out without a Logout URL', async ({ playground }) => {
    await playground.setting('logout_url').fill('')
    await playground.setting('logout_url').blur()
    await playground.says('attached as user-1, without email')
    await playground.click('As the owner, log this device out')
    await playground.says('then logged out by the owner: not redirected, because there is no Logout URL')
  })

  test('on a redirect to another site, where a page says so', async ({ playground, page }) => {
    await playground.setting('logout_url').fill('https://app.example.com/bye?from=rupt')
    await playground.setting('logout_url').blur()
    await playground.says('attached as user-1')
    await playground.click('As the owner, log this device out')
    await playground.says('sent to app.example.com/bye')
    await playground.endsAt('https://app.example.com/bye?from=rupt')
    await expect(playground.frame.getByText('https://app.example.com/bye?from=rupt')).toBeVisible()
    await expect(page.getByRole('button', { name: 'As the owner' })).toBeDisabled()

    await playground.click('Track')
    await expect(playground.card('track Report Exported')).toHaveCount(1)
    await playground.endsAt('/site/home')
  })

  test('on a Client ID that Rupt refuses', async ({ playground }) => {
    await playground.choose('Refuses the Client ID')
    await playground.says('page · refused by Rupt (401): check the Client ID')
    const card = await playground.openCard('refused by Rupt')
    await expect(card).toContainText('Copy it from your Rupt dashboard')
    // The SDK goes on listening for no device, which no colour calls good.
    await expect(card.getByText('/device/undefined/listen').first()).toBeVisible()
    await expect(card.locator('summary .bad')).not.toHaveCount(0)
    await expect(card.locator('.good:visible:not(.sign)')).toHaveCount(0)
  })

  test('on a server error', async ({ playground }) => {
    await playground.choose('Server error')
    await playground.says('page · not attached: Rupt answered 500')
    await playground.endsAt('/site/home')
  })

  test('on an SDK that is blocked, and the site goes on', async ({ playground }) => {
    await playground.choose('SDK blocked')
    await playground.says('page · not attached: the SDK failed to load')
    await expect(playground.card('visit · the destination is off')).toHaveCount(1)
    await playground.click('Track')
    await playground.says('track Report Exported · ignored')
  })

  test('on an SDK that is slow', async ({ playground }) => {
    await playground.choose('SDK slow (5 s)')
    await playground.says('page · waiting for Rupt’s SDK')
    await playground.says('page · attached late as user-1, without email', { timeout: 20_000 })
  })

  test('on an SDK that never arrives, which holds no event', async ({ playground }) => {
    await playground.choose('SDK never arrives')
    await playground.click('Track')
    await playground.says('track Report Exported · ignored')
    await expect(playground.card('page · waiting for Rupt’s SDK')).toHaveCount(1)
    await playground.choose('Within the limit')
    await expect(playground.card('not attached: the visitor left the page before Rupt’s SDK arrived')).toHaveCount(1)
  })

  test('on an account that is no user: nobody is signed in, and the device is attached', async ({
    playground,
    page
  }) => {
    await playground.field('account').fill('"team-1"')
    await playground.field('account').blur()
    await playground.says('attached as team-1, without email')
    await playground.click('Sign out')
    await playground.click('Page view')
    await expect(page.locator('#status')).toContainText('Nobody is signed in now.')
    await expect(page.locator('#status')).toContainText('attached as team-1, without email')
  })

  test('on an SDK that throws at once goes to Segment as it was thrown', async ({ playground, page }) => {
    await page.addInitScript(() => {
      if (window.location.pathname !== '/site/home') return
      const attach = () => {
        throw new Error('broken')
      }
      Object.assign(window, { Rupt: { attach } })
    })
    await playground.click('Visit')
    await playground.says('page · not attached: Rupt’s SDK threw an error: broken')
  })
})

test.describe('a card', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('says of each field where it comes from, what was sent, and what to do', async ({ playground }) => {
    await playground.click('Page view')
    const card = await playground.openCard('without email')
    const row = (name: string) => card.getByRole('row', { name: new RegExp(`^${name} `) })
    await expect(row('Account')).toContainText('userId')
    await expect(row('Account').getByRole('cell').last()).toHaveText('"user-1"')
    await expect(row('Email')).toContainText('context.traits.email, else properties.email')
    await expect(row('Email').getByRole('cell').last()).toHaveText('nothing')
    await expect(card).toContainText(
      'Neither is in this event: pass traits with the page view, or add a mapping for identify that takes Email from $.traits.email'
    )
    await expect(row('Include Page')).toContainText('Rupt gets the page’s path')
  })

  test('has event, payload, argument and answer, and what belongs to it', async ({ playground }) => {
    await playground.click('Page view with traits')
    await playground.says(/attached as user-1\d/)
    const card = await playground.openCard('attached as user-1')
    const json = async (label: string) =>
      JSON.parse(await card.getByRole('region', { name: label, exact: true }).innerText()) as Record<string, unknown>

    expect(await json('Event')).toMatchObject({ type: 'page', userId: 'user-1' })
    expect(await json('Payload')).toEqual({ account: 'user-1', email: 'ada@example.com' })
    const origin = new URL(playground.page.url()).origin
    expect(await json('Argument of Rupt.attach')).toEqual({
      client_id: 'playground',
      account: 'user-1',
      email: 'ada@example.com',
      redirect_urls: {
        new_account_url: `${origin}/landing/new-account`,
        logout_url: `${origin}/landing/signed-out`,
        success_url: `${origin}/landing/verified`,
        suspended_url: `${origin}/landing/suspended`
      }
    })
    expect(await json('Rupt’s answer')).toMatchObject({ success: true })
    for (const line of ['Request POST api.rupt.dev/v2/device/attach', 'Answer 200 api.rupt.dev/v2/device/attach']) {
      await expect(card.locator('.lines li', { hasText: line })).toHaveCount(1)
    }
  })

  test('has the customer’s address in its event, and nothing of the playground’s', async ({ playground }) => {
    await playground.click('Page view')
    await playground.says('attached as user-1')
    const card = await playground.openCard('attached as user-1')
    const event = await card.getByRole('region', { name: 'Event', exact: true }).innerText()
    const { properties } = JSON.parse(event) as { properties: Record<string, string> }
    expect(properties).toMatchObject({
      path: '/site/home',
      search: '',
      url: new URL('/site/home', playground.page.url()).href
    })
    expect(event).not.toContain('playground-')
  })

  test('shows which condition of the trigger failed', async ({ playground }) => {
    await playground.field('trigger').fill('type = "page" and name = "Pricing"')
    await playground.field('trigger').blur()
    await playground.says('page · ignored: the trigger wants name = "Pricing"')
    const card = await playground.openCard('ignored: the trigger wants name')
    await expect(card.locator('.trigger li')).toHaveText(['type = "page" holds', 'name = "Pricing" fails'])
  })

  test('has the warning of its visit', async ({ playground }) => {
    await playground.setting('logout_url').fill('javascript:alert(1)')
    await playground.setting('logout_url').blur()
    await expect(playground.card('visit · Rupt’s SDK is on the page')).toHaveCount(2)
    const card = await playground.openCard('visit · Rupt’s SDK is on the page')
    await expect(card.getByText('Console Rupt: ignored Logout URL')).toBeVisible()
  })

  test('is one for each event, however alike', async ({ playground }) => {
    for (let event = 0; event < 3; event++) await playground.click('Track')
    await expect(playground.card('track Report Exported')).toHaveCount(3)
  })

  test('of a sign-out says that there was one', async ({ playground, page }) => {
    await playground.click('Sign out')
    await expect(playground.card('sign out')).toHaveCount(1)
    await expect(page.locator('#status')).toContainText('Nobody is signed in now.')
  })

  test('is not lost among 300, and each click stays quick', async ({ playground, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.choose('Never answers')
    await playground.says('waiting for Rupt’s answer')
    const before = await playground.cards.count()
    await page.evaluate(async () => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Page view')!
      for (let view = 0; view < 300; view++) {
        button.click()
        await new Promise((resolve) => setTimeout(resolve))
      }
    })
    await expect(playground.cards).toHaveCount(before + 300, { timeout: 30_000 })

    await playground.click('Copy all')
    await expect(playground.button('Copied')).toBeVisible()
    const all = JSON.parse(await playground.copied()) as { kind: string }[]
    expect(all.filter(({ kind }) => kind === 'event').length).toBe(await page.locator('.card.event').count())

    // From the click until the page is idle again: the SDK has nothing to do meanwhile. The bound is 100 ms, and slack.
    const slowest = await page.evaluate(async () => {
      const own = async (target: HTMLElement) => {
        const start = performance.now()
        target.click()
        await new Promise((resolve) => setTimeout(resolve))
        return performance.now() - start
      }
      const summaries = document.querySelectorAll<HTMLElement>('.card.event summary')
      const track = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Track')!
      const times = [await own(summaries[0]), await own(summaries[299]), await own(track)]
      return Math.max(...times)
    })
    expect(slowest).toBeLessThan(300)
  })

  test('outlives a reload, with everything that was typed', async ({ playground, page }) => {
    await playground.setting('client_id').fill('my-client')
    await playground.setting('logout_url').fill('/landing/signed-out?mine')
    await playground.field('email').fill('{"@path": ')
    await playground.choose(SUSPENDED)
    await expect(playground.card('not run: Email is invalid')).not.toHaveCount(0)
    const cards = await playground.cards.count()

    await page.reload()
    await expect(playground.setting('client_id')).toHaveValue('my-client')
    await expect(playground.setting('logout_url')).toHaveValue('/landing/signed-out?mine')
    await expect(playground.field('email')).toHaveText('{"@path": ')
    await expect(page.getByLabel('Rupt answers')).toHaveValue('suspended')
    await expect(playground.frame.getByText('Signed in as user-1.')).toBeVisible()
    // Those that were there, one for the new visit, and one for its page view.
    await expect(playground.cards).toHaveCount(cards + 2)
  })

  test('is not lost where the tab’s storage is full, and the rest goes on', async ({ playground, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate(() => {
      let size = 5_000_000
      for (let filler = 0; size > 2000; filler++) {
        try {
          sessionStorage.setItem(`filler ${filler}`, 'x'.repeat(size))
        } catch {
          size = Math.floor(size / 2)
        }
      }
    })
    for (let event = 0; event < 5; event++) await playground.click('Track')
    await expect(playground.card('track Report Exported')).toHaveCount(5)
    await playground.setting('client_id').fill('changed')
    await playground.setting('client_id').blur()
    await playground.says('attached as user-1')
    await playground.click('Copy all')
    await expect(playground.button('Copied')).toBeVisible()
    expect((await playground.copied()).match(/"title": "track Report Exported"/g)).toHaveLength(5)
    await page.reload()
    await expect(playground.setting('client_id')).toHaveValue('changed')
  })

  test('of another tab is none of this one’s', async ({ playground, context }) => {
    const other = new Playground(await context.newPage())
    await other.open()
    await other.choose(SUSPENDED)
    await other.signIn('user-2')
    await other.click('Page view')
    await other.endsAt('/landing/suspended')

    await playground.click('Page view')
    await playground.says('attached as user-1')
    await playground.endsAt('/site/home')
    await expect(playground.page.locator('#events')).not.toContainText('user-2')
    await expect(playground.page.getByLabel('Rupt answers')).toHaveValue('within')
  })

  test('is gone once the list is cleared, and the visit stays', async ({ playground, page }) => {
    await playground.click('Clear')
    await expect(playground.cards).toHaveCount(1)
    await playground.click('Page view')
    await playground.says('attached as user-1')
    await page.reload()
    await expect(playground.card('attached as user-1')).not.toHaveCount(0)
    await expect(playground.card('identify')).toHaveCount(0)
  })
})

test.describe('a setup', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('has the labels, descriptions and marks of the definition', async ({ playground, page }) => {
    await expect(page.getByLabel('New Account URL *')).toHaveAccessibleDescription(/stop account sharing/)
    await expect(playground.setting('client_id')).toHaveAttribute('required')
    await expect(playground.setting('logout_url')).not.toHaveAttribute('required')
    await expect(playground.field('trigger')).toHaveValue('type = "page"')
    await expect(playground.field('account')).toHaveAccessibleDescription(/The account to attach the device to/)
    await expect(playground.field('account')).toContainText('"$.userId"')
    await expect(playground.field('metadata')).toHaveText('')
  })

  test('runs several mappings at once, in order, with a verdict each', async ({ playground, page }) => {
    await playground.click('Add a mapping')
    await playground.field('name', '2').fill('On identify')
    await playground.field('trigger', '2').fill('type = "identify"')
    await playground.field('email', '2').fill('{"@path": "$.traits.email"}')
    await playground.click('Identify')
    await playground.says('identify · Attach Device · ignored: the trigger wants type = "page"')
    await playground.says('identify · On identify · attached as user-1')

    await page.getByLabel('Run On identify').uncheck()
    await playground.says(/^page · attached as user-1, without email/)
    await page.getByLabel('Mapping On identify').getByRole('button', { name: 'Duplicate' }).click()
    await page.getByLabel('Mapping On identify copy 3').getByRole('button', { name: 'Move up' }).click()
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device', 'On identify copy 3', 'On identify'])
    await page.getByLabel('Mapping On identify copy 3').getByRole('button', { name: 'Remove' }).click()
    await expect(page.locator('.mapping')).toHaveCount(2)
    await playground.click('Undo')
    await expect(page.locator('.mapping')).toHaveCount(3)
  })

  for (const [name, value] of [
    ['a settings document', { integrations: {}, remotePlugins: [other, entry] }],
    ['its remotePlugins', [entry]],
    ['Rupt’s entry', entry]
  ] as const) {
    test(`is pasted as ${name}, and runs`, async ({ playground, page }) => {
      await playground.paste(value)
      await expect(page.locator('.said')).toContainText('Imported 2 settings and 3 mappings.')
      await expect(playground.setting('client_id')).toHaveValue('from-segment')
      await expect(page.locator('.mapping .toggle b')).toHaveText(['Pages', 'Traits', 'Off'])
      await playground.click('Identify')
      await playground.says('identify · Traits · attached as user-1')
    })
  }

  test('is pasted as a list of subscriptions or as one, and the settings stay', async ({ playground, page }) => {
    await playground.paste(subscription('Mine', { enabled: false }))
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Mine'])
    await expect(page.getByLabel('Run Mine')).not.toBeChecked()
    await playground.paste([subscription('A'), subscription('B', { partnerAction: 'other' })])
    await expect(page.locator('.mapping .toggle b')).toHaveText(['A'])
    await expect(page.locator('.said')).toContainText('Left out “B”: its action is other, not attach.')
    await expect(playground.setting('client_id')).toHaveValue('playground')
  })

  test('that cannot be pasted says why, and nothing changes', async ({ playground, page }) => {
    await playground.paste('{"hello": ')
    await expect(page.locator('.said')).toContainText('Not JSON')
    await playground.paste({ remotePlugins: [] })
    await expect(page.locator('.said')).toContainText('Rupt (Actions) is not in this document')
    await expect(page.locator('.mapping .toggle b')).toHaveText(['Attach Device'])
  })

  test('is read from Segment’s CDN with a write key, which says before that it leaves the machine', async ({
    playground,
    page
  }) => {
    const asked: string[] = []
    await page.route('https://cdn.segment.com/**', (route) => {
      asked.push(route.request().url())
      return route.fulfill({
        status: asked.length > 1 ? 404 : 200,
        headers: { 'access-control-allow-origin': '*' },
        json: { remotePlugins: [entry] }
      })
    })
    await page.getByText('Use my setup from Segment').click()
    await expect(page.getByLabel('Or read it from Segment with your write key')).toHaveAccessibleDescription(
      'This leaves your machine: the write key goes to Segment’s CDN (cdn.segment.com).'
    )
    expect(asked).toEqual([])
    await page.getByLabel('Or read it from Segment with your write key').fill(' key/1 ')
    await playground.click('Read from Segment')
    await expect(playground.setting('client_id')).toHaveValue('from-segment')
    expect(asked).toEqual(['https://cdn.segment.com/v1/projects/key%2F1/settings'])

    await playground.click('Read from Segment')
    await expect(page.locator('.said')).toContainText('Segment’s CDN answered 404. Check the write key.')
  })

  test('opens from a link, once, and what it held can be taken back', async ({ playground, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.setting('client_id').fill('linked')
    await playground.field('name').fill('Mine')
    await playground.click('Copy link')
    await expect(playground.button('Copied')).toBeVisible()

    const other = new Playground(await context.newPage())
    await other.open(await playground.copied())
    await expect(other.setting('client_id')).toHaveValue('linked')
    await expect(other.page.locator('.mapping .toggle b')).toHaveText(['Mine'])
    await expect(other.page.locator('.said')).toHaveText('Opened the setup from the link.')
    expect(other.page.url()).not.toContain('#')

    await other.setting('client_id').fill('changed')
    await other.page.reload()
    await expect(other.setting('client_id')).toHaveValue('changed')
    await other.click('Undo')
    await expect(other.setting('client_id')).toHaveValue('playground')
    expect(other.errors).toEqual([])
  })

  test('from a link runs the scenario of the link, though nothing else differs', async ({
    playground,
    page,
    context
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await playground.choose(SUSPENDED)
    await playground.says('suspended: sent to /landing/suspended')
    await playground.click('Copy link')
    await expect(playground.button('Copied')).toBeVisible()
    const link = await playground.copied()
    await playground.choose('Within the limit')
    await playground.says('attached as user-1, without email')
    await page.goto(link)
    await playground.says('suspended: sent to /landing/suspended')
  })

  test('without a Client ID says at the top that the destination is off', async ({ playground, page }) => {
    await playground.setting('client_id').fill('')
    await playground.setting('client_id').blur()
    await expect(page.locator('.held')).toHaveText('The destination is off: Client ID is missing.')
    await playground.says('not attached: the setting Client ID is missing')
  })

  test('that is broken in a link says so, and changes nothing', async ({ playground, page }) => {
    await page.goto('/#setup=broken')
    await expect(page.locator('.said')).toContainText('This link is incomplete or damaged, and was not opened.')
    await expect(playground.setting('client_id')).toHaveValue('playground')
  })

  test('goes back to the defaults, and comes back', async ({ playground }) => {
    await playground.setting('client_id').fill('mine')
    await playground.click('Back to the defaults')
    await expect(playground.setting('client_id')).toHaveValue('playground')
    await playground.click('Undo')
    await expect(playground.setting('client_id')).toHaveValue('mine')
  })

  test('that cannot run yet says so at the top, and all else runs', async ({ playground, page }) => {
    await playground.click('Add a mapping')
    await playground.field('metadata', '2').fill('{"plan": ')
    await playground.setting('client_id').fill('changed')
    await playground.setting('client_id').blur()

    await expect(page.locator('.held')).toHaveText(
      '“Attach Device 2” does not run yet: Metadata is invalid. Everything else runs.'
    )
    await playground.says('Attach Device · attached as user-1, without email')
    await playground.says('Attach Device 2 · not run: Metadata is invalid')
    const card = await playground.openCard('not run: Metadata is invalid')
    await expect(card.getByRole('region', { name: 'Argument of Rupt.attach' })).toContainText('"client_id": "changed"')

    await page.getByRole('button', { name: /^Attach Device 2/ }).click()
    await page.locator('.held').getByRole('link', { name: 'Metadata' }).click()
    await expect(playground.field('metadata', '2')).toBeFocused()
    await playground.field('metadata', '2').fill('')
    await expect(page.locator('.held')).toBeEmpty()
  })

  test('says beside a field what the browser will not run, and what is probably not meant', async ({ playground }) => {
    for (const [key, text, problem] of [
      ['account', '{"@liquid": "{{ userId }}"}', '@liquid does not work in the browser'],
      ['account', '$.userId', 'write {"@path": "$.userId"}'],
      ['account', '', 'no device is ever attached'],
      ['email', '{"@nope": 1}', '@nope'],
      ['trigger', 'type = "page', 'cannot parse this trigger'],
      ['trigger', 'type == "page"', 'single = to compare'],
      ['trigger', 'type = "Page"', 'No event matches']
    ]) {
      await playground.field(key).fill(text)
      await expect(playground.problem(`mapping-1-${key}`)).toContainText(problem)
    }
    for (const [key, text, problem] of [
      ['new_account_url', '', 'Required in Segment'],
      ['logout_url', 'javascript:alert(1)', 'Not a URL that a visitor can be sent to'],
      ['logout_url', 'app.example.com/bye', 'a path on your own site']
    ]) {
      await playground.setting(key).fill(text)
      await expect(playground.problem(`setting-${key}`)).toContainText(problem)
    }
    await playground.setting('logout_url').fill('com.example.app:/logout')
    await expect(playground.problem('setting-logout_url')).toBeEmpty()
  })

  test('marks broken JSON at its place', async ({ playground, page }) => {
    await playground.field('metadata').fill('{"plan": oops}')
    const mark = page.locator('.mapping .cm-lintRange-error')
    await expect(mark).toHaveCount(1)
    await expect(mark).toHaveText(/^o/)
  })
})

test.describe('an event of one’s own', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('shows the payload that comes of it as one types', async ({ playground, page }) => {
    const payload = page.locator('.own').getByRole('region', { name: 'Payload' })
    await page.locator('#event').fill('{"type":"page","properties":{"email":"own@site.test"}}')
    await expect(payload).toContainText('"email": "own@site.test"')
    await page.locator('#event').fill('{"type":"track","event":"E"}')
    await expect(payload).toHaveText('none: the trigger wants type = "page"')

    await playground.field('trigger').fill('type = "track"')
    await expect(payload).toContainText('"account": "user-1"')
    await expect(page.locator('.mapping').getByRole('region', { name: 'Payload' })).toContainText('"account": "user-1"')
  })

  test('is sent as the user that it names', async ({ playground, page }) => {
    await page.getByLabel('Start from a sample').selectOption('As Segment’s debugger shows it')
    await playground.click('Send event')
    await playground.says('page Pricing · attached as user-2')
    await expect(page.locator('#status')).toContainText('Signed in as user-1.')
    await expect(page.locator('.card.event').first()).not.toContainText('Playground')
  })

  test('that cannot be sent says so beside it', async ({ playground, page }) => {
    for (const [event, problem] of [
      ['{', 'Not JSON'],
      ['null', 'An event must be an object'],
      ['{"type": "view"}', 'needs a "type"'],
      ['{"type": "track"}', 'needs its name']
    ]) {
      await page.locator('#event').fill(event)
      await expect(page.locator('#event-problem')).toContainText(problem)
      await expect(playground.button('Send event')).toBeDisabled()
    }
  })

  test('starts from a sample of each type', async ({ playground, page }) => {
    for (const [sample, title] of [
      ['Page view', 'page Pricing'],
      ['Page view with traits', 'page Pricing'],
      ['Identify', 'identify'],
      ['Track', 'track Report Exported'],
      ['Group', 'group']
    ]) {
      await page.getByLabel('Start from a sample').selectOption(sample)
      const events = await page.locator('.card.event').count()
      await playground.click('Send event')
      await expect(page.locator('.card.event')).toHaveCount(events + 1)
      await playground.says(`${title} · `)
    }
  })
})

test.describe('Live', () => {
  test('asks before the first request leaves, in each tab and after each reload', async ({ playground, page }) => {
    const dialog = page.getByRole('dialog', { name: 'Go live?' })
    const visits = () => playground.card('visit').count()
    const before = await visits()
    await playground.choose('Live: Rupt itself, over the internet')
    await expect(dialog).toBeVisible()
    expect(await visits()).toBe(before)

    await page.reload()
    await expect(dialog).toBeVisible()
    expect(await visits()).toBe(before)
    await dialog.getByRole('button', { name: 'Stay offline' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByLabel('Rupt answers')).toHaveValue('within')
    await expect(playground.card('visit')).toHaveCount(before + 1)
  })

  test('says that requests leave the machine', async ({ playground, page }) => {
    await page.route('**/site/**', (route) => route.abort())
    await playground.choose('Live: Rupt itself, over the internet')
    await playground.click('Go live')
    await expect(page.getByText('requests to Rupt leave this machine')).toBeVisible()
  })
})

test.describe('in a browser without the Navigation API', () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => delete (window as { navigation?: unknown }).navigation)
  })

  test('a redirect within the site is seen on arrival', async ({ playground }) => {
    await playground.signIn()
    await playground.choose(SUSPENDED)
    await playground.says('page · suspended: sent to /landing/suspended')
  })

  test('a redirect to another site stays on this machine, and says what it can', async ({ playground, page }) => {
    await expect(page.locator('#reach')).toContainText('This browser blocks redirects to other sites')
    await playground.signIn()
    await playground.setting('suspended_url').fill('https://app.example.com/suspended')
    await playground.choose(SUSPENDED)
    await playground.says(/page · suspended: sent to (app\.example\.com|another site)/)
    await expect(playground.frame.getByText('The visitor is on another site now')).toBeVisible()
  })
})

test('the site that redirects to its own page goes on as a visit', async ({ playground }) => {
  await playground.setting('suspended_url').fill('/site/sorry?why=suspended')
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.endsAt('/site/sorry?why=suspended')
  await expect(playground.card('visit, by a redirect or a reload')).not.toHaveCount(0)
  await expect(playground.card('suspended: sent to /site/sorry')).not.toHaveCount(0)
  await playground.choose('Within the limit')
  await playground.says('attached as user-1')
})

test('a page view from a page that is not the site’s is one page view', async ({ playground }) => {
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.endsAt('/landing/suspended')
  const events = await playground.page.locator('.card.event').count()
  await playground.click('Page view')
  await expect(playground.page.locator('.card.event')).toHaveCount(events + 1)
  await playground.says('suspended: sent to /landing/suspended')
  await expect(playground.page.locator('.card.event')).toHaveCount(events + 1)
})

test('nothing is requested of Rupt once the service worker is gone', async ({ playground, page }) => {
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
  })
  await playground.click('Visit')
  await expect(page.locator('#reach')).toContainText('Rupt’s stand-in is a service worker')
})

test('buttons pressed while the page loads are served in their order', async ({ playground, page }) => {
  await page.getByLabel('User ID').fill('user-1')
  await playground.click('Visit')
  await playground.click('Identify')
  await playground.click('Page view')
  await playground.says('page · attached as user-1, without email')
  await expect(page.locator('#status')).toContainText('Signed in as user-1.')
})

test('works from the keyboard alone', async ({ playground, page }) => {
  await page.getByLabel('User ID').focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#status')).toContainText('Signed in as user-1.')
  for (let tab = 0; tab < 4; tab++) await page.keyboard.press('Tab')
  await expect(playground.button('Page view')).toBeFocused()
  await page.keyboard.press('Enter')
  await playground.says('attached as user-1')
  await playground.cards.first().locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(playground.cards.first().locator('.body')).toBeVisible()
  // Tab leaves an editor, as any field.
  await playground.field('account').focus()
  await page.keyboard.press('Tab')
  await expect(playground.field('email')).toBeFocused()
})

test('what a visitor types is text, never markup', async ({ playground, page }) => {
  const hostile = `"><img src=x onerror="window.top.document.title='run'">`
  await playground.setting('logout_url').fill(hostile)
  await playground.field('account').fill(hostile)
  await expect(playground.problem('mapping-1-account')).toContainText('Not JSON')
  await playground.click('Back to the defaults')

  await playground.field('metadata').fill(JSON.stringify({ note: hostile }))
  await playground.field('name').fill(hostile)
  await playground.signIn(hostile)
  await playground.sendOwn({ type: 'page', name: hostile, properties: { email: hostile } })
  await playground.says('attached as "><img src=x')
  const card = await playground.openCard('attached as "><img src=x')
  await expect(card.getByRole('region', { name: 'Payload' })).toContainText('<img src=x onerror=')
  await expect(playground.frame.getByText('Signed in as "><img src=x')).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(await playground.frame.locator('img').count()).toBe(0)
  await expect(page).toHaveTitle('Rupt (Actions) playground')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has nothing for axe to find, ${colorScheme}`, async ({ playground, page }) => {
    await page.emulateMedia({ colorScheme })
    await playground.signIn()
    await playground.click('Page view')
    await playground.says('attached as user-1, without email')
    await playground.openCard('without email')
    await playground.openCard('visit')
    await playground.field('email').fill('{')
    await expect(page.locator('.held')).not.toBeEmpty()
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
}

test('nothing overflows at 400 px, and long values keep to their boxes', async ({ playground, page }) => {
  await page.setViewportSize({ width: 400, height: 800 })
  await playground.signIn()
  await playground.field('metadata').fill(JSON.stringify({ note: 'x'.repeat(3000) }))
  await playground.field('metadata').blur()
  await playground.click('Page view with traits')
  await playground.says('attached as user-1')
  await playground.openCard('attached as user-1')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  for (const pre of await page.locator('pre:visible').all()) {
    expect((await pre.boundingBox())!.height).toBeLessThan(300)
  }
})
