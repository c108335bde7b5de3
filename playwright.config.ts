import { defineConfig } from '@playwright/test'
import { browser, installed } from './scripts/browser.js'

const PORT = process.env.PORT ?? '5199'
const PLAYGROUND = `http://localhost:${PORT}/`
const STARTED = Number(PORT) + 2

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

export default defineConfig({
  testDir: 'test/browser',
  fullyParallel: true,
  // More than there are cores: the tests mostly wait.
  workers: '150%',
  forbidOnly: !!process.env.CI,
  // A busy machine may be slow once. What passes only the second time is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: 'list',
  timeout: 60_000,
  // For busy machines: what works is much faster.
  expect: { timeout: 15_000 },
  webServer: [
    // The playground as a static host has it: `npm start` serves a hundred modules for each page.
    {
      command: `npm run build:playground && npx vite preview playground --port ${PORT} --strictPort`,
      url: PLAYGROUND,
      stdout: 'ignore'
    },
    { command: `npm start -- --port ${STARTED} --strictPort`, url: `http://localhost:${STARTED}/`, stdout: 'ignore' }
  ],
  use: { baseURL: PLAYGROUND, trace: 'on-first-retry' },
  projects: [
    // Awaited here, so that the browser is unpacked once, before the workers start.
    { name: 'chromium', use: { launchOptions: await browser() } },
    ...installed.present.map((name) => ({
      name,
      use: { browserName: name },
      // The browser of `npm run visit` where there is no Chrome.
      testMatch: name === 'firefox' ? [...DESTINATION, 'visit.spec.ts'] : DESTINATION
    }))
  ]
})
