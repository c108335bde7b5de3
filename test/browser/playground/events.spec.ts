import { expect, OVER, Playground, SUSPENDED, test } from './playground'

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
    await playground.says('page · not attached: Rupt’s SDK failed twice to load')
    await expect(playground.card('visit · Rupt’s SDK failed twice to load')).toHaveCount(1)
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
    await expect(card.getByText('Console Rupt: Logout URL is ignored.')).toBeVisible()
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
    await page.locator('#mapping-1-toggle').click()
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

test('A visit that ends within a second is one line, which unfolds its cards', async ({ playground, page }) => {
  await page.clock.setFixedTime(Date.now())
  await playground.click('Visit')
  await playground.signIn()
  await playground.click('Page view')
  await playground.says('page · attached as user-1, without email')
  await playground.click('Visit')
  await expect(playground.frame.getByText('Signed in as user-1.')).toBeVisible()

  const fold = page.locator('.fold').first()
  await expect(fold.locator('> details > summary')).toContainText('short visit · page · attached as user-1')
  await expect(fold.locator('.card').first()).toBeHidden()
  await fold.locator('> details > summary').click()
  await expect(fold.locator('.card summary')).toContainText([
    'page · attached as user-1, without email',
    'identify · ignored',
    'page · not attached: nobody is signed in',
    'visit · Rupt’s SDK is on the page'
  ])
})
