import { check } from '../../playground/own/checks'
import type { Subscription } from '../../playground/protocol'
import { subscription } from '../playground/setup/segment'

const settings = { client_id: 'client-1', new_account_url: 'https://site.test/new', logout_url: '/out' }
const mapped = (changed: object = {}) => ({
  account: { '@path': '$.userId' },
  email: { '@path': '$.traits.email' },
  ...changed
})

const good = subscription('Pages', { mapping: mapped() })

/** Each as `keeps`, where it keeps a device from being attached, or `loses`, with its text. */
const found = (changed: object, ...subscriptions: Subscription[]) =>
  check({ settings: { ...settings, ...changed }, subscriptions }).map(
    ({ keeps, text }) => `${keeps ? 'keeps' : 'loses'}: ${text}`
  )

const withTrigger = (subscribe: string) => found({}, subscription('A', { subscribe, mapping: mapped() }))
const withAccount = (account: unknown, subscribe = 'type = "page"') =>
  found({}, subscription('A', { subscribe, mapping: mapped({ account }) }))

test('nothing is said of a setup that attaches devices', () => {
  expect(found({}, good)).toEqual([])
})

test('a missing Client ID keeps every device', () => {
  expect(found({ client_id: ' ' }, good)).toEqual(['keeps: Client ID is missing.'])
})

test('no mapping that is on keeps every device', () => {
  expect(found({})).toEqual(['keeps: No mapping is on.'])
  expect(found({}, { ...good, enabled: false })).toEqual(['keeps: No mapping is on.'])
})

test.each(['type == "page"', 'type = "pageview"', 'type = "page" and type = "track"', 'event = "A" and type = "page"'])(
  'a trigger that matches no event keeps the devices of its mapping: %s',
  (trigger) => expect(withTrigger(trigger)[0]).toMatch(/^keeps: “A”: /)
)

test.each(['type = "page"', 'event = "Signed In"', 'type = "page" or event = "A"', 'properties.plan != "free"'])(
  'a trigger that can match is fine: %s',
  (trigger) => expect(withTrigger(trigger)).toEqual([])
)

test('a trigger that cannot be read keeps the devices of its mapping', () => {
  expect(withTrigger('type = "page')).toEqual([
    'keeps: “A”: the trigger type = "page cannot be read, so no event matches.'
  ])
})

test('single quotes work in this build alone', () => {
  expect(withTrigger("type = 'page'")[0]).toMatch(
    /^loses: .* works in this build, and not in the one that Segment serves/
  )
})

test.each([
  [undefined, 'type = "page"', 'Account is not mapped.'],
  [{ '@path': '$.traits.id' }, 'type = "page"', 'Account is mapped to $.traits.id, which no page event has.'],
  [
    { '@path': '$.properties.id' },
    'type = "identify"',
    'Account is mapped to $.properties.id, which no identify event has.'
  ]
])('an account that no event can have keeps the devices of its mapping: %j', (account, trigger, text) => {
  expect(withAccount(account, trigger)).toEqual([`keeps: “A”: ${text}`])
})

test('an account from any field that the events have is fine', () => {
  expect(withAccount({ '@path': '$.properties.id' })).toEqual([])
  expect(withAccount({ '@path': '$.traits.id' }, 'type = "identify"')).toEqual([])
  expect(withAccount({ '@path': '$.traits.id' }, 'properties.a = "b"')).toEqual([])
})

test('an account that everyone shares, or that is each browser’s own, is said', () => {
  expect(withAccount('team-1')[0]).toMatch(/^loses: .*everyone shares one account/)
  expect(withAccount({ '@path': '$.anonymousId' })[0]).toMatch(/^loses: .*anonymous visitors are attached/)
})

test('without any email or phone, Rupt cannot verify a visitor', () => {
  expect(found({}, subscription('A'))).toEqual([
    'loses: No mapping can give an email or a phone: Rupt cannot verify a challenged visitor.'
  ])
  expect(found({}, subscription('A'), good)).toEqual([])
})

test('a blank Logout URL and a URL that is refused are said', () => {
  expect(found({ logout_url: '' }, good)).toEqual([
    'loses: Logout URL is blank: a device that the owner removes stays signed in.'
  ])
  expect(found({ success_url: 'www.example.com' }, good)).toEqual([
    'loses: Success URL is ignored: a visitor cannot be sent there, and Rupt’s default applies.'
  ])
})

test('more mappings than Segment allows are said', () => {
  expect(found({}, ...Array.from({ length: 51 }, () => good))).toEqual([
    'loses: There are 51 mappings, and Segment’s limit is 50.'
  ])
})

test('what keeps a device comes first', () => {
  expect(found({ logout_url: '' })[0]).toMatch(/^keeps/)
})
