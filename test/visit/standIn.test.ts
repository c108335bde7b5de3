/** @jest-environment node */
import type { Request, Route } from '@playwright/test'
import { CHALLENGE, StandIn } from '../../playground/visit/standIn'
import type { Seen } from '../../playground/core/log/sighting'

const SDK = 'https://cdn.rupt.dev/js/rupt.js'
const ATTACH = 'https://api.rupt.dev/v2/device/attach'
const LISTEN = 'https://api.rupt.dev/v2/access/device/device-1/listen'

/** The stand-in with this scenario, what it sees of each request, and whether a visitor has verified. */
function standIn(scenario: string, response: object | null = {}) {
  const seen: Seen[] = []
  const verified = jest.fn()
  const rupt = new StandIn(scenario, 'rupt.js', (_, what) => seen.push(what), verified)

  /** What becomes of a request. */
  const respond = async (url: string, method = 'GET', body: string | null = '{}') => {
    const done = { fulfilled: undefined as object | undefined, aborted: false, continued: false }
    const request = {
      url: () => url,
      method: () => method,
      postData: () => body,
      headers: () => ({ authorization: 'Basic Y2xpZW50OjE=' }),
      response: () => Promise.resolve(response)
    }
    const route = {
      request: () => request as unknown as Request,
      fulfill: (answer: object) => Promise.resolve(void (done.fulfilled = answer)),
      abort: () => Promise.resolve(void (done.aborted = true)),
      continue: () => Promise.resolve(void (done.continued = true))
    } as unknown as Route
    await rupt.respond(route)
    return done
  }
  return { rupt, seen, verified, respond }
}

const kinds = (seen: Seen[]) => seen.map(({ kind }) => kind)

test('The stand-in serves the installed SDK', async () => {
  const { seen, respond } = standIn('within')
  expect((await respond(SDK)).fulfilled).toMatchObject({ path: 'rupt.js', contentType: 'text/javascript' })
  expect(seen).toMatchObject([
    { kind: 'request', url: SDK },
    { kind: 'answer', status: 200 }
  ])
})

test.each([
  ['within', SDK, 200, false],
  ['suspended', ATTACH, 200, false],
  ['refused', ATTACH, 401, false],
  ['error', ATTACH, 500, false],
  ['sdk-blocked', SDK, 'failed', true]
])('In the scenario “%s”, a request for %s is reported with the answer %s', async (scenario, url, status, aborted) => {
  const { seen, respond } = standIn(scenario)
  expect((await respond(url, url === ATTACH ? 'POST' : 'GET')).aborted).toBe(aborted)
  expect(seen).toMatchObject([{ kind: 'request' }, { kind: 'answer', status }])
})

test.each([
  ['silent', ATTACH],
  ['sdk-never', SDK]
])('In the scenario “%s”, a request for %s gets no answer', async (scenario, url) => {
  const { seen, respond } = standIn(scenario)
  expect(await respond(url, 'POST')).toEqual({ fulfilled: undefined, aborted: false, continued: false })
  expect(kinds(seen)).toEqual(['request'])
})

test('A request is reported as it was sent, with its headers, a long value shortened', async () => {
  const { seen, respond } = standIn('within')
  await respond(ATTACH, 'POST', JSON.stringify({ user: 'user-1', fingerprint: 'f'.repeat(2048) }))
  expect(seen[0]).toMatchObject({
    headers: { authorization: 'Basic Y2xpZW50OjE=' },
    body: { user: 'user-1', fingerprint: `${'f'.repeat(40)}… (2048 characters)` }
  })
})

test.each([null, '', 'x', 'null', '[]', '{', 'a=b'])('A request with the body %j is answered', async (body) => {
  const { seen, respond } = standIn('within')
  expect((await respond(ATTACH, 'POST', body)).fulfilled).toMatchObject({ status: 200 })
  expect(kinds(seen)).toEqual(['request', 'answer'])
})

test('A preflight request is answered, and not reported', async () => {
  const { seen, respond } = standIn('within')
  expect((await respond(ATTACH, 'OPTIONS')).fulfilled).toMatchObject({ status: 204 })
  expect(seen).toEqual([])
})

test('A stream ends with the logout when the owner logs this device out, once', async () => {
  const { rupt, seen, respond } = standIn('within')
  expect(rupt.logOut()).toBe(false)
  const stream = await respond(LISTEN)
  expect(stream.fulfilled).toBeUndefined()

  expect(rupt.logOut()).toBe(true)
  expect(stream.fulfilled).toMatchObject({ body: ': connected\n\ndata: {"action":"logout"}\n\n' })
  expect(seen[2]).toMatchObject({ kind: 'push', body: { action: 'logout' } })
  expect(rupt.logOut()).toBe(false)
})

test('A stream challenges a device over the limit at once', async () => {
  const { seen, respond } = standIn('over')
  const { fulfilled } = await respond(LISTEN)
  expect((fulfilled as { body: string }).body).toContain('"action":"challenge"')
  expect(seen[2]).toMatchObject({ kind: 'push', body: { action: 'challenge', url: CHALLENGE } })
})

test('A changed scenario answers the next request', async () => {
  const { rupt, respond } = standIn('within')
  rupt.scenario = 'refused'
  expect((await respond(ATTACH, 'POST')).fulfilled).toMatchObject({ status: 401 })
})

describe('Hosted page', () => {
  const page = async (query: string) => {
    const { respond } = standIn('over')
    const { fulfilled } = await respond(`${CHALLENGE}?${query}`)
    return (fulfilled as { body: string }).body
  }

  test('The challenge page links to the site’s own URLs, and says which are missing', async () => {
    const body = await page('logout=https%3A%2F%2Fsite.test%2Fout&success=https%3A%2F%2Fsite.test%2Fin')
    expect(body).toContain('<a href="https://site.test/out">Log this device out</a>')
    expect(body).toContain('Create a new account: no URL')
    expect(body).toContain(`<a href="${CHALLENGE}verified?success=`)
  })

  test('An address never becomes markup of the challenge page', async () => {
    expect(await page(`logout=${encodeURIComponent('https://site.test/"><script>')}`)).not.toContain('<script>')
  })

  test.each(['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '/out', 'nowhere'])(
    'The challenge page has no link to %s',
    async (url) => {
      const value = encodeURIComponent(url)
      const body = await page(`logout=${value}&new_account=${value}&success=${value}`)
      expect(body).not.toContain('href')
      expect(body.match(/: no URL/g)).toHaveLength(3)
    }
  )

  test('The challenge page links to an app’s own scheme', async () => {
    expect(await page('logout=myapp%3A%2F%2Flogout')).toContain('href="myapp://logout"')
  })

  test.each(['javascript:alert(1)', 'https://site.test/\r\nset-cookie: a=b'])(
    'A visitor who verifies is not sent to %j',
    async (url) => {
      const { respond } = standIn('over')
      const { fulfilled } = await respond(`${CHALLENGE}verified?success=${encodeURIComponent(url)}`)
      const { location } = (fulfilled as { headers: Record<string, string> }).headers
      expect(location).not.toMatch(/script:|[\r\n]/)
    }
  )

  test('A visitor who verifies is sent back, which is not reported as a request of the site', async () => {
    const { seen, verified, respond } = standIn('over')
    const { fulfilled } = await respond(`${CHALLENGE}verified?success=https%3A%2F%2Fsite.test%2Fin`)
    expect(fulfilled).toMatchObject({ status: 302, headers: { location: 'https://site.test/in' } })
    expect(verified).toHaveBeenCalledTimes(1)
    expect(seen).toEqual([])
  })
})

test('A request that fails in Live is seen to fail', async () => {
  const { seen, respond } = standIn('live', null)
  await respond(SDK)
  expect(seen).toMatchObject([{}, { status: 'sent' }, { kind: 'answer', status: 'failed' }])
})

test('Live leaves every request to Rupt', async () => {
  const { seen, respond } = standIn('live')
  expect((await respond(SDK)).continued).toBe(true)
  expect((await respond(CHALLENGE)).continued).toBe(true)
  expect(seen).toMatchObject([{}, { kind: 'answer', status: 'sent' }, {}, { kind: 'answer', status: 'sent' }])
})
