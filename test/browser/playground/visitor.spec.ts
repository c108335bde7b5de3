import { expect, SUSPENDED, test } from './playground'

test('An own event is sent as it is, as the user that it names', async ({ playground, page }) => {
  await playground.signIn()
  await playground.unfold('event')
  for (const [sample, says] of [
    ['Page view', 'page Pricing · attached as user-1, without email'],
    ['Page view with traits', 'page Pricing · attached as user-1'],
    ['Identify', 'identify · ignored'],
    ['Track', 'track Report Exported · ignored'],
    ['Group', 'group · ignored'],
    ['As Segment’s debugger shows it', 'page Pricing · attached as user-2']
  ]) {
    const events = await page.locator('.card.event').count()
    await page.getByLabel('Start from a sample').selectOption(sample)
    await playground.click('Send event')
    await expect(page.locator('.card.event')).toHaveCount(events + 1)
    await playground.says(says)
  }
  await expect(page.locator('#status')).toContainText('Signed in as user-1.')
  await expect(page.locator('.card.event').first()).not.toContainText('Playground')
})

test('Without the Navigation API, a redirect within the site is seen on arrival, and one to another site stays here', async ({
  context,
  playground,
  page
}) => {
  await context.addInitScript(() => delete (window as { navigation?: unknown }).navigation)
  await page.reload()
  await expect(page.locator('#reach')).toContainText('This browser blocks redirects to other sites')
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.says('page · suspended: sent to /landing/suspended')

  await playground.unfold('settings')
  await playground.set(playground.setting('suspended_url'), 'https://app.example.com/suspended')
  await playground.says(/page · suspended: sent to (app\.example\.com|another site)/)
  await expect(playground.frame.getByText('The visitor is on another site now')).toBeVisible()
})

test('Buttons pressed while the page loads take effect in their order', async ({ playground, page }) => {
  await page.getByLabel('User ID').fill('user-1')
  await playground.click('Visit')
  await playground.click('Identify')
  await playground.click('Page view')
  await playground.says('page · attached as user-1, without email')
  await expect(page.locator('#status')).toContainText('Signed in as user-1.')
})
