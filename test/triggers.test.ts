import rupt from '../src'
import { Context } from '@segment/analytics-next'
import { doubleQuoted } from '../src/triggers'
import { attached, cleanPage, load, page, visit } from './visit'

beforeEach(cleanPage)

it('The preset takes page events, and no other', async () => {
  const attach = attached()
  const loaded = await visit(attach)

  for (const type of ['track', 'identify', 'group', 'alias'] as const) {
    await loaded[type]!(new Context({ type, event: 'page', userId: 'user-1' }))
  }
  expect(attach).not.toHaveBeenCalled()

  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(1)
})

const event = { userId: 'user-1', name: `It's 'new'`, properties: { plan: 'team', "it's": 'here' } }
const takes = async (subscribe: unknown, changes: object = {}) => {
  const attach = attached()
  await page(await visit(attach, { subscription: { subscribe } }), { ...event, ...changes })
  return attach.mock.calls.length === 1
}

// Each is false before the rewriting.
it.each([
  `type = 'page'`,
  `type = "page" and properties.plan = 'team'`,
  `properties.plan = 'solo' or type = 'page'`,
  `contains(properties.plan, 'ea')`,
  `match(properties.plan, 'te*')`,
  `name = "It's 'new'" and type = 'page'`,
  `properties.it\\'s = 'here'`
])('The trigger %s takes the event', async (subscribe) => {
  expect(await takes(subscribe)).toBe(true)
})

// Each is true before the rewriting.
it.each([`type != 'page'`, `name != "new" and properties.plan != 'team'`])(
  'The trigger %s does not take the event',
  async (subscribe) => {
    expect(await takes(subscribe)).toBe(false)
  }
)

it.each([
  [`type = 'page'`, `type = "page"`],
  [`type = "page"`, `type = "page"`],
  [`name = "It's" and type = 'page'`, `name = "It's" and type = "page"`],
  [`properties.it\\'s = 'here'`, `properties.it\\'s = "here"`],
  [`name = ''`, `name = ""`]
])('The trigger %s becomes %s', (trigger, readable) => {
  expect(doubleQuoted(trigger)).toBe(readable)
})

it.each([`type = 'page`, ''])('The trigger %s is left unchanged', (trigger) => {
  expect(doubleQuoted(trigger)).toBe(trigger)
})

it('A string in single quotes that holds a double quote can be asked for by contains, and not by match', async () => {
  expect(await takes(`contains(name, 'b"s')`, { name: 'Bob"s' })).toBe(true)
  expect(await takes(`match(name, 'B*"s')`, { name: 'Bob"s' })).toBe(false)
})

it.each(['Bob"s', '"', 'It is "new"', '5"', '"page', 'é "ü"', '"\\'])(
  'A string in single quotes can hold the text %s',
  async (name) => {
    expect(await takes(`type = 'page' and name = '${name}'`, { name })).toBe(true)
    expect(await takes(`type = 'page' and name = '${name}'`, { name: 'another' })).toBe(false)
    expect(await takes(`type = 'page' and name != '${name}'`, { name })).toBe(false)
  }
)

const factory = (...subscriptions: unknown[]) => rupt({ client_id: 'client-1', subscriptions } as never)

it('The factory rejects a subscription that is null, which Analytics.js reports', async () => {
  await expect(factory(null)).rejects.toThrow(TypeError)
})

it.each([
  ['is not a string', { subscribe: 42 }],
  ['is missing', {}]
])('A trigger that %s takes no event', async (_, subscription) => {
  const attach = attached()
  window.Rupt = { attach }
  const mapping = { account: { '@path': '$.userId' } }
  const [plugin] = [await factory({ enabled: true, partnerAction: 'attach', mapping, ...subscription })].flat()
  await load(plugin)
  await page(plugin)
  expect(attach).not.toHaveBeenCalled()
})

it('The settings that Segment passed are not changed', async () => {
  const settings = { client_id: 'client-1', subscriptions: [{ subscribe: `type = 'page'` }] }
  const before = JSON.stringify(settings)
  await rupt(settings)
  expect(JSON.stringify(settings)).toBe(before)
})
