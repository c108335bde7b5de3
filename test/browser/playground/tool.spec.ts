import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './playground'

test('Live asks before the first request leaves the machine, after a reload too, until one agrees, and then says so', async ({
  playground,
  page
}) => {
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
  await expect(page.locator('#reach')).toContainText('Offline: Rupt is a stand-in')
  await playground.choose('Live: Rupt itself, over the internet')
  await expect(dialog).toBeVisible()
  expect(await visits()).toBe(before + 1)

  await page.route('**/site/**', (route) => route.abort())
  await playground.click('Go live')
  await expect(page.getByText('requests to Rupt leave this machine')).toBeVisible()
})

test('The site does not open without the service worker, so nothing is requested of Rupt', async ({
  playground,
  page
}) => {
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
  })
  await playground.click('Visit')
  await expect(page.locator('#reach')).toContainText('Rupt’s stand-in is a service worker')
})

test('The playground works from the keyboard alone', async ({ playground, page }) => {
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
  await playground.unfold('mapping')
  await expect(page.locator('.mapping .cm-editor')).toHaveCount(5)
  await playground.field('account').focus()
  await page.keyboard.press('Tab')
  await expect(playground.field('email')).toBeFocused()
})

test('Typed text is never run as markup', async ({ playground, page }) => {
  const hostile = `"><img src=x onerror="window.top.document.title='run'">`
  await playground.unfold('settings', 'mapping', 'event')
  await playground.setting('logout_url').fill(hostile)
  await playground.field('account').fill(hostile)
  await expect(playground.problem('mapping-1-account')).toContainText('Not JSON: “w” is not expected')
  await playground.click('Back to the preset')

  await playground.field('metadata').fill(JSON.stringify({ note: hostile }))
  await playground.field('name').fill(hostile)
  await playground.signIn(hostile)
  await playground.sendOwn({ type: 'page', name: hostile, properties: { email: hostile } })
  await playground.says('attached as "><img src=x')
  const card = await playground.openCard('attached as "><img src=x')
  await expect(card.getByRole('group', { name: 'Payload' })).toContainText('<img src=x onerror=')
  await expect(playground.frame.getByText('Signed in as "><img src=x')).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(await playground.frame.locator('img').count()).toBe(0)
  await expect(page).toHaveTitle('Rupt (Actions) playground')
})

test('axe finds no violations, in light and dark mode', async ({ playground, page }) => {
  await playground.unfold('settings', 'mapping', 'event')
  await playground.click('Add a mapping')
  await playground.set(playground.field('email'), '{')
  await expect(page.locator('.held')).not.toBeEmpty()
  await playground.signIn()
  await playground.click('Page view')
  await playground.says('Attach Device 2 · attached as user-1, without email')
  await playground.openCard('not run: Email is invalid')
  await playground.openCard('visit')
  await expect(page.locator('.cm-editor')).toHaveCount(11)
  expect(await violations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations(page, 'color-contrast')).toEqual([])
})

async function violations(page: Page, ...rules: string[]) {
  const axe = new AxeBuilder({ page }).exclude('iframe')
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

test('Nothing overflows at 400 px, and long values scroll in their boxes', async ({ playground, page }) => {
  await page.setViewportSize({ width: 400, height: 800 })
  await playground.signIn()
  await playground.unfold('settings', 'mapping', 'event')
  await playground.visits(() =>
    playground.set(playground.field('metadata'), JSON.stringify({ note: 'x'.repeat(3000) }))
  )
  await playground.click('Page view with traits')
  // And not “without email”, as of the visit before it.
  await playground.says(/^page · attached as user-1\d/)
  await playground.openCard(/^page · attached as user-1\d/)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  for (const pre of await page.locator('pre:visible').all()) {
    expect((await pre.boundingBox())!.height).toBeLessThan(300)
  }
})

test.describe('First screen', () => {
  test.use({ viewport: { width: 1280, height: 800 } })

  test('The first screen says what it is for, takes a setup, and says what to press first', async ({
    playground,
    page
  }) => {
    for (const shown of [
      page.getByText('See for each Segment event whether the device is attached'),
      page.getByLabel('Setup from Segment'),
      page.getByText('Choose a file'),
      page.getByLabel('Or read it with your write key'),
      page.getByText('First sign someone in: press Identify.'),
      page.getByText('Each event gets a card'),
      playground.button('Page view')
    ]) {
      await expect(shown).toBeInViewport({ ratio: 1 })
    }
    await expect(playground.button('Use it')).toBeDisabled()
    expect(await violations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page, 'color-contrast')).toEqual([])
    await playground.click('Identify')
    await playground.click('Page view')
    await playground.says('attached as user-1')
    await expect(page.getByText('First sign someone in')).toHaveCount(0)
    await expect(page.getByText('Each event gets a card')).toHaveCount(0)
  })
})
