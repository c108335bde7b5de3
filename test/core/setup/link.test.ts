/** @jest-environment node */
import { fromHash, toHash } from '../../../playground/core/setup/link'
import { defaultMapping, defaultSetup } from '../../../playground/core/setup/setup'

const SCENARIOS = ['within', 'over', 'live']
const linked = { ...defaultSetup(), scenario: 'over', event: '{ "type": "page", "name": "Über" }' }

const opened = async (value: unknown) => fromHash(await toHash(value as never), SCENARIOS)

it('A link opens the setup that was copied', async () => {
  expect(await opened(linked)).toEqual(linked)
})

it('A link of fifty mappings is under 4,000 characters, all of them safe in a URL', async () => {
  const hash = await toHash({
    ...linked,
    mappings: Array.from({ length: 50 }, (_, id) => defaultMapping(String(id + 1)))
  })
  expect(hash).toMatch(/^#setup=[\w-]+$/)
  expect(hash.length).toBeLessThan(4000)
})

it('A link never starts Live or an unknown scenario', async () => {
  expect(await opened({ ...linked, scenario: 'live' })).toMatchObject({ scenario: 'within' })
  expect(await opened({ ...linked, scenario: 'nope' })).toMatchObject({ scenario: 'within' })
})

it('Only strings under the names of the fields are read from a link', async () => {
  const hostile = {
    settings: { client_id: 5, logout_url: 'javascript:alert(1)', more: 'x' },
    mappings: [
      { id: '<b>', name: {}, enabled: 'no', trigger: 1, fields: { account: '"a"', ['__proto__']: 'x', more: 'y' } },
      null
    ],
    event: [],
    scenario: {}
  }
  const opened_ = (await opened(hostile))!
  expect(opened_.settings).toEqual({
    client_id: '',
    new_account_url: '',
    // Checked like what is typed: the field says that it is left out.
    logout_url: 'javascript:alert(1)',
    success_url: '',
    suspended_url: ''
  })
  expect(opened_.mappings.map(({ id, name, enabled, trigger }) => ({ id, name, enabled, trigger }))).toEqual([
    { id: '1', name: 'Attach Device', enabled: true, trigger: '' },
    { id: '2', name: 'Attach Device', enabled: true, trigger: '' }
  ])
  expect(opened_.mappings[0].fields).toEqual({ account: '"a"', email: '', phone: '', metadata: '', include_page: '' })
  expect(opened_.event).toBe('')
})

it('An address without a setup is not a link', async () => {
  expect(await fromHash('', SCENARIOS)).toBeUndefined()
  expect(await fromHash('#events', SCENARIOS)).toBeUndefined()
})

it.each(['#setup=', '#setup=%%%', '#setup=AAAA', '#setup=cut'])('The broken link %s is refused', async (hash) => {
  await expect(fromHash(hash, SCENARIOS)).rejects.toThrow('This link is incomplete or damaged, and was not opened.')
})

it('A link that is cut short is refused, with what to do', async () => {
  const hash = await toHash(linked)
  await expect(fromHash(hash.slice(0, -20), SCENARIOS)).rejects.toThrow('Copy the whole link again.')
})

it('A link beyond its limit is refused', async () => {
  const hash = await toHash({ ...linked, event: JSON.stringify(Array.from({ length: 40_000 }, () => Math.random())) })
  expect(hash.length).toBeGreaterThan(100_000)
  await expect(fromHash(hash, SCENARIOS)).rejects.toThrow('This link is incomplete or damaged, and was not opened.')
})

it('A link of more than fifty mappings opens with the first fifty', async () => {
  const mappings = Array.from({ length: 60 }, (_, index) => ({
    ...defaultMapping(String(index + 1)),
    name: `M${index}`
  }))
  const { mappings: read } = (await opened({ ...linked, mappings }))!
  expect(read).toHaveLength(50)
  expect(read[49].name).toBe('M49')
})
