// Takes the README's picture of the playground: the common trouble, a page view without email, with its card open.
import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { browser } from './browser.js'

const server = await createServer({ root: 'playground', logLevel: 'warn' })
await server.listen(5198)

const chrome = await chromium.launch(await browser())
const page = await chrome.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
await page.goto('http://localhost:5198/')
await page.getByText('not attached: nobody is signed in').first().waitFor()
await page.getByRole('button', { name: 'Identify', exact: true }).click()
await page.getByText('Signed in as user-1.').first().waitFor()
await page.getByRole('button', { name: 'Page view', exact: true }).click()
const card = page.locator('.card', { hasText: 'attached as user-1, without email' })
await card.locator('summary').click()
await card.locator('.lines', { hasText: 'Answer 200 api.rupt.dev/v2/access/device/device-1/listen' }).waitFor()
await page.screenshot({ path: 'docs/playground.png' })

await chrome.close()
await server.close()
