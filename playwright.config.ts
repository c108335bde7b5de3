import { defineConfig } from '@playwright/test'
import { browser, installed } from './scripts/browser.js'

/** The destination runs in every visitor's browser. The other tests are about developers' pages, or about files. */
const DESTINATION = ['readme.spec.ts', 'destination.spec.ts', 'faults.spec.ts', 'pages.spec.ts', 'npm.spec.ts']
const TOOLS = ['playground/*.spec.ts', 'visit.spec.ts', 'network.spec.ts']

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
  // More than there are cores: the tests mostly wait, those of the tools less than the others.
  workers: '250%',
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  timeout: 60_000,
  // For busy machines: what works is much faster.
  expect: { timeout: 15_000 },
  // A trace would cost a third of the time. `--trace retain-on-failure` keeps one.
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'built', testMatch: 'built.setup.ts' },
    { name: 'chromium', use: chromium, testIgnore: TOOLS },
    { name: 'chromium, tools', use: chromium, testMatch: TOOLS, dependencies: ['built'], workers: '150%' },
    ...installed.present.map((name) => ({ name, use: { browserName: name }, testMatch: DESTINATION })),
    // The browser of `npm run visit` where there is no Chrome.
    ...(installed.present.includes('firefox')
      ? [
          {
            name: 'firefox, visit',
            use: { browserName: 'firefox' as const },
            testMatch: 'visit.spec.ts',
            dependencies: ['built']
          }
        ]
      : [])
  ]
})
