// What `npm start` serves: the other tests have the built playground.
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { expect, SUSPENDED, test } from './playground'

const PORT = Number(process.env.PORT ?? 5199) + 2
let server: ViteDevServer

test.describe.configure({ mode: 'default' })
test.use({ baseURL: `http://localhost:${PORT}/` })

test.beforeAll(async () => {
  server = await createServer({ root: 'playground', logLevel: 'warn', server: { port: PORT, strictPort: true } })
  await server.listen()
})

test.afterAll(() => server.close())

test('npm start serves a playground that attaches a device and says so', async ({ playground }) => {
  await playground.signIn()
  await playground.click('Page view')
  await playground.says('page · attached as user-1, without email')
  const card = await playground.openCard('without email')
  await expect(card).toContainText('Answer 200 api.rupt.dev/v2/device/attach')
})

test('npm start serves the pages that visitors are sent to, and those with a dot in their path', async ({
  playground
}) => {
  await playground.signIn()
  await playground.setting('suspended_url').fill('/v1.2/suspended')
  await playground.choose(SUSPENDED)
  await playground.endsAt('/v1.2/suspended')
  await expect(playground.frame.getByRole('heading')).toHaveText('/v1.2/suspended')
})

test('npm start reloads the page once a changed destination is built', async ({ playground, page }) => {
  await playground.signIn()
  const reloaded = page.waitForEvent('load')
  server.watcher.emit('all', 'change', `${process.cwd()}/src/index.ts`)
  await reloaded
  await expect(playground.card('identify')).not.toHaveCount(0)
})
