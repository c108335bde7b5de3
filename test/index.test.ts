import rupt, { destination } from '../src'
import { attached, cleanPage, configs, load, page, saved, vendor, visit, warnings } from './visit'

beforeEach(cleanPage)

describe('Definition', () => {
  it('The definition has what customers’ saved settings and mappings refer to, and nothing else', () => {
    const { settings, presets, actions, initialize, ...identity } = destination
    const { fields, perform, ...action } = actions.attach

    expect(identity).toEqual({ name: 'Rupt', slug: 'actions-rupt', mode: 'device' })
    expect(Object.keys(actions)).toEqual(['attach'])
    expect([typeof initialize, typeof perform]).toEqual(['function', 'function'])

    expect(Object.entries(settings!)).toEqual([
      [
        'client_id',
        { label: 'Client ID', type: 'string', required: true, description: 'The API client id of your Rupt project.' }
      ],
      [
        'new_account_url',
        {
          label: 'New Account URL',
          type: 'string',
          required: true,
          description: 'A URL to redirect the user to if they want to stop account sharing and create a new account.'
        }
      ],
      [
        'logout_url',
        {
          label: 'Logout URL',
          type: 'string',
          required: false,
          description:
            'A URL to redirect the user to if they choose to logout or if they are removed by a verified owner.'
        }
      ],
      [
        'success_url',
        {
          label: 'Success URL',
          type: 'string',
          required: false,
          description:
            'A URL to redirect the user to if they are successfully verified and are within the device limit.'
        }
      ],
      [
        'suspended_url',
        {
          label: 'Suspended URL',
          type: 'string',
          required: false,
          description: 'A URL to redirect the user to if they are suspended.'
        }
      ]
    ])

    expect(action).toEqual({
      title: 'Attach Device',
      description: 'Attach a device to an account.',
      platform: 'web',
      defaultSubscription: 'type = "page"'
    })

    const traitOrProperty = (name: string) => ({
      '@if': {
        exists: { '@path': `$.context.traits.${name}` },
        then: { '@path': `$.context.traits.${name}` },
        else: { '@path': `$.properties.${name}` }
      }
    })
    expect(Object.entries(fields)).toEqual([
      [
        'account',
        {
          label: 'Account',
          type: 'string',
          required: true,
          description: 'The account to attach the device to.',
          default: { '@path': '$.userId' }
        }
      ],
      [
        'email',
        {
          label: 'Email',
          type: 'string',
          required: false,
          description: 'The email of the user to attach the device to.',
          default: traitOrProperty('email')
        }
      ],
      [
        'phone',
        {
          label: 'Phone',
          type: 'string',
          required: false,
          description: 'The phone number of the user to attach the device to.',
          default: traitOrProperty('phone')
        }
      ],
      [
        'metadata',
        {
          label: 'Metadata',
          type: 'object',
          defaultObjectUI: 'keyvalue',
          required: false,
          description: 'Metadata to attach to the device.'
        }
      ],
      [
        'include_page',
        {
          label: 'Include Page',
          type: 'boolean',
          required: false,
          description: 'Whether to include the page (url) in the attach request'
        }
      ]
    ])

    expect(presets).toEqual([
      {
        name: 'Attach Device',
        subscribe: "type = 'page'",
        partnerAction: 'attach',
        type: 'automatic',
        mapping: {
          account: { '@path': '$.userId' },
          email: traitOrProperty('email'),
          phone: traitOrProperty('phone')
        }
      }
    ])
  })

  it('The plugin factory has the name that Analytics.js matches', () => {
    expect(typeof rupt).toBe('function')
    expect(rupt.pluginName).toBe('Rupt')
  })

  it.each([
    ['missing', {}],
    ['null', { subscriptions: null }],
    ['empty', { subscriptions: [] }]
  ])('The factory makes no plugin where the subscriptions are %s', async (_, subscriptions) => {
    expect(await rupt({ client_id: 'client-1', ...subscriptions })).toEqual([])
  })
})

it('The factory rejects instead of throwing, even without settings', async () => {
  await expect(rupt(undefined as never)).rejects.toThrow()
})

it('The destination loads on an Analytics.js of which nothing is known', async () => {
  const attach = attached()
  const loaded = await visit(attach)
  await load(loaded, null)
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(1)
})

describe('Client ID', () => {
  it.each([undefined, null, '', '  \n', '\u200b', 42, {}])(
    'The Client ID %p makes no plugin and no request, and one warning',
    async (client_id) => {
      const { requests } = vendor()
      const warn = jest.spyOn(console, 'warn').mockImplementation()
      expect(await rupt(saved({ settings: { client_id } }))).toEqual([])
      expect(warnings(warn)).toEqual(['Rupt: Client ID is missing. Copy it from your Rupt project.'])
      expect(requests).toEqual([])
    }
  )

  it.each([' client-1\n', '\u200bclient-1', 'client\u200b-1\ufeff', '\u200e client-1\u00a0'])(
    'The Client ID %j is used without what was copied with it',
    async (client_id) => {
      const attach = attached()
      await page(await visit(attach, { settings: { client_id } }))
      expect(configs(attach)).toMatchObject([{ client_id: 'client-1' }])
    }
  )
})

describe('Unusable URL setting', () => {
  it('An unusable URL setting is reported once for each load, by its label and without its value', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation()
    const loaded = await visit(attached(), { settings: { logout_url: 'javascript:alert("secret")' } })

    expect(warnings(warn)).toEqual(['Rupt: Logout URL is ignored. Enter a URL that starts with https://.'])

    await page(loaded)
    await page(loaded, { userId: 'user-2' })
    await load(loaded)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('Several unusable URL settings share one warning', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation()
    await visit(attached(), {
      settings: { new_account_url: 'https://', success_url: 'data:,secret', suspended_url: 42 }
    })

    expect(warn).toHaveBeenCalledTimes(1)
    expect(warnings(warn)[0]).toContain(
      'Rupt: New Account URL is ignored. Success URL is ignored. Suspended URL is ignored. Enter'
    )
    expect(warnings(warn)[0]).not.toContain('secret')
  })

  it('A missing or blank URL setting is not reported', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation()
    await visit(attached(), { settings: { logout_url: '', success_url: '  ', suspended_url: null } })
    expect(warn).not.toHaveBeenCalled()
  })
})

it('A mapping that fails stops those after it, for that event', async () => {
  const attach = attached()
  window.Rupt = { attach }
  const { subscriptions, ...settings } = saved() as { subscriptions: { mapping: object }[] }
  const broken = { ...subscriptions[0], mapping: { account: { '@no-directive': '' } } }
  const [plugin] = [await rupt({ ...settings, subscriptions: [broken, subscriptions[0]] } as never)].flat()
  await load(plugin)
  await expect(page(plugin)).rejects.toThrow('@no-directive')
  expect(attach).not.toHaveBeenCalled()
})

it('Each subscription that takes the event attaches by its own mapping', async () => {
  const attach = attached()
  window.Rupt = { attach }
  const { subscriptions, ...settings } = saved() as { subscriptions: { mapping: object }[] }
  const byEmail = { ...subscriptions[0], mapping: { account: { '@path': '$.properties.email' } } }
  const onTrack = { ...subscriptions[0], subscribe: "type = 'track'" }

  const [plugin] = [await rupt({ ...settings, subscriptions: [subscriptions[0], byEmail, onTrack] } as never)].flat()
  await load(plugin)
  await page(plugin, { userId: 'user-1', properties: { email: 'a@site.test' } })
  expect(configs(attach).map(({ account }) => account)).toEqual(['user-1', 'a@site.test'])
})
