import { defineConfig } from '@playwright/test'
import { browser } from './scripts/browser.js'

const PLAYGROUND = 'http://localhost:5199/'

export default defineConfig({
  testDir: 'test/browser',
  fullyParallel: true,
  workers: '100%',
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  timeout: 60_000,
  // Room for a machine that is busy: nothing waits this long that works.
  expect: { timeout: 15_000 },
  webServer: { command: 'npm start -- --port 5199 --strictPort', url: PLAYGROUND, stdout: 'ignore' },
  // Awaited here, so that the browser is unpacked once, before the workers start.
  use: { baseURL: PLAYGROUND, launchOptions: await browser(), trace: 'retain-on-failure' }
})
