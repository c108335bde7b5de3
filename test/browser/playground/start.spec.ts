// What `npm start` serves: the other tests have the built playground.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { Customer } from '../customer'
import { expect, SUSPENDED, test as base } from './playground'

const test = base.extend<object, { hosted: string }>({
  hosted: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const vite = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'playground', '--port', '0'])
      let output = ''
      vite.stdout.on('data', (data) => (output += String(data)))
      const url = () => /http:\/\/localhost:\d+\//.exec(stripVTControlCharacters(output))?.[0]
      await expect.poll(url, { timeout: 0 }).toBeDefined()
      await use(url()!)
      vite.kill()
      await once(vite, 'exit')
    },
    { scope: 'worker' }
  ]
})

// One server for all of them.
test.describe.configure({ mode: 'default' })

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
  await playground.unfold('settings')
  await playground.setting('suspended_url').fill('/v1.2/suspended')
  await playground.choose(SUSPENDED)
  await playground.endsAt('/v1.2/suspended')
  await expect(playground.frame.getByRole('heading')).toHaveText('/v1.2/suspended')
})

test('npm start serves the destination that npm run build makes, also while npm run visit begins', async ({
  request
}) => {
  const built = readFileSync('dist/web/rupt.js', 'utf8')
  const customer = await Customer.open()
  const visit = spawn(process.execPath, ['scripts/visit.js', '--headless', customer.url('/in')])
  let output = ''
  for (const stream of [visit.stdout, visit.stderr]) stream.on('data', (data) => (output += String(data)))

  const answers = new Set<string>()
  const asking = async () => {
    answers.add(await (await request.get('dist/web/rupt.js')).text())
    return output
  }
  await expect.poll(asking, { intervals: [10], timeout: 0 }).toContain('page · attached')
  visit.kill()
  await once(visit, 'exit')
  await customer.close()
  expect([...answers].map((text) => text === built)).toEqual([true])
})
