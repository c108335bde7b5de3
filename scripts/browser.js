import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, firefox, webkit } from '@playwright/test'
import { folderBeside } from './replaceFiles.js'

/** @type {Promise<import('@playwright/test').LaunchOptions> | undefined} */
let options

/**
 * A browser that is there after `npm ci`: Playwright's own where that is installed, on Linux x64 the Chromium that came
 * from npm, elsewhere the installed Chrome.
 */
export function browser() {
  return (options ??= find())
}

/** @returns {Promise<import('@playwright/test').LaunchOptions>} */
async function find() {
  if (existsSync(chromium.executablePath())) return {}
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' }

  // For this Chromium alone: Playwright's Firefox would load these libraries in place of its own.
  const before = { ...process.env }
  const home = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url))
  // The package looks for everything below it.
  process.env.TMPDIR = home
  // Makes it unpack the system libraries that Chromium needs, too.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  if (!existsSync(home)) await unpack(packaged, home)
  // Its own list of fonts names /tmp, and without any font Chromium crashes when Rupt's SDK measures them.
  process.env.FONTCONFIG_FILE = `${home}/fonts.conf`
  const executablePath = await packaged.executablePath()
  const env = /** @type {Record<string, string>} */ ({ ...process.env })
  // In place, because os.tmpdir() and worker threads read the process's own.
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  return { executablePath, args: ['--no-sandbox'], env }
}

/**
 * Elsewhere first, because other processes may start this browser, or unpack it, at the same time.
 * @param {typeof import('@sparticuz/chromium').default} packaged
 * @param {string} home
 */
async function unpack(packaged, home) {
  const made = folderBeside(home)
  process.env.TMPDIR = made
  await packaged.executablePath()
  writeFileSync(
    `${made}/fonts.conf`,
    `<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>`
  )
  process.env.TMPDIR = home
  try {
    renameSync(made, home)
  } catch {
    // Another process was first.
    rmSync(made, { recursive: true })
  }
}

const others = [firefox, webkit]
/** @param {boolean} there */
const named = (there) =>
  others
    .filter((type) => existsSync(type.executablePath()) === there)
    .map((type) => /** @type {'firefox' | 'webkit'} */ (type.name()))

/** The other browsers that visitors have: those that Playwright has installed here, and the rest. */
export const installed = { present: named(true), absent: named(false) }
