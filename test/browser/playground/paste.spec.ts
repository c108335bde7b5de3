import { apiSubscription, subscription } from '../../core/setup/segment'
import { expect, test } from './playground'

test('A subscription of Segment’s Public API becomes a mapping that runs', async ({ playground, page }) => {
  await playground.paste({ data: { subscriptions: [apiSubscription('Of the API')], pagination: {} } })
  await expect(page.locator('.mapping .toggle b')).toHaveText(['Of the API'])
  await playground.signIn()
  await playground.click('Page view')
  await playground.says('attached as user-1, without email')
})

test('A Terraform block becomes a mapping', async ({ playground, page }) => {
  await playground.paste(`resource "segment_destination_subscription" "rupt" {
    name     = "Of Terraform"
    trigger  = "type = \\"page\\""
    settings = jsonencode({ account = { "@path" = "$.userId" } })
  }`)
  await expect(page.locator('.mapping .toggle b')).toHaveText(['Of Terraform'])
})

test('A mapping by itself goes into the mapping that is open', async ({ playground, page }) => {
  await playground.paste([subscription('A'), subscription('B')])
  await page.locator('.mapping .toggle', { hasText: 'B' }).click()
  await playground.paste("{ account: 'team-1' } // as a console prints it")
  await expect(page.locator('.said')).toHaveText('“B” now maps Account, and nothing else.')
  await expect(playground.field('account', '2')).toHaveText('"team-1"')
})

test('A file that is dragged over the frame can be dropped on the page', async ({ playground: { page } }) => {
  const dataTransfer = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['{}'], 'settings.json'))
    return data
  })
  await page.dispatchEvent('#events', 'dragenter', { dataTransfer })
  await expect(page.locator('iframe')).toHaveCSS('pointer-events', 'none')
  await page.dispatchEvent('#events', 'dragleave', { dataTransfer })
  await expect(page.locator('iframe')).not.toHaveCSS('pointer-events', 'none')
})
