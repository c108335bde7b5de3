import { mappingFindings, settingFindings } from '../../../playground/core/setup/findings'
import { runnable } from '../../../playground/core/setup/runnable'
import { defaultMapping, defaultSetup, toMapping, toSubscription } from '../../../playground/core/setup/setup'
import { findingAtField, findingField } from '../../../playground/core/words/findings'
import { presetSubscription } from '../../preset'

const mapping = (fields: Record<string, string>, trigger = 'type = "page"') => {
  const fresh = defaultMapping('1')
  return { ...fresh, trigger, fields: { ...fresh.fields, ...fields } }
}
const texts = (fields: Record<string, string>, trigger?: string) =>
  mappingFindings(mapping(fields, trigger)).map((one) => `${findingField(one)}: ${findingAtField(one)}`)
const setting = (key: string, value: string) =>
  settingFindings({ ...defaultSetup().settings, [key]: value }).map(
    (one) => `${findingField(one)}: ${findingAtField(one)}`
  )

it('A new setup has the preset’s mapping, without problems', () => {
  const [started] = runnable(defaultSetup()).subscriptions
  const preset = presetSubscription()
  expect(started.mapping).toEqual(preset.mapping)
  expect(mappingFindings(defaultMapping('1'))).toEqual([])
  expect(settingFindings(defaultSetup().settings)).toEqual([])
})

it('A subscription is the same after it was a mapping of the form', () => {
  const subscription = {
    name: 'Mine',
    enabled: false,
    partnerAction: 'attach',
    subscribe: 'type = "track"',
    mapping: {
      account: { '@path': '$.properties.owner' },
      include_page: false,
      metadata: { plan: { '@path': '$.plan' } }
    }
  }
  expect(toSubscription(toMapping(subscription, '7'))).toEqual(subscription)
})

describe('Field', () => {
  it.each([
    ['{"@path": ', 'Account: The text ends in the middle, after “{"@path":”.'],
    ['{\n"@path": x}', 'Account: Not JSON: “x” is not expected in line 2, after “{ "@path": ”.'],
    ['$.userId', /^Account: To read \$\.userId from the event, write {"@path": "\$\.userId"}\.$/],
    ['"$.userId"', /write {"@path": "\$\.userId"}/],
    ['{"@nope": 1}', /^Account: .*@nope/],
    ['', 'Account: Without it, no device is ever attached.'],
    ['{"@path": "$.anonymousId"}', 'Account: This also attaches anonymous visitors, each under a separate account.']
  ])('Account with the text “%s” has a problem', (text, problem) => {
    expect(texts({ account: text })).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
  })

  it('A blank optional field is left out of the mapping', () => {
    expect(texts({ email: ' ' })).toEqual([])
    expect(toSubscription(mapping({ email: ' ' })).mapping).not.toHaveProperty('email')
  })
})

describe('Trigger', () => {
  it.each([
    ['type = "page', /cannot parse this trigger, so no event would match/],
    ['', /cannot parse this trigger/],
    ['type == "page"', 'Use a single = to compare. Segment’s runtime reads it as: type = "=".'],
    ['type === "page"', /^Use a single = to compare/],
    ['type is "page"', /^Use a single = to compare/],
    ['type = "Page"', /^No event matches: type must be one of page, track, .* reads it as: type = "Page"\./],
    ['type = "screen"', /^No event matches/],
    [
      'type = "page" or type = "track" and userId != null',
      /^Segment’s runtime reads it as: type = "page" and type = "track"/
    ],
    ['not (type = "page")', 'Segment’s runtime reads it as: type = "page".'],
    ['type = "page" and', 'Segment’s runtime reads it as: type = "page".'],
    ["type = 'page'", /Segment serves today does not read single quotes.* Write type = "page"\./]
  ])('The trigger “%s” has a problem', (trigger, problem) => {
    expect(texts({}, trigger).map((text) => text.replace(/^Trigger: /, ''))).toEqual([expect.stringMatching(problem)])
  })

  it.each([
    'type = "page"',
    'type = "page" and properties.price > 3',
    '(type = "page" or type = "track") and userId != null',
    'type = "track" and event = "Report Exported"',
    'type = "page" AND !contains(name, "x")',
    'type = page',
    'contains(event, "Report")'
  ])('The trigger “%s” has no problem', (trigger) => {
    expect(texts({}, trigger)).toEqual([])
  })
})

describe('Setting', () => {
  it.each([
    ['logout_url', '', 'Logout URL: Without it, a device that the owner removes stays signed in.'],
    ['new_account_url', '', 'New Account URL: Required in Segment, and not here.'],
    ['logout_url', 'javascript:alert(1)', /^Logout URL: A visitor cannot be sent to this/],
    ['logout_url', 'localhost:3000/logout', /^Logout URL: A visitor cannot be sent to this/],
    ['logout_url', 'app.example.com/bye', /^Logout URL: A visitor cannot be sent to this/]
  ])('%s with the value “%s” has a problem', (key, value, problem) => {
    expect(setting(key, value)).toEqual([expect.stringMatching(problem)])
  })

  it('A URL that lacks only https:// has a fix that adds it', () => {
    const [{ mends }] = settingFindings({ ...defaultSetup().settings, logout_url: 'app.example.com/bye' })
    expect(mends).toEqual([{ kind: 'setting', key: 'logout_url', value: 'https://app.example.com/bye' }])
  })

  it.each(['/bye', 'https://app.example.com/bye', 'com.example.app:/logout', 'myapp://logout'])(
    'logout_url with the value %j has no problem',
    (value) => expect(setting('logout_url', value)).toEqual([])
  )
})

it('A broken mapping is held back, with its field and reason, and the others run', () => {
  const broken = { ...mapping({ email: '{' }), id: '2', name: 'Broken' }
  const off = { ...mapping({ email: '{' }), id: '3', enabled: false }
  const { subscriptions, held, settings } = runnable({
    settings: { client_id: 'changed' },
    mappings: [defaultMapping('1'), broken, off]
  })
  expect(settings).toEqual({ client_id: 'changed' })
  expect(subscriptions.map(({ name }) => name)).toEqual(['Attach Device'])
  expect(held).toEqual([
    { name: 'Broken', field: 'Email', reason: expect.stringContaining('The text ends in the middle') }
  ])
})
