// Takes README's pictures: the common trouble, in the playground and on a customer's own site.
import { test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { createServer } from 'vite'
import { Customer } from '../test/browser/customer'
import { command, files } from './visit.js'

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })

test('the playground', async ({ page }) => {
  const server = await createServer({ root: 'playground', logLevel: 'warn' })
  await server.listen(5198)
  await page.goto('http://localhost:5198/')
  await page.getByText('not attached: nobody is signed in').first().waitFor()
  await page.getByRole('button', { name: 'Identify', exact: true }).click()
  await page.getByText('Signed in as user-1.').first().waitFor()
  await page.getByRole('button', { name: 'Page view', exact: true }).click()
  const card = page.locator('.card', { hasText: 'attached as user-1, without email' })
  await card.locator('summary').click()
  await card.locator('.lines', { hasText: 'Answer 200 api.rupt.dev/v2/access/device/device-1/listen' }).waitFor()
  await page.screenshot({ path: 'docs/playground.png' })
  await server.close()
})

test('one’s own site', async ({ context, page, browser }) => {
  const { told, openTool } = await command()
  const made = await files()
  const customer = await Customer.open()
  const pageOf = (title: string, key?: string, does = '') => ({ key, does, body: body(title) })
  customer.pages['/in'] = pageOf('Welcome back', 'key', 'analytics.page()')
  customer.pages['/reports'] = pageOf('Reports', 'key', `analytics.identify('user-1'); analytics.page()`)

  const site = told(made, { rupt: 'within', send: false }, () => {})
  await site.watch(context, page)
  await page.goto(customer.url('/in'))
  await openTool(context, site, made.tool, customer.url())
  const [, tool] = context.pages()
  await tool.getByText('not attached: nobody is signed in').waitFor()
  await page.goto(customer.url('/reports'))
  const card = tool.locator('.card', { hasText: 'attached as user-1, without email' })
  await card.locator('summary').click()
  await card.getByText('Answer 200 api.rupt.dev/v2/device/attach').waitFor()

  await page.setViewportSize({ width: 600, height: 800 })
  await tool.setViewportSize({ width: 1000, height: 800 })
  await beside(await browser.newPage({ viewport: { width: 1660, height: 860 } }), page, tool)
  await customer.close()
})

/** Both windows in one picture. */
async function beside(picture: Page, ...windows: Page[]): Promise<void> {
  const images = await Promise.all(
    windows.map(async (window) => `<img src="data:image/png;base64,${(await window.screenshot()).toString('base64')}">`)
  )
  await picture.setContent(`<style>
    body { display: flex; gap: 20px; margin: 20px; align-items: flex-start; background: #dfe3ea }
    img { border-radius: 10px; box-shadow: 0 4px 18px #0003 }
  </style>${images.join('')}`)
  await picture.screenshot({ path: 'docs/visit.png' })
}

/** A page of a product that sells seats. */
const body = (title: string) => `<style>
  body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1d2433; display: grid; grid-template-columns: 150px 1fr; min-height: 100vh }
  nav { padding: 20px; background: #20304f; color: #fff } nav p { margin: 8px 0; opacity: .75 } nav b { font-size: 18px }
  main { padding: 24px } h1 { margin: 0 0 16px; font-size: 24px } section { display: flex; gap: 12px; margin-bottom: 20px }
  div { flex: 1; padding: 12px; border: 1px solid #dde2ec; border-radius: 8px } div b { display: block; font-size: 22px }
  table { width: 100%; border-collapse: collapse } td { padding: 8px 0; border-bottom: 1px solid #dde2ec } td + td { text-align: right }
</style>
<nav><b>Northwind</b><p>Home</p><p>Reports</p><p>Team</p><p>Billing</p></nav>
<main><h1>${title}</h1>
<section><div>Revenue<b>$48.2k</b></div><div>Orders<b>1,204</b></div><div>Seats<b>12</b></div></section>
<table><tr><td>Monthly summary<td>Oct 2026<tr><td>Orders by region<td>Oct 2026<tr><td>Churn<td>Q3 2026<tr><td>Invoices<td>2026</table></main>`
