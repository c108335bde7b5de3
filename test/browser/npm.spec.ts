import { resolve } from 'node:path'
import { bundlers } from '../../scripts/bundlers.js'
import { expect, test } from './site'

// webpack 4 finds no package from inside it. `npm run test:package` runs it beside the package.
const { 'webpack 4': _, ...others } = bundlers

for (const [name, bundle] of Object.entries(others)) {
  test(`A page that bundles the factory with ${name} attaches, and does not fetch the copy on Segment’s CDN`, async ({
    site,
    page
  }) => {
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
