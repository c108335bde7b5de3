import rupt from '../src'
import { Context } from '@segment/analytics-next'
import { attached, cleanPage, page, visit } from './visit'

beforeEach(cleanPage)

it('fires the preset on the page events of its own trigger, and on no other', async () => {
  const attach = attached()
  const loaded = await visit(attach)

  for (const type of ['track', 'identify', 'group', 'alias'] as const) {
    await loaded[type]!(new Context({ type, event: 'page', userId: 'user-1' }))
  }
  expect(attach).not.toHaveBeenCalled()

  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(1)
})

it.each([
  [`type = "page"`, true],
  [`type = 'page'`, true],
  [`type = 'track'`, false],
  [`type = "page" and properties.plan = 'team'`, true],
  [`type = 'page' and properties.plan = 'solo'`, false],
  [`name = "It's 'new'"`, true],
  [`name = 'It is "new"'`, false],
  [`name != 'It is "new"' and type = 'page'`, true],
  [`name != 'It is "new"' and type = 'track'`, false],
  [`contains(properties.plan, 'ea')`, true],
  [`properties.it\\'s = 'here'`, true],
  [`type = 'page`, false],
  ['', false]
])('%s takes the event: %p', async (subscribe, taken) => {
  const attach = attached()
  const loaded = await visit(attach, { subscription: { subscribe } })
  const event = { userId: 'user-1', name: `It's 'new'`, properties: { plan: 'team', "it's": 'here' } }
  await page(loaded, event)
  expect(attach).toHaveBeenCalledTimes(taken ? 1 : 0)
})

it.each([
  ['a subscription that is null', [null]],
  ['a trigger that is not a text', [{ enabled: true, partnerAction: 'attach', subscribe: 42 }]],
  ['a subscription without a trigger', [{ enabled: true, partnerAction: 'attach' }]]
])('leaves %s to Segment’s runtime, unchanged', async (_, subscriptions) => {
  const settings = { client_id: 'client-1', subscriptions }
  const before = JSON.stringify(settings)
  await Promise.resolve(rupt(settings)).catch(() => undefined)
  expect(JSON.stringify(settings)).toBe(before)
})
