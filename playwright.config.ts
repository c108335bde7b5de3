import { defineConfig } from '@playwright/test'
import { browser, installed } from './scripts/browser.js'

/** The destination runs in every visitor's browser. The other tests are about developers' pages, or about files. */
const DESTINATION = ['readme.spec.ts', 'destination.spec.ts', 'faults.spec.ts', 'pages.spec.ts', 'npm.spec.ts']

// Printed once: every worker reads this file, too.
if (process.env.TEST_WORKER_INDEX === undefined) {
  const { present, absent } = installed
  console.log(`Browsers: chromium${present.map((name) => `, ${name}`).join('')}.`)
  if (absent.length > 0) {
    console.log(
      `Not installed, so not tested: ${absent.join(', ')}. To test them: npx playwright install ${absent.join(' ')}`
    )
  }
}

// Awaited here, so that the browser is unpacked once, before the workers start.
const chromium = { launchOptions: await browser() }

export default defineConfig({
  testDir: 'test/browser',
  fullyParallel: true,
  // More than there are cores: the tests mostly wait.
  workers: '150%',
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  timeout: 60_000,
  // For busy machines: what works is much faster.
  expect: { timeout: 15_000 },
  // A trace would cost a third of the time. `--trace retain-on-failure` keeps one.
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', use: chromium, testIgnore: 'playground/**' },
    { name: 'playground is built', testMatch: 'playground/built.setup.ts' },
    {
      name: 'chromium, playground',
      use: chromium,
      testMatch: 'playground/*.spec.ts',
      dependencies: ['playground is built']
    },
    ...installed.present.map((name) => ({
      name,
      use: { browserName: name },
      // The browser of `npm run visit` where there is no Chrome.
      testMatch: name === 'firefox' ? [...DESTINATION, 'visit.spec.ts'] : DESTINATION
    }))
  ]
})
