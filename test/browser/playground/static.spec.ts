// What `npm run build:playground` makes, in a folder of a host: the other tests have it at the root.
import { apiSubscription } from '../../core/setup/segment'
import { expect, host, OVER, Playground, SUSPENDED, test as base } from './playground'

const test = base.extend<object, { hosted: string }>({
  hosted: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { url, close } = await host('/some/folder/')
      await use(url)
      await close()
    },
    { scope: 'worker' }
  ]
})

test('The built playground attaches a device, and sends visitors to its pages, to other sites and back', async ({
  playground
}) => {
  await playground.signIn()
  await playground.click('Page view with traits')
  await playground.says(/^page · attached as user-1\d/)
  await playground.click('Route change')
  await playground.endsAt('site/reports')

  await playground.choose(OVER)
  await playground.endsAt('rupt/challenge')
  await playground.frame.getByRole('link', { name: 'Log this device out' }).click()
  await playground.endsAt('landing/signed-out')
  await expect(playground.frame.getByRole('heading')).toHaveText('You are signed out')
  await expect(playground.frame.locator('header')).not.toHaveCSS('padding', '0px')
  await playground.frame.getByRole('link', { name: 'Back to the site' }).click()
  await playground.endsAt('site/home')

  await playground.paste({ client_id: 'mine', suspended_url: 'https://app.example.com/suspended' })
  await playground.signIn()
  await playground.choose(SUSPENDED)
  await playground.says('suspended: sent to app.example.com/suspended')
  await expect(playground.frame.getByText('https://app.example.com/suspended')).toBeVisible()
})

test('The built playground runs a setup from Segment, and passes it on as a link', async ({ playground, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await playground.paste(apiSubscription('Of the API'))
  await expect(playground.page.locator('.mapping .toggle b')).toHaveText(['Of the API'])
  await playground.signIn()
  await playground.click('Page view')
  await playground.says('attached as user-1, without email')
  await playground.click('Copy link')
  await expect(playground.button('Copied')).toBeVisible()

  const other = new Playground(await context.newPage())
  await other.open(await playground.copied())
  await expect(other.page.locator('.mapping .toggle b')).toHaveText(['Of the API'])
})
