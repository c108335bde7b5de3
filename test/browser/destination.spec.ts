import { ATTACH, expect, json, LISTEN, OLDER, push, SDK, test, WITHIN_LIMIT } from './site'
import type { Site } from './site'

const VISITOR = 'user-1'

/** A signed-in page view, awaited as a site awaits it. */
async function signedInPageView(site: Site) {
  await site.open()
  await site.analytics(['identify', VISITOR], ['page', 'Home'])
}

test('A signed-in page view sends what the mapping says, and nothing else', async ({ site }) => {
  site.mapping = { metadata: { plan: { '@path': '$.properties.plan' } }, account: { '@path': '$.userId' } }
  await site.open()
  await site.analytics(
    ['identify', VISITOR, { name: 'Ada', email: 'stored@site.test' }],
    ['page', 'Home', { plan: 'team' }, { traits: { email: 'Ada.Lovelace@Site.test', phone: '+1 (555) 010-0199' } }]
  )

  await expect.poll(() => site.attaches.length).toBe(1)
  expect(site.attaches).toEqual([
    {
      authorization: 'Basic client-1:',
      body: {
        user: VISITOR,
        email: 'Ada.Lovelace@Site.test',
        phone: '+1 (555) 010-0199',
        metadata: { plan: 'team' },
        page: '/home',
        redirects: { new_account: true, logout: true },
        // The SDK's own.
        callbacks: { on_challenge: false, limit_exceeded: false },
        client: 'javascript',
        version: expect.any(String)
      }
    }
  ])
  await expect.poll(() => site.requests.filter((request) => request.includes('/listen')).length).toBe(1)
  expect(site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
  expect(site.console).toEqual([])
})

test('An anonymous page view sends Rupt nothing', async ({ site }) => {
  await site.open()
  await site.analytics(['page', 'Home'], ['track', 'Looked around'])
  // The SDK takes up to 350 ms of work before its first request.
  await site.page.waitForTimeout(1000)

  expect(site.ruptRequests()).toEqual([])
  expect(site.events.map(({ type }) => type)).toEqual(['page', 'track'])
  expect(site.console).toEqual([])
})

test('The request is without the page where the mapping says so', async ({ site }) => {
  site.mapping = { include_page: false }
  await signedInPageView(site)
  await expect.poll(() => site.attaches.length).toBe(1)
  expect(site.attaches[0].body).not.toHaveProperty('page')
})

test('Two page views at start make one attach', async ({ site }) => {
  site.delay(ATTACH, 500)
  await site.open()
  await site.analytics(['identify', VISITOR], ['page'], ['page'])
  await expect.poll(() => site.attaches.length).toBe(1)
  await site.page.waitForTimeout(1000)
  expect(site.attaches).toHaveLength(1)

  await expect(async () => {
    await site.analytics(['page'])
    expect(site.attaches.length).toBeGreaterThan(1)
  }).toPass()
})

test('Analytics.js loads one file of ours, which loads the SDK', async ({ site }) => {
  await signedInPageView(site)
  const remotePlugin = site.requests.findIndex((request) => request.includes('/next-integrations/actions/rupt/'))
  expect(site.requests[remotePlugin + 1]).toBe('GET https://cdn.rupt.dev/js/rupt.js')
  expect(site.requests.filter((request) => request.includes('/next-integrations/'))).toHaveLength(1)
})

test.describe('URL settings', () => {
  const CHALLENGE = 'https://challenge.rupt.dev/'

  /** The hosted page shows the visitor's choices; each leads to the URL that came with the redirect. */
  function hostChallenge(site: Site) {
    site.answers[CHALLENGE] = (route) => {
      const choices = new URL(route.request().url()).searchParams
      const links = ['logout', 'new_account', 'success'].map(
        (name) => `<a href="${choices.get(name)?.replace(/"/g, '&quot;')}">${name}</a>`
      )
      return route.fulfill({ contentType: 'text/html', body: links.join(' ') })
    }
    site.answers[LISTEN] = push({
      action: 'challenge',
      challenge: { _id: 'challenge-1' }
    })
  }

  for (const [choice, url] of [
    ['logout', 'https://site.test/out'],
    ['new_account', 'https://site.test/new'],
    ['success', 'https://site.test/verified']
  ]) {
    test(`A challenged visitor who chooses ${choice} is sent to its URL`, async ({ site, page }) => {
      hostChallenge(site)
      await signedInPageView(site).catch(leftThePage)
      await page.waitForURL(`${CHALLENGE}?challenge=challenge-1&**`)
      await page.getByText(choice, { exact: true }).click()
      await page.waitForURL(url)
    })
  }

  test('A relative URL leads to the site, from Rupt’s host too', async ({ site, page }) => {
    site.settings = { ...site.settings, new_account_url: '/new?from=rupt' }
    hostChallenge(site)
    await signedInPageView(site).catch(leftThePage)
    await page.waitForURL(`${CHALLENGE}**`)
    await page.getByText('new_account').click()
    await page.waitForURL('https://site.test/new?from=rupt')
  })

  test('A visitor whom the owner logs out is sent to the Logout URL', async ({ site, page }) => {
    site.answers[LISTEN] = push({ action: 'logout' })
    await signedInPageView(site).catch(leftThePage)
    await page.waitForURL('https://site.test/out')
  })

  test('A visitor whom the owner logs out is sent to a relative Logout URL', async ({ site, page }) => {
    site.settings = { ...site.settings, logout_url: '/out?by=owner' }
    site.answers[LISTEN] = push({ action: 'logout' })
    await signedInPageView(site).catch(leftThePage)
    await page.waitForURL('https://site.test/out?by=owner')
  })

  test('A suspended visitor is sent to the Suspended URL', async ({ site, page }) => {
    site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
    await signedInPageView(site).catch(leftThePage)
    await page.waitForURL('https://site.test/suspended')
  })

  for (const url of ['https:/logout', 'localhost:3000/logout', 'example.com/logout']) {
    test(`Nobody is sent to the URL ${url}, which leads nowhere`, async ({ site, page }) => {
      site.settings = { ...site.settings, logout_url: url, suspended_url: url }
      site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
      site.answers['https://suspended.sabl.app/access/access-1'] = (route) => route.fulfill({ body: 'Suspended' })
      await signedInPageView(site).catch(leftThePage)
      await page.waitForURL('https://suspended.sabl.app/access/access-1?referrer=site.test')
      expect(site.attaches[0].body).toMatchObject({ redirects: { new_account: true, logout: false } })
      expect(site.console).toContainEqual(
        expect.stringMatching(/^Rupt: Logout URL is ignored\. Suspended URL is ignored\. /)
      )
    })
  }

  test('Nobody is sent to a URL with a script in it', async ({ site, page }) => {
    site.settings = { ...site.settings, suspended_url: ' java\nscript:document.title="run"' }
    site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
    site.answers['https://suspended.sabl.app/access/access-1'] = (route) => route.fulfill({ body: 'Suspended' })
    await signedInPageView(site).catch(leftThePage)
    // The SDK's own default.
    await page.waitForURL('https://suspended.sabl.app/access/access-1?referrer=site.test')
    expect(site.console).toContainEqual(expect.stringMatching(/^Rupt: Suspended URL is ignored\. /))
  })
})

test.describe('Rupt out of reach', () => {
  test('A blocked SDK makes one warning, and loses no event', async ({ site }) => {
    site.answers[SDK] = (route) => route.abort('blockedbyclient')
    await signedInPageView(site)
    await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
    expect(site.requests.filter((request) => request.includes('cdn.rupt.dev'))).toHaveLength(2)
    await expect
      .poll(() => site.console.join('\n'))
      .toContain('Rupt: https://cdn.rupt.dev/js/rupt.js failed twice to load.')
    expect(site.console.join('\n')).not.toContain('uncaught')
  })

  test('A slow SDK holds no call, and the device is attached when it arrives', async ({ site }) => {
    let arrive = () => {}
    const asked = new Promise<void>((resolve) => (arrive = resolve))
    const sdk = site.answers[SDK]
    site.answers[SDK] = async (route) => {
      await asked
      return sdk(route)
    }
    await signedInPageView(site)
    expect(site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
    expect(site.attaches).toEqual([])

    arrive()
    await expect.poll(() => site.attaches.map(({ body }) => body.user)).toEqual([VISITOR])
    expect(site.console).toEqual([])
  })

  test('An API that never answers holds no call', async ({ site }) => {
    site.answers[ATTACH] = () => new Promise(() => {})
    await signedInPageView(site)
    await expect.poll(() => site.attaches.length).toBe(1)
    await site.analytics(['track', 'Clicked'], ['page', 'Next'])
    expect(site.events.map(({ type }) => type)).toEqual(['identify', 'page', 'track', 'page'])
    expect(site.console).toEqual([])
  })
})

for (const version of OLDER) {
  test.describe(`Analytics.js ${version}`, () => {
    test.beforeEach(({ site }) => site.useAnalytics(version))

    test('A signed-in page view attaches', async ({ site }) => {
      await signedInPageView(site)
      await expect.poll(() => site.attaches.map(({ body }) => body.user)).toEqual([VISITOR])
      await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
      expect(site.console).toEqual([])
    })

    // On 1.66, a destination that rejects would take Segment's own along.
    for (const [name, prepare] of [
      ['the SDK blocked', (site) => (site.answers[SDK] = (route) => route.abort('blockedbyclient'))],
      ['Client ID missing', (site) => (site.settings = { ...site.settings, client_id: '' })]
    ] as [string, (site: Site) => void][]) {
      test(`Every event reaches Segment with ${name}, and there is one warning`, async ({ site }) => {
        prepare(site)
        await signedInPageView(site)
        await expect.poll(() => site.messages().length).toBe(1)
        await site.analytics(['track', 'Clicked'])
        await expect.poll(() => site.events.map(({ type }) => type)).toEqual(['identify', 'page', 'track'])
        expect(site.messages()).toEqual([expect.stringMatching(/^Rupt: /)])
        expect(site.attaches).toEqual([])
      })
    }

    test('A suspended visitor is sent to the Suspended URL', async ({ site, page }) => {
      site.answers[ATTACH] = json({ ...WITHIN_LIMIT, suspended: true })
      await signedInPageView(site).catch(leftThePage)
      await page.waitForURL('https://site.test/suspended')
    })
  })
}

for (const name of ['Rupt', 'Rupt (Actions)']) {
  for (const creationName of ['Actions Rupt', 'Rupt (Actions)']) {
    test.describe(`Settings document with name ${name}, creationName ${creationName}`, () => {
      test.beforeEach(({ site }) => void (site.names = { name, creationName }))

      test('A page view attaches, unless its integrations leave Rupt out', async ({ site }) => {
        await site.open()
        const integrations = (changes: object) => ({ integrations: changes })
        await site.analytics(
          ['identify', VISITOR],
          ['page', 'All off', {}, integrations({ All: false, 'Segment.io': true })],
          ['page', 'Rupt off', {}, integrations({ [creationName]: false })]
        )
        await expect.poll(() => site.events.length).toBe(3)
        await site.page.waitForTimeout(500)
        expect(site.attaches).toEqual([])

        await site.analytics(['page', 'Rupt on', {}, integrations({ All: false, [creationName]: true })])
        await expect.poll(() => site.attaches.length).toBe(1)
      })
    })
  }
}

/** The redirect may come while a call on the page is still awaited. */
function leftThePage(error: Error) {
  expect(error.message).toMatch(/Execution context was destroyed|because of a navigation/)
}
