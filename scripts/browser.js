import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, firefox, webkit } from '@playwright/test'

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
    return await unpacked()
  } finally {
    // In place, because os.tmpdir() and worker threads read the process's own.
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** @returns {Promise<import('@playwright/test').LaunchOptions>} */
async function unpacked() {
  const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
  const shared = join(cache, 'chromium')
  const there = isUsable(shared)
  // The package unpacks to $TMPDIR/chromium, and uses whatever is there already: what another process unpacks just now.
  const home = there ? shared : folderIn(cache)
  const { TMPDIR = tmpdir() } = process.env
  process.env.TMPDIR = home
  // Makes it unpack the system libraries that Chromium needs, too.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  await packaged.executablePath()

  const last = there || moved(home, shared) ? shared : home
  // Its own list of fonts names /tmp, and without any font Chromium crashes when Rupt's SDK measures them.
  const fonts = `${last}/fonts.conf`
  if (!existsSync(fonts)) {
    writeFileSync(fonts, `<fontconfig><dir>${last}/fonts</dir><cachedir>${last}/fonts-cache</cachedir></fontconfig>`)
  }
  // For this Chromium alone: Playwright's Firefox would load these libraries in place of its own.
  const libraries = String(process.env.LD_LIBRARY_PATH).replace(home, last)
  const env = {
    ...process.env,
    TMPDIR,
    FONTCONFIG_FILE: fonts,
    FONTCONFIG_PATH: `${last}/fonts`,
    LD_LIBRARY_PATH: libraries
  }
  return { executablePath: `${last}/chromium`, env: /** @type {Record<string, string>} */ (env) }
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
 * A folder of this process's own: here, or in the system's for temporary files where nothing can be written here.
 * @param {string} parent
 */
function folderIn(parent) {
  const folder = [parent, tmpdir()].map(made).find(Boolean)
  if (!folder) throw new Error(`Nothing can be written to ${parent}, and nothing to ${tmpdir()}.`)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** @param {string} parent */
function made(parent) {
  try {
    mkdirSync(parent, { recursive: true })
    return mkdtempSync(join(parent, 'chromium-'))
  } catch {
    return undefined
  }
}

/**
 * Whether a folder could be moved: another process may have been first.
 * @param {string} from
 * @param {string} to
 */
function moved(from, to) {
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
