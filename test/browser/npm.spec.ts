import { resolve } from 'node:path'
import { bundlers } from '../../scripts/bundlers.js'
import { expect, test } from './site'

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`the factory from npm, bundled by ${name}, serves without the copy on Segment’s CDN`, async ({ site, page }) => {
    const settings = JSON.stringify(site.cdnSettings())
    const script = await bundle(resolve('test/browser/npmPage.js'))
    site.answers['https://site.test/home'] = (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><meta charset="utf-8"><script>cdnSettings = ${settings}</script><script type="module">${script}</script>`
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
}
