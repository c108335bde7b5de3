import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, defineConfig } from '@playwright/test'
import type { LaunchOptions } from '@playwright/test'

const PLAYGROUND = 'http://localhost:5199/'

export default defineConfig({
  testDir: 'test/browser',
  fullyParallel: true,
  workers: '100%',
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  timeout: 20_000,
  webServer: { command: 'npm start -- --port 5199 --strictPort', url: PLAYGROUND, stdout: 'ignore' },
  use: { baseURL: PLAYGROUND, launchOptions: await browser(), trace: 'retain-on-failure' }
})

/** Playwright's own browser where it is installed; else what npm brought: on Linux x64 a Chromium, elsewhere Chrome's driver. */
async function browser(): Promise<LaunchOptions> {
  if (existsSync(chromium.executablePath())) return {}
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' }

  // The package unpacks to $TMPDIR/chromium, and takes whatever lies there for its own.
  process.env.TMPDIR = fileURLToPath(new URL('node_modules/.cache/chromium', import.meta.url))
  mkdirSync(process.env.TMPDIR, { recursive: true })
  // Has it unpack the system libraries that Chromium needs, too.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  // Its own list of fonts names /tmp, and without any font Chromium ends where Rupt's SDK measures them.
  process.env.FONTCONFIG_FILE = `${process.env.TMPDIR}/fonts.conf`
  writeFileSync(
    process.env.FONTCONFIG_FILE,
    `<fontconfig><dir>${process.env.TMPDIR}/fonts</dir><cachedir>${process.env.TMPDIR}/fonts-cache</cachedir></fontconfig>`
  )
  const { default: packaged } = await import('@sparticuz/chromium')
  return { executablePath: await packaged.executablePath(), args: ['--no-sandbox'] }
}
