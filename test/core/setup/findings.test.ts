import { findings } from '../../../playground/core/setup/findings'
import { findingText } from '../../../playground/core/words/findings'
import type { Subscription } from '../../../playground/core/running'
import { subscription } from './segment'

const settings = { client_id: 'client-1', new_account_url: 'https://site.test/new', logout_url: '/out' }
const mapped = (changed: object = {}) => ({
  account: { '@path': '$.userId' },
  email: { '@path': '$.traits.email' },
  ...changed
})

const good = subscription('Pages', { mapping: mapped() })

/** Each as `keeps`, where it keeps a device from being attached, or `loses`, with its text. */
const found = (changed: object, ...subscriptions: Subscription[]) =>
  findings({ settings: { ...settings, ...changed }, subscriptions }).map(
    (finding) => `${finding.keeps ? 'keeps' : 'loses'}: ${findingText(finding)}`
  )

const withTrigger = (subscribe: string) => found({}, subscription('A', { subscribe, mapping: mapped() }))
const withAccount = (account: unknown, subscribe = 'type = "page"') =>
  found({}, subscription('A', { subscribe, mapping: mapped({ account }) }))

test('A setup that attaches devices has no findings', () => {
  expect(found({}, good)).toEqual([])
})

test('A missing Client ID keeps every device from being attached', () => {
  expect(found({ client_id: ' ' }, good)).toEqual(['keeps: Client ID is missing.'])
})

test('Devices are not attached while no mapping is on', () => {
  expect(found({})).toEqual(['keeps: No mapping is on.'])
  expect(found({}, { ...good, enabled: false })).toEqual(['keeps: No mapping is on.'])
})

test.each(['type == "page"', 'type = "pageview"', 'type = "page" and type = "track"', 'event = "A" and type = "page"'])(
  'The trigger %s matches no event, so its mapping attaches no device',
  (trigger) => expect(withTrigger(trigger)[0]).toMatch(/^keeps: “A”: /)
)

test.each(['type = "page"', 'event = "Signed In"', 'type = "page" or event = "A"', 'properties.plan != "free"'])(
  'The trigger %s can match, so it has no finding',
  (trigger) => expect(withTrigger(trigger)).toEqual([])
)

test('A trigger that cannot be read keeps its mapping from attaching devices', () => {
  expect(withTrigger('type = "page')).toEqual([
    'keeps: “A”: the trigger type = "page cannot be read, so no event matches.'
  ])
})

test('A trigger in single quotes is found to work in this build only', () => {
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
])('Account mapped to %j with the trigger %s is found to attach no device', (account, trigger, text) => {
  expect(withAccount(account, trigger)).toEqual([`keeps: “A”: ${text}`])
})

test('Account mapped to a field that the events have has no finding', () => {
  expect(withAccount({ '@path': '$.properties.id' })).toEqual([])
  expect(withAccount({ '@path': '$.traits.id' }, 'type = "identify"')).toEqual([])
  expect(withAccount({ '@path': '$.traits.id' }, 'properties.a = "b"')).toEqual([])
})

test('A fixed account and the anonymous ID as account are findings', () => {
  expect(withAccount('team-1')[0]).toMatch(/^loses: .*everyone shares one account/)
  expect(withAccount({ '@path': '$.anonymousId' })[0]).toMatch(/^loses: .*anonymous visitors are attached/)
})

test('Mappings without email and phone are a finding', () => {
  expect(found({}, subscription('A'))).toEqual([
    'loses: No mapping can give an email or a phone: Rupt cannot verify a challenged visitor.'
  ])
  expect(found({}, subscription('A'), good)).toEqual([])
})

test('A blank Logout URL and a URL that is ignored are findings', () => {
  expect(found({ logout_url: '' }, good)).toEqual([
    'loses: Logout URL is blank: a device that the owner removes stays signed in.'
  ])
  expect(found({ success_url: 'www.example.com' }, good)).toEqual([
    'loses: Success URL is ignored: a visitor cannot be sent there, and Rupt’s default applies.'
  ])
})

test('More mappings than Segment allows are a finding', () => {
  expect(found({}, ...Array.from({ length: 51 }, () => good))).toEqual([
    'loses: There are 51 mappings, and Segment’s limit is 50.'
  ])
})

test('Findings that keep devices from being attached come first', () => {
  expect(found({ logout_url: '' })[0]).toMatch(/^keeps/)
})
