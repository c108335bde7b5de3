import { readdirSync } from 'node:fs'
import { expect, REMOTE_PLUGIN, test } from '../test/browser/site'

const CDN = 'https://cdn.segment.com/next-integrations/actions/'

test('what the monorepo builds attaches a device', async ({ site }) => {
  const built = process.env.MONOREPO_WEB ?? 'The folder of the web bundles'
  const [entry] = readdirSync(`${built}/rupt`).filter((file) => file.endsWith('.js'))
  site.answers[REMOTE_PLUGIN] = (route) => route.fulfill({ path: `${built}/rupt/${entry}` })
  site.answers[CDN] = (route) => route.fulfill({ path: route.request().url().replace(CDN, `${built}/`) })

  await site.open()
  await site.analytics(['identify', 'user-1'], ['page', 'Home'])

  await expect.poll(() => site.attaches.map(({ body }) => body.user)).toEqual(['user-1'])
  site.expectConsole([])
})
