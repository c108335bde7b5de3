import { paste } from '../../../../playground/core/setup/paste'
import { noteText } from '../../../../playground/core/words/paste'
import { defaultMapping, defaultSetup, toSubscription } from '../../../../playground/core/setup/setup'
import { apiSubscription, entry, other, subscription } from '../segment'

/** The setup, and what is said of it. */
function pasted(value: unknown, before = defaultSetup(), open?: string, most?: number) {
  const { setup, notes } = paste(typeof value === 'string' ? value : JSON.stringify(value), before, open, most)
  return { setup, said: notes.map(noteText) }
}

const named = (...names: string[]) => ({
  ...defaultSetup(),
  mappings: names.map((name, index) => ({ ...defaultMapping(String(index + 3)), name, trigger: 'type = "track"' }))
})

describe('Settings and mappings', () => {
  const document = { integrations: {}, remotePlugins: [other, entry] }
  const har = (content: object) => ({
    log: {
      entries: [
        { response: { content: { text: '<!doctype html>' } } },
        { response: {} },
        { response: { content: { text: JSON.stringify({ remotePlugins: [other] }) } } },
        { response: { content } }
      ]
    }
  })

  it.each([
    ['a settings document', document],
    ['its remotePlugins', [other, entry]],
    ['Rupt’s entry', entry],
    ['the settings of the entry', entry.settings],
    ['an entry whose subscriptions are JSON in a string', stringified()],
    ['a HAR file', har({ text: JSON.stringify(document) })],
    ['a HAR file in base64', har({ text: btoa(JSON.stringify(document)), encoding: 'base64' })]
  ])('Settings and mappings are imported from %s', (_, value) => {
    const { setup, said } = pasted(value)
    expect(setup.settings).toEqual({
      client_id: 'from-segment',
      new_account_url: 'https://site.test/new',
      logout_url: '',
      success_url: '',
      suspended_url: ''
    })
    expect(setup.mappings.map(toSubscription)).toEqual(entry.settings.subscriptions)
    expect(said).toContain('Imported 2 settings and 3 mappings.')
  })

  it('The first of two entries for Rupt is imported, and the text says so', () => {
    const second = { ...entry, settings: { client_id: 'second', subscriptions: [] } }
    const { setup, said } = pasted([entry, second])
    expect(setup.settings.client_id).toBe('from-segment')
    expect(setup.mappings).toHaveLength(3)
    expect(said).toContain('It contains Rupt 2 times. The first entry was used.')
  })

  it('A number becomes the text that it is in Segment', () => {
    expect(pasted({ client_id: 12345 }).setup.settings.client_id).toBe('12345')
  })

  function stringified() {
    return { ...entry, settings: { ...entry.settings, subscriptions: JSON.stringify(entry.settings.subscriptions) } }
  }
})

describe('Settings alone', () => {
  const destination = {
    name: 'Rupt on the site',
    enabled: true,
    settings: { client_id: 'from-the-api' },
    metadata: { name: 'Rupt (Actions)' }
  }
  const another = { ...destination, settings: {}, metadata: { name: 'Amplitude (Actions)' } }

  it.each([
    ['the answer to “get destination”', { data: { destination } }],
    ['the same answer in a second data', { data: { data: { destination } } }],
    ['the destination alone', destination],
    ['the answer to “list destinations”', { data: { destinations: [another, destination] } }]
  ])('Settings are imported from %s, and the mappings stay', (_, value) => {
    const before = named('Mine')
    const { setup, said } = pasted(value, before)
    expect(setup.settings.client_id).toBe('from-the-api')
    expect(setup.mappings).toEqual(before.mappings)
    expect(said[0]).toBe('Imported 1 setting.')
    expect(said).toContain(
      'This answer has no mappings. For them, paste the answer to “list subscriptions from destination”, too.'
    )
  })

  it('The text says that the imported destination is off', () => {
    expect(pasted({ ...destination, enabled: false }).said).toContain('In Segment, this destination is off.')
  })

  it('Another destination is refused by its name', () => {
    expect(() => pasted({ data: { destination: another } })).toThrow('not in this document, only Amplitude (Actions)')
  })
})

describe('Mappings alone', () => {
  const pages = {
    name: 'Pages',
    enabled: true,
    partnerAction: 'attach',
    subscribe: 'type = "page"',
    mapping: { account: { '@path': '$.userId' } }
  }

  it.each([
    ['a list of subscriptions', [subscription('Pages'), subscription('Off', { enabled: false })]],
    [
      'the answer to “list subscriptions from destination”',
      {
        data: {
          subscriptions: [apiSubscription('Pages'), apiSubscription('Off', { enabled: false })],
          pagination: { current: 'MA==', totalEntries: 2 }
        }
      }
    ],
    [
      'a list of the API in a string',
      { subscriptions: JSON.stringify([apiSubscription('Pages'), apiSubscription('Off', { enabled: false })]) }
    ]
  ])('Mappings are imported from %s, and the settings stay', (_, value) => {
    const { setup, said } = pasted(value)
    expect(setup.settings).toEqual(defaultSetup().settings)
    expect(setup.mappings.map(toSubscription)).toEqual([pages, { ...pages, name: 'Off', enabled: false }])
    expect(said).toEqual(['Imported 2 mappings.'])
  })

  it.each([
    ['of a settings document', subscription('Pages')],
    ['of the Public API', apiSubscription('Pages')],
    ['in an answer of the Public API', { data: { subscription: apiSubscription('Pages') } }]
  ])('One subscription %s replaces an untouched mapping', (_, value) => {
    expect(pasted(value).setup.mappings.map(toSubscription)).toEqual([pages])
  })

  it('One subscription is added to mappings of one’s own', () => {
    const { setup, said } = pasted(apiSubscription('A'), named('Mine'))
    expect(setup.mappings.map(({ id, name }) => [id, name])).toEqual([['3', 'Mine'], ['4', 'A']]) // prettier-ignore
    expect(said).toEqual(['Imported 1 mapping, added to the existing mappings.'])
  })

  it('One subscription takes the place of the mapping of its name', () => {
    const { setup, said } = pasted(apiSubscription('B'), named('A', 'B', 'C'))
    expect(setup.mappings.map(({ id, name, trigger }) => [id, name, trigger])).toEqual([
      ['3', 'A', 'type = "track"'],
      ['4', 'B', pages.subscribe],
      ['5', 'C', 'type = "track"']
    ])
    expect(said).toEqual(['Imported 1 mapping, in place of the one of that name.'])
  })

  it('Mappings beyond Segment’s fifty are left out, and named', () => {
    const { setup, said } = pasted(Array.from({ length: 52 }, (_, index) => subscription(`M${index}`)))
    expect(setup.mappings).toHaveLength(50)
    expect(said).toContain('Left out mappings: M50, M51.')
  })

  it.each([
    [[subscription('A', { enabled: false })], 'It is off in Segment. Tick one to run it here.'],
    [
      [subscription('A', { enabled: false }), subscription('B', { enabled: false })],
      'All of them are off in Segment. Tick one to run it here.'
    ]
  ])('The text says that all mappings are off', (value, line) => {
    expect(pasted(value).said).toContain(line)
  })
})

describe('A mapping by itself', () => {
  const mapping = { account: { '@path': '$.userId' }, email: 'a@site.test' }

  it('A mapping by itself goes into the mapping that is open', () => {
    const { setup, said } = pasted(mapping, named('First', 'Second'), '4')
    expect(setup.mappings.map(({ name, trigger }) => [name, trigger])).toEqual([
      ['First', 'type = "track"'],
      ['Second', 'type = "track"']
    ])
    expect(setup.mappings.map(toSubscription)[1].mapping).toEqual(mapping)
    expect(setup.mappings[0]).toEqual(named('First').mappings[0])
    expect(said).toEqual(['“Second” now maps Account, Email, and nothing else.'])
  })

  it('A mapping by itself goes into the only mapping, open or not', () => {
    expect(toSubscription(pasted({ settings: mapping }).setup.mappings[0]).mapping).toEqual(mapping)
  })

  it('A mapping by itself is refused while several are closed', () => {
    expect(() => pasted(mapping, named('First', 'Second'))).toThrow('Open the one that it is for, and paste again.')
  })
})

describe('Parts that are left out', () => {
  it.each([
    ['other destinations', [other, entry], 'Left out other destinations: Amplitude (Actions).'],
    ['unknown settings', { ...entry.settings, clientid: 'x' }, 'Left out settings: clientid.'],
    ['unknown fields', [subscription('A', { mapping: { acount: 1 } })], 'Left out fields of “A”: acount.'],
    [
      'other actions',
      [subscription('A'), subscription('B', { partnerAction: 'identifyUser' })],
      'Left out “B”: its action is identifyUser, not attach.'
    ],
    [
      'other actions of the Public API',
      { subscriptions: [apiSubscription('A'), apiSubscription('B', { actionSlug: 'send' })] },
      'Left out “B”: its action is send, not attach.'
    ],
    [
      'subscriptions without a trigger',
      [subscription('A'), subscription('B', { subscribe: undefined })],
      'Left out “B”: it has no trigger, such as "subscribe": "type = \\"page\\"".'
    ]
  ])('The text names %s as left out', (_, value, line) => {
    expect(pasted(value).said).toContain(line)
  })

  it('Keys that Segment adds are not named', () => {
    const settings = { ...entry.settings, versionSettings: {}, type: 'browser', bundlingStatus: 'bundled' }
    expect(pasted({ ...entry, settings }).said).toEqual(['Imported 2 settings and 3 mappings.'])
  })
})

describe('Refused documents', () => {
  it.each([
    ['A number', '5', 'Paste a settings document'],
    ['An empty list', '[]', 'This list is empty. Paste a settings document'],
    [
      'A document without the destination',
      { remotePlugins: [other] },
      'Rupt (Actions) is not in this document, only Amplitude (Actions). Is it enabled for this source?'
    ],
    ['A document without any destination', { remotePlugins: [] }, 'Rupt (Actions) is not in this document. Is it'],
    ['A document without remotePlugins', { integrations: {} }, 'no destination of this kind is enabled'],
    ['Another object', { hello: 1 }, 'Paste a settings document'],
    ['An object of traits', { email: 'ada@example.com', plan: 'pro' }, 'Paste a settings document'],
    [
      'An error of the Public API',
      { errors: [{ type: 'forbidden', message: 'You do not have access.' }] },
      'This is an error of Segment’s Public API: You do not have access.'
    ],
    [
      'A HAR file without a settings document',
      { log: { entries: [] } },
      'This is a HAR file without a settings document of Segment. Record it while the page loads.'
    ],
    [
      'A list with subscriptions of other actions alone',
      [subscription('A', { partnerAction: 'x' })],
      'It contains no Attach Device mapping. Left out “A”'
    ]
  ])('%s is refused, with the reason', (_, value, message) => {
    expect(() => pasted(value)).toThrow(message)
  })
})

it('Mappings beyond the fiftieth are kept where they are only counted', () => {
  const list = JSON.stringify(Array.from({ length: 51 }, (_, index) => subscription(`M${index}`)))
  const { setup, said } = pasted(list, defaultSetup(), undefined, Infinity)
  expect(setup.mappings).toHaveLength(51)
  expect(said).toEqual(['Imported 51 mappings.'])
})
