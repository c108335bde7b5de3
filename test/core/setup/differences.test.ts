import { differences, forApi } from '../../../playground/core/setup/differences'
import { mended } from '../../../playground/core/setup/mends'
import { changeText, mendLabel } from '../../../playground/core/words/mends'
import type { Mend } from '../../../playground/core/mend'
import { defaultMapping, defaultSetup } from '../../../playground/core/setup/setup'

const before = defaultSetup()
const [mapping] = before.mappings

it('An unchanged setup has no differences', () => {
  expect(differences(before, defaultSetup())).toEqual([])
  expect(forApi(before, defaultSetup())).toEqual([])
})

it('Each difference names its place, the old value and the new one', () => {
  const fields = { ...mapping.fields, email: '{"@path": "$.traits.email"}', phone: '' }
  const now = {
    settings: { ...before.settings, logout_url: '', client_id: 'mine' },
    mappings: [{ ...mapping, name: 'Mine', enabled: false, trigger: 'type = "track"', fields }]
  }
  expect(differences(before, now)).toEqual([
    'Settings: Client ID: from playground to mine.',
    'Settings: Logout URL: from /landing/signed-out to nothing.',
    'Name of the mapping: from Attach Device to Mine.',
    'Turn the mapping “Mine” off.',
    'Mapping “Mine”, Trigger: from type = "page" to type = "track".',
    'Mapping “Mine”, Email: from context.traits.email, else properties.email to traits.email.',
    'Mapping “Mine”, Phone: from context.traits.phone, else properties.phone to nothing.'
  ])
  expect(forApi(before, now)).toEqual([
    {
      name: 'Mine',
      enabled: false,
      trigger: 'type = "track"',
      settings: { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' } }
    }
  ])
})

it('A removed mapping is named', () => {
  expect(differences(before, { ...before, mappings: [] })).toEqual(['Remove the mapping “Attach Device”.'])
})

describe('Mends', () => {
  const blank = { ...before, settings: { ...before.settings, logout_url: '' } }
  const done = (mend: Mend) => differences(blank, mended(blank, mend, before)!.setup)

  it.each<[Mend, string, string, string]>([
    [
      { kind: 'identify', trigger: 'type = "page"' },
      'Add a mapping for identify',
      'mapping-2-trigger',
      'Add the mapping “Attach Device on identify”. Trigger: type = "identify". Account: userId. Email: traits.email. Phone: traits.phone.'
    ],
    [
      { kind: 'field', mapping: '1', key: 'account', path: '$.properties.team' },
      'Map Account to $.properties.team',
      'mapping-1-account',
      'Mapping “Attach Device”, Account: from userId to properties.team.'
    ],
    [
      { kind: 'trigger', mapping: '1', better: { kind: 'equals', trigger: 'type = "track"' } },
      'Write the trigger with =',
      'mapping-1-trigger',
      'Mapping “Attach Device”, Trigger: from type = "page" to type = "track".'
    ],
    [
      { kind: 'setting', key: 'logout_url', value: 'https://app.example.com/bye' },
      'Change Logout URL to https://app.example.com/bye',
      'setting-logout_url',
      'Settings: Logout URL: from nothing to https://app.example.com/bye.'
    ],
    [
      { kind: 'fill', key: 'logout_url' },
      'Fill in Logout URL',
      'setting-logout_url',
      'Settings: Logout URL: from nothing to /landing/signed-out.'
    ]
  ])('The mend %j changes one thing, and names its field', (mend, label, field, difference) => {
    expect(mendLabel(mend)).toBe(label)
    expect(mended(blank, mend, before)!.field).toBe(field)
    expect(done(mend)).toEqual([difference])
  })

  it('A setting that the preset does not have is left to be typed', () => {
    const fill: Mend = { kind: 'fill', key: 'logout_url' }
    const { setup, field, change } = mended(blank, fill, { settings: {}, mappings: [] })!
    expect([setup, field, changeText(change)]).toEqual([blank, 'setting-logout_url', 'Enter Logout URL.'])
  })

  it('A mapping for identify is added once', () => {
    const { setup } = mended(before, { kind: 'identify', trigger: 'type = "page"' }, before)!
    const again = mended(setup, { kind: 'identify', trigger: 'type = "page"' }, before)!
    expect(again.setup).toBe(setup)
    expect(changeText(again.change)).toBe('“Attach Device on identify” is there already.')
    const mappings = setup.mappings.map((mapping) => ({ ...mapping, enabled: false }))
    expect(
      mended({ ...setup, mappings }, { kind: 'identify', trigger: 'type = "page"' }, before)!.setup.mappings
    ).toHaveLength(3)
  })

  it('A mend does nothing where its mapping is gone, or the setup is full', () => {
    const gone: Mend = { kind: 'trigger', mapping: '9', better: { kind: 'equals', trigger: 'x' } }
    expect(mended(before, gone, before)).toBeUndefined()
    const full = { ...before, mappings: Array.from({ length: 50 }, (_, id) => defaultMapping(String(id + 1))) }
    expect(mended(full, { kind: 'identify', trigger: 'type = "page"' }, before)).toBeUndefined()
  })
})
