// Takes the README's picture of the playground: a device attached, after an anonymous page view that sent nothing.
import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { browser } from './browser.js'

const server = await createServer({ root: 'playground', logLevel: 'warn' })
await server.listen(5198)

const chrome = await chromium.launch(await browser())
const page = await chrome.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
await page.goto('http://localhost:5198/')
await page.locator('.text', { hasText: 'no account came out' }).waitFor()
await page.getByRole('button', { name: 'Identify' }).click()
await page.locator('#who').getByText('Signed in as user-1.').waitFor()
await page.getByRole('button', { name: 'Page view with traits' }).click()
await page.getByText('Device attached: 1 of 3.').waitFor()
await page.locator('.text', { hasText: '200 api.rupt.dev/v2/access/device/device-1/listen' }).waitFor()
await page.screenshot({ path: 'docs/playground.png' })

await chrome.close()
await server.close()
