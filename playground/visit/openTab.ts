// Opens the tool's tab beside the site, and passes on what the site's log gets.
import type { BrowserContext } from '@playwright/test'
import type { Message, Tool } from './messages'
import type { Site } from './site'

/** Answered here, and by no server. */
const ADDRESS = 'http://visit.localhost/'
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8'
}

export async function openTool(
  context: BrowserContext,
  site: Site,
  files: Record<string, string>,
  target: string
): Promise<void> {
  const page = await context.newPage()
  await page.route(`${ADDRESS}**`, (route) => {
    const { pathname } = new URL(route.request().url())
    const path = pathname === '/' ? '/index.html' : pathname
    return route.fulfill({ contentType: TYPES[path.split('.').pop()!], body: files[path] ?? '' })
  })
  const functions: Tool = {
    ruptVisitOptions: () => Promise.resolve({ target, rupt: site.standIn.scenario }),
    ruptVisitNext: (taken) => next(site, taken),
    ruptVisitChoose: (scenario) => Promise.resolve(site.choose(scenario)),
    ruptVisitRun: (setup) => Promise.resolve(site.run(setup ?? undefined)),
    ruptVisitLogOut: () => Promise.resolve(site.standIn.logOut())
  }
  for (const [name, answer] of Object.entries(functions)) await page.exposeFunction(name, answer as () => unknown)
  await page.goto(ADDRESS, { waitUntil: 'commit' })
}

async function next({ messages, more }: Site, taken: number): Promise<Message[]> {
  if (messages.length <= taken) await new Promise((resolve) => more.once('message', resolve))
  return messages.slice(taken)
}
