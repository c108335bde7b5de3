import { presetSubscription } from '../preset'
import { ATTACH, expect, json, LISTEN, push, REMOTE_PLUGIN, SDK, SETTINGS, test, WITHIN_LIMIT } from './site'
import type { Site } from './site'

/** What the README says that the destination's other tests do not hold. */
const HOME = 'https://site.test/home'
const LOGGED_OUT = `${HOME}?rupt_action=logout`

async function signedInPageView(site: Site, ...options: object[]): Promise<void> {
  await site.open()
  // A redirect may end the page before the call has settled.
  await site.analytics(['identify', 'user-1'], ['page', 'Home', {}, ...options]).catch(() => undefined)
}

test.describe('Blank URL settings', () => {
  test.beforeEach(({ site }) => {
    site.settings = { client_id: 'client-1', new_account_url: '', logout_url: '', success_url: '', suspended_url: '' }
    for (const host of ['challenge.rupt.dev', 'suspended.sabl.app']) {
      site.answers[`https://${host}/`] = (route) => route.fulfill({ contentType: 'text/html', body: 'Rupt' })
    }
  })

  /** Where the visitor's choices on the challenge page lead. */
  async function choices(site: Site) {
    site.answers[LISTEN] = push({ action: 'challenge', challenge: { _id: 'challenge-1' } })
    await signedInPageView(site)
    await site.page.waitForURL('https://challenge.rupt.dev/**')
    return Object.fromEntries(new URL(site.page.url()).searchParams)
  }

  test('The challenge page leads back to this page when all URL settings are blank', async ({ site }) => {
    expect(await choices(site)).toMatchObject({ logout: LOGGED_OUT, new_account: LOGGED_OUT, success: HOME })
  })

  test('A visitor who wants an account is sent to the Logout URL when New Account URL is blank', async ({ site }) => {
    site.settings = { ...site.settings, logout_url: 'https://site.test/out' }
    expect(await choices(site)).toMatchObject({ new_account: 'https://site.test/out' })
  })

  test('A suspended visitor is sent to a page of Rupt’s when Suspended URL is blank', async ({ site }) => {
    site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
    await signedInPageView(site)
    await site.page.waitForURL('https://suspended.sabl.app/**')
  })

  test('A device that the owner removes stays signed in when Logout URL is blank', async ({ site }) => {
    site.answers[LISTEN] = push({ action: 'logout' })
    await signedInPageView(site)
    // After 3 s the SDK asks for messages again, so it has handled the first.
    await expect.poll(() => site.ruptRequests().filter((request) => request.includes('/listen')).length).toBe(2)
    expect(site.page.url()).toBe(HOME)
  })

  test('Nothing is attached where the challenge page sends a visitor to log out when Logout URL is blank', async ({
    site
  }) => {
    await site.page.goto(LOGGED_OUT)
    await site.analytics(['identify', 'user-1'], ['page'])
    await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
    await site.page.waitForTimeout(500)
    expect(site.attaches).toEqual([])
    site.expectConsole([])
  })
})

test.describe('Stages of the table “No message, and no device in Rupt”', () => {
  /** Expects to see these stages of the README's table, and no others. */
  async function expectStages(site: Site, stages: { loaded: boolean; requested: boolean; ran: boolean }) {
    await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
    // A stage that must not be seen would be by then.
    await site.page.waitForTimeout(500)
    await expect
      .poll(async () => ({
        loaded: await site.page.evaluate(() => 'ruptDestination' in window),
        requested: site.requests.includes(`GET ${SDK}`),
        ran: site.attaches.length > 0
      }))
      .toEqual(stages)
    site.expectConsole([])
  }

  /** Changes the preset's mapping. */
  function change(site: Site, changes: object): void {
    site.remotePlugins = [
      {
        name: 'Rupt',
        creationName: 'Actions Rupt',
        libraryName: 'ruptDestination',
        url: REMOTE_PLUGIN,
        settings: { ...SETTINGS, subscriptions: [{ ...presetSubscription(), ...changes }] }
      }
    ]
  }

  test('Each stage is seen when everything is in order', async ({ site }) => {
    await signedInPageView(site)
    await expectStages(site, { loaded: true, requested: true, ran: true })
  })

  test('The SDK is not requested when the mapping is off', async ({ site }) => {
    change(site, { enabled: false })
    await signedInPageView(site)
    await expectStages(site, { loaded: true, requested: false, ran: false })
  })

  test('The mapping does not run when its trigger does not match', async ({ site }) => {
    change(site, { subscribe: 'type = "track"' })
    await signedInPageView(site)
    await expectStages(site, { loaded: true, requested: true, ran: false })
  })

  test('The mapping does not run when the event leaves Rupt out', async ({ site }) => {
    await signedInPageView(site, { integrations: { All: false, 'Segment.io': true } })
    await expectStages(site, { loaded: true, requested: true, ran: false })
  })
})
