// Opens one's own site with this build in it, and says what happens there: npm run visit -- URL
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium, firefox } from '@playwright/test'
import { build } from 'esbuild'
import * as vite from 'vite'
import { browser } from './browser.js'
import { resolve } from './resolve.js'
import { webBundle } from './webBundle.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const newFolder = () => mkdtempSync(join(tmpdir(), 'rupt-visit-'))

/** The playground's modules, which Node cannot import as they are. */
export async function command() {
  const folder = newFolder()
  const file = join(folder, 'command.cjs')
  await build({
    absWorkingDir: root,
    entryPoints: ['playground/visit/command.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error'
  })
  try {
    return /** @type {typeof import('../playground/visit/command')} */ (await import(pathToFileURL(file).href))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a visit puts in place. */
export async function files() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['playground/visit/observer.ts'],
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error'
  })
  return {
    destination: (await webBundle())['rupt.js'],
    sdk: `${root}node_modules/rupt/index.js`,
    watched: outputFiles[0].text,
    tool: await tool()
  }
}

/** The tool's page: its files by their paths. */
async function tool() {
  const result = await vite.build({
    root: `${root}playground/visit/tab`,
    configFile: false,
    logLevel: 'error',
    resolve,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { write: false, target: 'esnext' }
  })
  const [{ output }] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([result].flat())
  return Object.fromEntries(
    output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)])
  )
}

/** Where Playwright looks for the user's Chrome. */
const CHROME = [
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ...['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'].map(
    (name) => `${process.env[name]}\\Google\\Chrome\\Application\\chrome.exe`
  )
]

/**
 * A launch that fails would leave a profile behind.
 * @param {import('@playwright/test').BrowserType} type
 */
const there = (type) => existsSync(type.executablePath())

/**
 * A browser that cannot reach these hosts, by any way: a worker's, a socket, a hint, a tab that closes. What Playwright
 * intercepts is answered all the same.
 * @param {{ headless: boolean, unreachable: string[] }} options
 */
export async function launch({ headless, unreachable }) {
  const shown = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  const options = { headless: headless || !shown, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  const packaged = options.headless ? await browser() : {}
  const rules = unreachable.map((host) => `MAP ${host} ~NOTFOUND`).join(', ')
  /** @param {import('@playwright/test').LaunchOptions} chosen */
  const chromiumWith = ({ args = [], env = process.env, ...chosen }) => {
    // A proxy would look the hosts up itself.
    const no_proxy = [env.no_proxy ?? env.NO_PROXY ?? [], unreachable].flat().join(',')
    const all = {
      ...options,
      ...chosen,
      args: [...args, `--host-resolver-rules=${rules}`],
      env: { ...env, ...temporary(), no_proxy }
    }
    return chromium.launch({ ...all, chromiumSandbox: true }).then(
      (browser) => ({ browser, sandboxed: true }),
      // In a container, or as root.
      async () => ({ browser: await chromium.launch(all), sandboxed: false })
    )
  }
  for (const start of [
    () => CHROME.some(existsSync) && chromiumWith({ channel: 'chrome' }),
    () => there(chromium) && chromiumWith({}),
    () => there(firefox) && firefoxWithout(unreachable, options),
    () => chromiumWith(packaged)
  ]) {
    const started = await Promise.resolve(start()).catch(() => undefined)
    if (started) return started
  }
  const without = process.platform === 'linux' && !options.headless ? ' To run without a window, add --headless.' : ''
  throw new Error(`No browser could be started.${without} Install Chrome, or run: npx playwright install chromium`)
}

/** Chromium leaves what it shares between its processes, where it is stopped in the middle of it. */
function temporary() {
  // Elsewhere it is in memory, and the path to the browser's socket would be too long.
  if (process.platform !== 'linux') return {}
  const TMPDIR = newFolder()
  process.on('exit', () => rmSync(TMPDIR, { recursive: true, force: true }))
  return { TMPDIR }
}

/**
 * @param {string[]} unreachable
 * @param {import('@playwright/test').LaunchOptions} options
 */
async function firefoxWithout(unreachable, options) {
  const firefoxUserPrefs = unreachable.length > 0 ? firefoxRules(unreachable) : {}
  return { browser: await firefox.launch({ ...options, firefoxUserPrefs }), sandboxed: true }
}

/**
 * Firefox has no rules for names: these hosts get a proxy where nothing listens.
 * @param {string[]} unreachable
 */
export function firefoxRules(unreachable) {
  const script = `function FindProxyForURL(url, host) {
    return ${JSON.stringify(unreachable)}.some((rule) => shExpMatch(host, rule)) ? 'PROXY 127.0.0.1:9' : 'DIRECT'
  }`
  return {
    'network.proxy.type': 2,
    'network.proxy.autoconfig_url': `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(script)}`,
    // It asks no proxy.
    'network.dns.disablePrefetch': true
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { run } = await command()
  process.exit(await run(process.argv.slice(2), { files, launch }))
}
