// What `npm start` serves: the other tests have the built playground.
import { expect, SUSPENDED, test } from './playground'

test.use({ baseURL: `http://localhost:${Number(process.env.PORT ?? 5199) + 2}/` })

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
