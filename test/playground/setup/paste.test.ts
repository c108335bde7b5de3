import { Elsewhere, paste } from '../../../playground/tool/setup/paste'
import { defaultMapping, defaultSetup, toSubscription } from '../../../playground/tool/setup/setup'
import { entry, other, subscription } from './segment'

const second = { ...entry, settings: { ...entry.settings, client_id: 'second' } }

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
    ['unknown settings', { ...entry, settings: { ...entry.settings, api_key: 'x' } }, 'Left out settings: api_key.'],
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
    ['a second entry', [entry, second], 'It contains Rupt 2 times. The first entry was used.']
  ])('%s', (_, value, line) => {
    expect(pasted(value).said).toContain(line)
  })
})

describe('nothing is taken from', () => {
  it.each([
    ['text that is not JSON', 'hello', 'Not JSON'],
    ['a number', '5', 'Paste a settings document'],
    ['an empty list', '[]', 'This list is empty. Paste a settings document'],
    [
      'a document without the destination',
      { remotePlugins: [other] },
      'Rupt (Actions) is not in this document, only Amplitude (Actions). Is it enabled for this source?'
    ],
    ['a document without remotePlugins', { integrations: {} }, 'no destination of this kind is enabled'],
    ['another object', { hello: 1 }, 'Paste a settings document'],
    [
      'subscriptions of other actions alone',
      [subscription('A', { partnerAction: 'x' })],
      'It contains no Attach Device mapping. Left out “A”'
    ]
  ])('%s', (_, value, message) => {
    expect(() => pasted(value)).toThrow(message)
  })
})

it('the first of two entries is used', () => {
  expect(pasted([entry, second]).setup.settings.client_id).toBe('from-segment')
})

it('a number is a setting, too', () => {
  expect(pasted({ client_id: 12345, new_account_url: '/new' }).setup.settings.client_id).toBe('12345')
})

it('settings that Segment keeps for itself are no news', () => {
  const own = { versionSettings: {}, bundlingStatus: 'bundled', type: 'browser' }
  expect(pasted({ ...entry, settings: { ...entry.settings, ...own } }).said).toEqual([
    'Imported 2 settings and 3 mappings.'
  ])
})

it('subscriptions as a JSON string are read', () => {
  const settings = { ...entry.settings, subscriptions: JSON.stringify(entry.settings.subscriptions) }
  expect(pasted({ ...entry, settings }).setup.mappings).toHaveLength(3)
})

it('mappings that are all off are told of', () => {
  expect(pasted([subscription('A', { enabled: false })]).said).toContain('All mappings are off: turn one on.')
})

describe('an answer of Segment’s Public API', () => {
  const api = {
    id: '1',
    name: 'Attach Device',
    actionId: '2',
    actionSlug: 'attach',
    destinationId: '3',
    modelId: '',
    enabled: true,
    trigger: 'type = "page"',
    settings: { account: { '@path': '$.userId' } }
  }
  const read = {
    name: 'Attach Device',
    enabled: true,
    partnerAction: 'attach',
    subscribe: api.trigger,
    mapping: api.settings
  }

  it.each([
    ['a list of subscriptions', { data: { subscriptions: [api], pagination: { current: 'MA==' } } }],
    ['a list as clients print it', { data: { data: { subscriptions: [api] } } }],
    ['one subscription', { data: { subscription: api } }],
    ['a subscription alone', api]
  ])('is read: %s', (_, value) => {
    const { setup, said } = pasted(value)
    expect(setup.mappings.map(toSubscription)).toEqual([read])
    expect(setup.settings).toEqual(defaultSetup().settings)
    expect(said).toEqual(['Imported 1 mapping.'])
  })

  it('is read: a destination, whose mappings stay', () => {
    const destination = {
      name: 'Mine',
      enabled: true,
      settings: { client_id: 'api' },
      metadata: { name: 'Rupt (Actions)' }
    }
    for (const value of [{ data: { destination } }, { data: { data: { destination } } }, { destination }]) {
      expect(pasted(value).setup).toMatchObject({ settings: { client_id: 'api' }, mappings: defaultSetup().mappings })
    }
  })

  it('is refused by name where it is another destination’s', () => {
    const destination = { settings: { apiKey: 'x' }, metadata: { name: 'Amplitude (Actions)' } }
    expect(() => pasted({ data: { destination } })).toThrow(
      'This destination is Amplitude (Actions), not Rupt (Actions).'
    )
  })
})

describe('a mapping by itself', () => {
  const mapping = { account: { '@path': '$.properties.team' } }

  it('becomes that of the open mapping, and the rest stays', () => {
    const before = { ...defaultSetup(), mappings: [defaultMapping('1'), { ...defaultMapping('2'), name: 'Open' }] }
    const { setup, said } = paste(JSON.stringify(mapping), before, '2')
    expect(setup.mappings[0]).toEqual(before.mappings[0])
    expect(toSubscription(setup.mappings[1])).toMatchObject({ name: 'Open', subscribe: 'type = "page"', mapping })
    expect(said).toEqual(['Replaced the fields of “Open”.'])
  })

  it('needs a mapping to go to', () => {
    expect(() => pasted(mapping, { ...defaultSetup(), mappings: [] })).toThrow('Add a mapping first')
  })
})

describe('Terraform', () => {
  const block = (settings: string) => `resource "segment_destination_subscription" "attach" {
  destination_id = segment_destination.rupt.id
  name           = "From Terraform"
  enabled        = false
  action_id      = "abc"
  trigger        = "type = \\"identify\\""
  settings = jsonencode(${settings})
}`
  const mapping = { account: { '@path': '$.userId' }, email: { '@path': '$.traits.email' }, include_page: false }

  it.each([
    ['as JSON', JSON.stringify(mapping)],
    [
      'as an object of Terraform’s',
      `{
    "account" = { "@path" = "$.userId" }
    email = {
      "@path" = "$.traits.email"
    }
    include_page = false
  }`
    ]
  ])('is read with its settings %s', (_, settings) => {
    const { setup } = pasted(block(settings))
    expect(setup.mappings.map(toSubscription)).toEqual([
      { name: 'From Terraform', enabled: false, partnerAction: 'attach', subscribe: 'type = "identify"', mapping }
    ])
  })

  it('gives a mapping for each block', () => {
    expect(pasted(`${block('{}')}\n\n${block('{}')}`).setup.mappings).toHaveLength(2)
  })

  it('without a mapping says which part to paste', () => {
    expect(() => pasted('resource "segment_destination" "rupt" {\n  enabled = true\n}')).toThrow(
      'Paste a block of segment_destination_subscription'
    )
  })
})

describe('what people’s consoles and chats give is read', () => {
  const text = JSON.stringify({ client_id: 'pasted', subscriptions: [subscription('A')] })

  it.each([
    [
      'unquoted keys, single quotes, a trailing comma and comments',
      "{ client_id: 'pasted', /* all */ subscriptions: [], }"
    ],
    ['a comment before it', `// from the console\n${text}`],
    ['an assignment around it', `const settings = ${text};`],
    ['an assignment to a property', `window.settings = ${text}`],
    ['a code fence around it', `Here it is:\n\`\`\`json\n${text}\n\`\`\`\nThanks!`],
    ['prose around it', `This is what I have: ${text} Can you look?`],
    ['a BOM', `\ufeff${text}`],
    ['curly quotes', text.replace(/"/g, '”')],
    ['JSON in a string', JSON.stringify(text)],
    [
      'a HAR file with the document in it',
      JSON.stringify({
        log: {
          entries: [
            {
              response: {
                content: { text: JSON.stringify({ remotePlugins: [{ ...entry, settings: { client_id: 'pasted' } }] }) }
              }
            }
          ]
        }
      })
    ]
  ])('%s', (_, value) => {
    expect(pasted(value).setup.settings.client_id).toBe('pasted')
  })
})

describe('what cannot be read is named', () => {
  it.each([
    ['<!doctype html><html></html>', 'This is HTML.'],
    ['remotePlugins:\n  - name: Rupt\n    settings: {}', 'This is YAML. Paste it as JSON.'],
    ['{"remotePlugins": [{"name": "Rupt", "settings": {"client_id": "x"', 'The text ends in the middle, after “…'],
    ['{"client_id": "cut', 'The text ends in the middle, after “{"client_id": "cut”.'],
    ['{"log": {"entries": []}}', 'This is a HAR file without a settings document.'],
    ['{"client_id": "x" "more": 1}', 'Not JSON: “"” is not expected, after “{"client_id": "x" ”.'],
    ['{\n  "client_id": %\n}', 'Not JSON: “%” is not expected in line 2, after'],
    [`{"client_id": "${'x'.repeat(90)}", %}`, 'Not JSON: “%” is not expected at character 109, after']
  ])('%s', (value, message) => {
    expect(() => pasted(value)).toThrow(message)
  })

  it.each([
    ['https://cdn.segment.com/v1/projects/key/settings', 'https://cdn.segment.com/v1/projects/key/settings'],
    ['Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8', 'https://cdn.segment.com/v1/projects/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8/settings']
  ])('%s comes with the address to read', (text, address) => {
    const read = () => pasted(text)
    expect(read).toThrow(Elsewhere)
    expect(read).toThrow(expect.objectContaining({ address }) as Error)
  })
})
