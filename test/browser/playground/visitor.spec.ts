import { expect, SUSPENDED, test } from './playground'

test.describe('Own event', () => {
  test.beforeEach(({ playground }) => playground.signIn())

  test('The payload of one’s own event follows what is typed', async ({ playground, page }) => {
    const payload = page.locator('.own').getByRole('group', { name: 'Payload' })
    await page.locator('#event').fill('{"type":"page","properties":{"email":"own@site.test"}}')
    await expect(payload).toContainText('"email": "own@site.test"')
    await page.locator('#event').fill('{"type":"track","event":"E"}')
    await expect(payload).toHaveText('none: the trigger wants type = "page"')

    await playground.field('trigger').fill('type = "track"')
    await expect(payload).toContainText('"account": "user-1"')
    await expect(page.locator('.mapping').getByRole('group', { name: 'Payload' })).toContainText('"account": "user-1"')
  })

  test('An own event is sent as the user that it names', async ({ playground, page }) => {
    await page.getByLabel('Start from a sample').selectOption('As Segment’s debugger shows it')
    await playground.click('Send event')
    await playground.says('page Pricing · attached as user-2')
    await expect(page.locator('#status')).toContainText('Signed in as user-1.')
    await expect(page.locator('.card.event').first()).not.toContainText('Playground')
  })

  test('An own event that cannot be sent has its problem beside it', async ({ playground, page }) => {
    for (const [event, problem] of [
      ['{', 'The text ends in the middle'],
      ['null', 'An event must be an object'],
      ['{"type": "view"}', 'needs a "type"'],
      ['{"type": "track"}', 'needs its name']
    ]) {
      await page.locator('#event').fill(event)
      await expect(page.locator('#event-problem')).toContainText(problem)
      await expect(playground.button('Send event')).toBeDisabled()
    }
  })

  test('An own event can start from a sample of each type', async ({ playground, page }) => {
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

test.describe('Browser without the Navigation API', () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => delete (window as { navigation?: unknown }).navigation)
  })

  test('A redirect within the site is seen on arrival', async ({ playground }) => {
    await playground.signIn()
    await playground.choose(SUSPENDED)
    await playground.says('page · suspended: sent to /landing/suspended')
  })

  test('A redirect to another site stays on this machine, and a page says so', async ({ playground, page }) => {
    await expect(page.locator('#reach')).toContainText('This browser blocks redirects to other sites')
    await playground.signIn()
    await playground.setting('suspended_url').fill('https://app.example.com/suspended')
    await playground.choose(SUSPENDED)
    await playground.says(/page · suspended: sent to (app\.example\.com|another site)/)
    await expect(playground.frame.getByText('The visitor is on another site now')).toBeVisible()
  })
})

test('A Suspended URL on a page of the site starts another visit', async ({ playground }) => {
  await playground.setting('suspended_url').fill('/site/sorry?why=suspended')
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.endsAt('/site/sorry?why=suspended')
  await expect(playground.card('visit, by a redirect or a reload')).not.toHaveCount(0)
  await expect(playground.card('suspended: sent to /site/sorry')).not.toHaveCount(0)
  await playground.choose('Within the limit')
  await playground.says('attached as user-1')
})

test('A Logout URL whose path has a dot opens its page', async ({ playground }) => {
  await playground.signIn()
  await playground.setting('logout_url').fill('/v1.2/out')
  await playground.setting('logout_url').blur()
  await playground.says('attached as user-1')
  await playground.click('As the owner, log this device out')
  await playground.endsAt('/v1.2/out')
  await expect(playground.frame.getByRole('heading')).toHaveText('/v1.2/out')
})

test('“Page view” on a landing page sends one page view', async ({ playground }) => {
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.endsAt('/landing/suspended')
  const events = await playground.page.locator('.card.event').count()
  await playground.click('Page view')
  await expect(playground.page.locator('.card.event')).toHaveCount(events + 1)
  await playground.says('suspended: sent to /landing/suspended')
  await expect(playground.page.locator('.card.event')).toHaveCount(events + 1)
})

test('Buttons pressed while the page loads take effect in their order', async ({ playground, page }) => {
  await page.getByLabel('User ID').fill('user-1')
  await playground.click('Visit')
  await playground.click('Identify')
  await playground.click('Page view')
  await playground.says('page · attached as user-1, without email')
  await expect(page.locator('#status')).toContainText('Signed in as user-1.')
})
