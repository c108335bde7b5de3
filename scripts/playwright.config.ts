import { defineConfig } from '@playwright/test'
import { browser } from './browser.js'

export default defineConfig({
  testDir: '.',
  testMatch: ['bench.ts', 'picture.ts'],
  workers: 1,
  reporter: 'line',
  timeout: 300_000,
  use: { launchOptions: await browser() }
})
