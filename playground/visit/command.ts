// `npm run visit`: opens a site, and says in the terminal what happens there.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { paste } from '../core/setup/paste'
import { toSubscription } from '../core/setup/setup'
import type { Mapping } from '../core/setup/setup'
import { LIVE } from '../core/running'
import { readArguments, USAGE } from './arguments'
import type { Options } from './arguments'
import { findings as findingsOf } from '../core/setup/findings'
import type { Note } from '../core/setup/paste/note'
import { findingLines } from '../core/words/findings'
import { noteText } from '../core/words/paste'
import type { RunningSetup } from '../core/setup/document'
import { unreachable } from '../core/setup/hosts'
import { changesOf, whyClosed } from './lines'
import { complain, say } from './output'
import type { Files, Site } from './site'
import { told } from './terminal'
import { openTool } from './openTab'

export { openTool, told }

export interface Machine {
  files: () => Promise<Files>
  /** A browser with a fresh profile, which cannot reach these hosts. Throws with what to install. */
  launch: (options: { headless: boolean; unreachable: string[] }) => Promise<{ browser: Browser; sandboxed: boolean }>
}

/** Resolves with the exit code. */
export async function run(args: string[], machine: Machine): Promise<number> {
  try {
    const options = readArguments(args, process.stdin.isTTY)
    if (options.help) {
      say(...USAGE.split('\n'))
      return 0
    }
    if (options.check) return await checkOnly(options.target)
    if (options.rupt === LIVE && !options.yes && !(await agreesToLive())) {
      say('Nothing was opened.')
      return 1
    }
    return await visit(options, machine)
  } catch (error) {
    complain(...(error as Error).message.split('\n'))
    return 1
  }
}

async function checkOnly(target: string): Promise<number> {
  const { setup, notes } = readSetup(await textOf(target), target)
  const findings = findingsOf(setup)
  // There is nothing to tick here, and a finding says so, too.
  for (const note of notes.filter(({ kind }) => kind !== 'allOff')) say(noteText(note))
  for (const finding of findings) say(...findingLines(finding))
  if (findings.length === 0) say('Nothing keeps a device from being attached.')
  return findings.some(({ keeps }) => keeps) ? 1 : 0
}

async function textOf(target: string): Promise<string> {
  if (!/^https?:/.test(target)) {
    if (!existsSync(target))
      throw new Error(`There is no file ${target}. Name a file, or a URL with https:// in front.`)
    return readFile(target, 'utf8')
  }
  const response = await fetch(target).catch((error: Error & { cause?: { code?: string } }) => {
    throw new Error(whyClosed(target, error.cause?.code ?? error.message))
  })
  if (!response.ok) throw new Error(`${target} answers ${response.status}. Check the write key.`)
  return response.text()
}

const toRunning = (mapping: Mapping) => ({ ...toSubscription(mapping), id: mapping.id })

/** A setup from anything that Segment gives. */
function readSetup(text: string, from: string): { setup: RunningSetup; notes: Note[] } {
  try {
    const { setup, notes } = paste(text, { settings: {}, mappings: [] }, undefined, Infinity)
    return { setup: { settings: setup.settings, subscriptions: setup.mappings.map(toRunning) }, notes }
  } catch (error) {
    throw new Error(`${from}: ${(error as Error).message}`)
  }
}

/** What a text leaves out stays as the settings document has it. */
const filled = ({ settings, subscriptions }: RunningSetup): Partial<RunningSetup> => ({
  ...(Object.keys(settings).length > 0 && { settings }),
  ...(subscriptions.length > 0 && { subscriptions })
})

async function agreesToLive(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(
    'Requests to Rupt will leave this machine, with your Client ID. Go live? (y/N) '
  )
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

async function visit(options: Options, { files, launch }: Machine): Promise<number> {
  const setup = options.setup ? filled(readSetup(await textOf(options.setup), options.setup).setup) : undefined
  const given = await files()
  say(...changesOf(options))

  const { headless } = options
  const { ended, end } = ending()
  const { browser, sandboxed } = await launch({ headless, unreachable: unreachable(options) })
  browser.on('disconnected', () => end(0))
  if (!sandboxed) say(WITHOUT_SANDBOX, '')
  const site = told(given, { ...options, setup }, say)
  const context = await browser.newContext({
    serviceWorkers: 'block',
    ignoreHTTPSErrors: false,
    ...(!headless && { viewport: null })
  })
  // A browser that is driven stays when its window is closed.
  context.on('page', (page) => page.on('close', () => void (context.pages().length === 0 && browser.close())))
  const opening = open(context, site, options.target, given)
  try {
    await Promise.race([opening.then(() => listen(site)), ended])
    return await ended
  } catch (error) {
    // It was closed while it was opened.
    if (!browser.isConnected() || context.pages().length === 0) return 0
    throw error
  } finally {
    await leave(context, opening)
    await browser.close().catch(() => {})
  }
}

/** Resolves with the exit code once the visit is over. */
function ending(): { ended: Promise<number>; end: (code: number) => void } {
  let over = false
  let end!: (code: number) => void
  const ended = new Promise<number>((resolve) => {
    end = (code) => {
      over = true
      resolve(code)
    }
  })
  // Not once: npm passes Ctrl+C on to a command that has it already.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  // Of a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  // Where Playwright reads what a page hands to its binding, nothing catches that it is no JSON.
  process.on('unhandledRejection', () => {})
  // Playwright throws, too, where a page is closed that it is about to use.
  process.on('uncaughtException', (error) => {
    if (!over) complain(...(error.stack ?? error.message).split('\n'))
    end(1)
  })
  return { ended, end }
}

const WITHOUT_SANDBOX =
  'The browser runs without its sandbox, which cannot start here: visit only sites that you trust.'

async function open(context: BrowserContext, site: Site, target: string, files: Files): Promise<void> {
  const page = await context.newPage()
  await site.watch(context, page)
  const problem = await goto(page, target)
  if (problem) throw new Error(problem)
  await openTool(context, site, files.tool, target)
  await page.bringToFront()
  context.on('page', () => say('Another tab was opened. Only the first one is watched.'))
}

/** How long opening the site may take once it is to be closed, in milliseconds. */
const PATIENCE = 3000

/** What a page has asked for goes out by itself once nobody answers it, unless there is no network to go out to. */
async function leave(context: BrowserContext, opening: Promise<void>): Promise<void> {
  await context.setOffline(true).catch(() => {})
  // Playwright takes it ill when a page is closed that it is about to use.
  await Promise.race([opening.catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())])
}

/** Returns why the site could not be opened. */
async function goto(page: Page, url: string): Promise<string | undefined> {
  try {
    const response = await page.goto(url, { waitUntil: 'commit' })
    const status = response?.status() ?? 200
    if (status >= 400) return `${url} answers ${status}: there is no page to visit. Check the address.`
    const type = response?.headers()['content-type'] ?? 'text/html'
    return /html/.test(type) ? undefined : `${url} is no page: it is ${type.split(';')[0]}.`
  } catch (error) {
    return whyClosed(url, (error as Error).message)
  }
}

/** Typed lines: the owner logs this device out, which the stand-in can do. */
function listen(site: Site): void {
  if (!process.stdin.isTTY || site.standIn.scenario === LIVE) return
  say('Type logout and Enter to log this device out as the owner.', '')
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line.trim() !== 'logout') return
    if (!site.standIn.logOut()) say('This device is not attached yet, so there is nothing to log out.')
  })
}
