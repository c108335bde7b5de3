import { build } from 'vite'
import { expect, test } from './site'

/** `npmPage.ts` and all that it imports, as a customer's own bundler makes it. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rolldownOptions: { input: 'test/browser/npmPage.ts', output: { codeSplitting: false } } }
  })
  const [{ output }] = [result].flat() as { output: { type: string; code: string }[] }[]
  return output[0].code
}

test('the factory from npm serves the destination that is enabled in Segment, without the copy on its CDN', async ({
  site,
  page
}) => {
  const settings = JSON.stringify(site.cdnSettings())
  const script = await bundle()
  site.answers['https://site.test/home'] = (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script>cdnSettings = ${settings}</script><script type="module">${script}</script>`
    })

  await site.open()
  await page.evaluate(async () => {
    await window.analytics.identify('user-1')
    await window.analytics.page('Home')
  })

  await expect.poll(() => site.attaches.map(({ body }) => body.user)).toEqual(['user-1'])
  expect(site.events.map(({ type }) => type)).toEqual(['identify', 'page'])
  expect(site.requests.filter((request) => request.includes('cdn.segment.com'))).toEqual([])
  expect(site.console).toEqual([])
})
