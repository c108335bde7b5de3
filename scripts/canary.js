// Runs the destination's browser tests with Rupt's script as its CDN serves it today, and with the newest Analytics.js.
// RUPT_JS and ANALYTICS_JS name what to use instead: a file, and a folder like dist/umd of @segment/analytics-next.
import { execSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const RUPT_URL = 'https://cdn.rupt.dev/js/rupt.js'

const folder = mkdtempSync(join(tmpdir(), 'rupt-canary-'))
try {
  const { RUPT_JS = await ruptScript(), ANALYTICS_JS = newestAnalytics() } = process.env
  const hash = createHash('sha256').update(readFileSync(RUPT_JS)).digest('hex')
  console.log(`Rupt's script: ${RUPT_JS}, SHA-256 ${hash}\nAnalytics.js: ${ANALYTICS_JS}`)

  const { status } = spawnSync(
    'playwright test readme.spec destination.spec faults.spec pages.spec --project=chromium',
    {
      shell: true,
      stdio: 'inherit',
      env: { ...process.env, RUPT_JS, ANALYTICS_JS }
    }
  )
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Returns the file to which Rupt's script was written. */
async function ruptScript() {
  const response = await fetch(RUPT_URL)
  if (!response.ok) throw new Error(`${RUPT_URL} answered ${response.status}.`)
  const file = join(folder, 'rupt.js')
  writeFileSync(file, await response.text())
  return file
}

/** Returns the folder of the files that Segment's CDN serves to the snippet. */
function newestAnalytics() {
  execSync(`npm install --prefix "${folder}" --no-audit --no-fund --loglevel error @segment/analytics-next@latest`, {
    stdio: 'inherit'
  })
  return join(folder, 'node_modules/@segment/analytics-next/dist/umd')
}
