import { paste } from '../../../playground/tool/setup/paste'
import { defaultMapping, defaultSetup, toSubscription } from '../../../playground/tool/setup/setup'
import { entry, other, subscription } from './segment'

const pasted = (value: unknown, before = defaultSetup()) =>
  paste(typeof value === 'string' ? value : JSON.stringify(value), before)

describe('everything of Rupt’s comes along', () => {
  it.each([
    ['a settings document', { integrations: {}, remotePlugins: [other, entry] }],
    ['its remotePlugins', [other, entry]],
    ['Rupt’s entry', entry],
    ['the settings of the entry', entry.settings]
  ])('from %s', (_, value) => {
    const { setup, said } = pasted(value)
    expect(setup.settings).toEqual({
      client_id: 'from-segment',
      new_account_url: 'https://site.test/new',
      logout_url: '',
      success_url: '',
      suspended_url: ''
    })
    expect(setup.mappings.map(toSubscription)).toEqual(entry.settings.subscriptions)
    expect(said[0]).toBe('Imported 2 settings and 3 mappings.')
  })

  it('from a list of subscriptions, and the settings stay', () => {
    const { setup, said } = pasted([subscription('A'), subscription('B')])
    expect(setup.settings).toEqual(defaultSetup().settings)
    expect(setup.mappings.map(({ name }) => name)).toEqual(['A', 'B'])
    expect(said).toEqual(['Imported 2 mappings.'])
  })

  it('from one subscription, which takes the place of an untouched mapping', () => {
    expect(pasted(subscription('A')).setup.mappings.map(({ name }) => name)).toEqual(['A'])
  })

  it('from one subscription, which stands beside mappings of one’s own', () => {
    const before = {
      ...defaultSetup(),
      mappings: [{ ...defaultMapping('3'), name: 'Mine', trigger: 'type = "track"' }]
    }
    const { setup, said } = pasted(subscription('A'), before)
    expect(setup.mappings.map(({ id, name }) => [id, name])).toEqual([['3', 'Mine'], ['4', 'A']]) // prettier-ignore
    expect(said).toEqual(['Imported 1 mapping, added to the existing mappings.'])
  })

  it('up to Segment’s fifty mappings', () => {
    const { setup, said } = pasted(Array.from({ length: 52 }, (_, index) => subscription(`M${index}`)))
    expect(setup.mappings).toHaveLength(50)
    expect(said).toContain('Left out mappings: M50, M51.')
  })
})

describe('what is not Rupt’s is said and left out', () => {
  it.each([
    ['other destinations', [other, entry], 'Left out other destinations: Amplitude (Actions).'],
    [
      'unknown settings',
      { ...entry, settings: { ...entry.settings, versionSettings: {} } },
      'Left out settings: versionSettings.'
    ],
    ['unknown fields', [subscription('A', { mapping: { acount: 1 } })], 'Left out fields of “A”: acount.'],
    [
      'other actions',
      [subscription('A'), subscription('B', { partnerAction: 'identifyUser' })],
      'Left out “B”: its action is identifyUser, not attach.'
    ],
    [
      'subscriptions without a trigger',
      [subscription('A'), subscription('B', { subscribe: undefined })],
      'Left out “B”: it has no trigger, such as "subscribe": "type = \\"page\\"".'
    ],
    ['a second entry', [entry, entry], 'It contains Rupt 2 times. The first entry was used.']
  ])('%s', (_, value, line) => {
    expect(pasted(value).said).toContain(line)
  })
})

describe('nothing is taken from', () => {
  it.each([
    ['text that is not JSON', 'https://cdn.segment.com/v1', 'Not JSON'],
    ['a number', '5', 'Paste a Segment settings document'],
    ['an empty list', '[]', 'This list is empty. Paste a Segment settings document'],
    [
      'a document without the destination',
      { remotePlugins: [other] },
      'Rupt (Actions) is not in this document, only Amplitude (Actions). Is it enabled for this source?'
    ],
    ['a document without remotePlugins', { integrations: {} }, 'no destination of this kind is enabled'],
    ['another object', { hello: 1 }, 'Paste a Segment settings document'],
    [
      'subscriptions of other actions alone',
      [subscription('A', { partnerAction: 'x' })],
      'It contains no Attach Device mapping. Left out “A”'
    ]
  ])('%s', (_, value, message) => {
    expect(() => pasted(value)).toThrow(message)
  })
})
