import { ATTACH, expect, json, LISTEN, push, test, WITHIN_LIMIT } from './site'
import type { Site } from './site'

/** What the README says of URL settings that are blank. It is the SDK that does so. */
const HOME = 'https://site.test/home'
const LOGGED_OUT = `${HOME}?rupt_action=logout`

test.beforeEach(({ site }) => {
  site.settings = { client_id: 'client-1', new_account_url: '', logout_url: '', success_url: '', suspended_url: '' }
  for (const host of ['challenge.rupt.dev', 'suspended.sabl.app']) {
    site.answers[`https://${host}/`] = (route) => route.fulfill({ contentType: 'text/html', body: 'Rupt' })
  }
})

async function signedInPageView(site: Site): Promise<void> {
  await site.open()
  // The redirect may end the page before the call has settled.
  await site.analytics(['identify', 'user-1'], ['page']).catch(() => undefined)
}

/** Where the visitor's choices on the challenge page lead. */
async function choices(site: Site) {
  site.answers[LISTEN] = push({ action: 'challenge', challenge: { _id: 'challenge-1' } })
  await signedInPageView(site)
  await site.page.waitForURL('https://challenge.rupt.dev/**')
  return Object.fromEntries(new URL(site.page.url()).searchParams)
}

test('all are blank: the challenge page leads back to this page', async ({ site }) => {
  expect(await choices(site)).toMatchObject({ logout: LOGGED_OUT, new_account: LOGGED_OUT, success: HOME })
})

test('New Account URL is blank: whoever wants a new account is sent to Logout URL', async ({ site }) => {
  site.settings = { ...site.settings, logout_url: 'https://site.test/out' }
  expect(await choices(site)).toMatchObject({ new_account: 'https://site.test/out' })
})

test('Suspended URL is blank: a page of Rupt’s', async ({ site }) => {
  site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
  await signedInPageView(site)
  await site.page.waitForURL('https://suspended.sabl.app/**')
})

test('Logout URL is blank: a device that the owner removes stays where it is', async ({ site }) => {
  site.answers[LISTEN] = push({ action: 'logout' })
  await signedInPageView(site)
  // After 3 s the SDK asks for messages again: the first was handled.
  await expect.poll(() => site.ruptRequests().filter((request) => request.includes('/listen')).length).toBe(2)
  expect(site.page.url()).toBe(HOME)
})

test('Logout URL is blank, and the visitor chose to log out: nothing is attached there, without a message', async ({
  site
}) => {
  await site.page.goto(LOGGED_OUT)
  await site.analytics(['identify', 'user-1'], ['page'])
  await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
  await site.page.waitForTimeout(500)
  expect(site.attaches).toEqual([])
  site.expectConsole([])
})
