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

/** The playground's modules, which Node cannot import as they are. */
export async function command() {
  const folder = mkdtempSync(join(tmpdir(), 'rupt-visit-'))
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

/** @param {boolean} headless */
export async function launch(headless) {
  const shown = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  const options = { headless: headless || !shown, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  const packaged = options.headless ? await browser() : {}
  for (const start of [
    () => CHROME.some(existsSync) && chromium.launch({ ...options, channel: 'chrome' }),
    () => there(chromium) && chromium.launch(options),
    () => there(firefox) && firefox.launch(options),
    () => chromium.launch({ ...options, ...packaged })
  ]) {
    const started = await Promise.resolve(start()).catch(() => undefined)
    if (started) return started
  }
  const without = process.platform === 'linux' && !options.headless ? ' To run without a window, add --headless.' : ''
  throw new Error(`No browser could be started.${without} Install Chrome, or run: npx playwright install chromium`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { run } = await command()
  process.exit(await run(process.argv.slice(2), { files, launch }))
}
