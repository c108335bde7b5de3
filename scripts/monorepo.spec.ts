import { readdirSync } from 'node:fs'
import { expect, REMOTE_PLUGIN, test } from '../test/browser/site'

const CDN = 'https://cdn.segment.com/next-integrations/actions/'

test('the entry built by the monorepo attaches a device', async ({ site }) => {
  const { MONOREPO_WEB: built } = process.env
  if (!built) throw new Error('Set MONOREPO_WEB to the folder of the web bundles, such as dist/web.')
  const [entry] = readdirSync(`${built}/rupt`).filter((file) => file.endsWith('.js'))
  site.answers[REMOTE_PLUGIN] = (route) => route.fulfill({ path: `${built}/rupt/${entry}` })
  site.answers[CDN] = (route) => route.fulfill({ path: route.request().url().replace(CDN, `${built}/`) })

  await site.open()
  await site.analytics(['identify', 'user-1'], ['page', 'Home'])

  await expect.poll(() => site.attaches.map(({ body }) => body.user)).toEqual(['user-1'])
  site.expectConsole([])
})
