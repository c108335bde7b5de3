import { defineConfig } from '@playwright/test'
import { browser } from './browser.js'

export default defineConfig({
  testDir: '.',
  testMatch: 'monorepo.spec.ts',
  reporter: 'line',
  use: { launchOptions: await browser() }
})
