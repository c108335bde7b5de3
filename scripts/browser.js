import { accessSync, constants, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  const before = { ...process.env }
  try {
    return await packaged()
  } finally {
    // In place, because os.tmpdir() and worker threads read the process's own.
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** @returns {Promise<import('@playwright/test').LaunchOptions>} */
async function packaged() {
  const shared = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url))
  const there = isUsable(shared)
  // Elsewhere first, because other processes may start this browser, or unpack it, at the same time.
  const home = there ? shared : folderFor(shared)
  const { TMPDIR = tmpdir() } = process.env
  // The package unpacks to it, and takes what is there.
  process.env.TMPDIR = home
  // Makes it unpack the system libraries that Chromium needs, too.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: chromium } = await import('@sparticuz/chromium')
  await chromium.executablePath()

  const last = there || isMoved(home, shared) ? shared : home
  // Its own list of fonts names /tmp, and without any font Chromium crashes when Rupt's SDK measures them.
  const fonts = `${last}/fonts.conf`
  if (!existsSync(fonts)) {
    writeFileSync(fonts, `<fontconfig><dir>${last}/fonts</dir><cachedir>${last}/fonts-cache</cachedir></fontconfig>`)
  }
  // For this Chromium alone: Playwright's Firefox would load these libraries in place of its own.
  const libraries = String(process.env.LD_LIBRARY_PATH).replace(home, last)
  const own = { TMPDIR, FONTCONFIG_FILE: fonts, FONTCONFIG_PATH: `${last}/fonts`, LD_LIBRARY_PATH: libraries }
  const env = /** @type {Record<string, string>} */ ({ ...process.env, ...own })
  return { executablePath: `${last}/chromium`, env }
}

/**
 * Whoever unpacked it may have been another user.
 * @param {string} folder
 */
function isUsable(folder) {
  try {
    accessSync(join(folder, 'chromium'), constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * A folder beside this one, or in the system's for temporary files where nothing can be written there.
 * @param {string} folder
 */
function folderFor(folder) {
  let made
  try {
    made = folderBeside(folder)
  } catch {
    made = mkdtempSync(join(tmpdir(), 'rupt-chromium-'))
  }
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  return made
}

/**
 * Whether it is there in the end: another process may have been first.
 * @param {string} from
 * @param {string} to
 */
function isMoved(from, to) {
  try {
    renameSync(from, to)
    return true
  } catch {
    return isUsable(to)
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
