import { apiSubscription, entry, other, subscription } from '../core/setup/segment'
import {
  button,
  click,
  field,
  find,
  mappings,
  open,
  openPage,
  paste,
  page,
  setting,
  textOf,
  type,
  waitFor,
  within
} from './page'

beforeEach(() => openPage())

const descriptionOf = (element: HTMLElement) =>
  (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => textOf(`#${id}`)).join(' ') // prettier-ignore

describe('Form', () => {
  it('The form has the labels, descriptions and required fields of the definition', async () => {
    expect(page().getByLabelText('New Account URL *')).toBe(setting('new_account_url'))
    expect(descriptionOf(setting('new_account_url'))).toMatch(/stop account sharing/)
    expect(setting('client_id').required).toBe(true)
    expect(setting('logout_url').required).toBe(false)

    await open()
    expect(field('trigger').value).toBe('type = "page"')
    expect(page().getByRole('textbox', { name: 'Account' })).toBe(field('account'))
    expect(descriptionOf(field('account'))).toMatch(/The account to attach the device to/)
    expect(field('account').value).toContain('"$.userId"')
    expect(field('metadata').value).toBe('')
  })

  it('A mapping can be added, duplicated, moved and removed, and Undo brings it back', async () => {
    click('Add a mapping')
    await waitFor(() => expect(mappings()).toEqual(['Attach Device', 'Attach Device 2']))
    type(field('name', 2), 'On identify')
    await waitFor(() => expect(mappings()).toEqual(['Attach Device', 'On identify']))

    const press = (mapping: string, name: string) =>
      within(page().getByRole('group', { name: `Mapping ${mapping}` })).getByRole('button', { name }).click() // prettier-ignore
    press('On identify', 'Duplicate')
    await waitFor(() => expect(mappings()).toEqual(['Attach Device', 'On identify', 'On identify copy 3']))
    press('On identify copy 3', 'Move up')
    await waitFor(() => expect(mappings()).toEqual(['Attach Device', 'On identify copy 3', 'On identify']))
    press('On identify copy 3', 'Remove')
    await waitFor(() => expect(mappings()).toEqual(['Attach Device', 'On identify']))
    click('Undo')
    await waitFor(() => expect(mappings()).toHaveLength(3))
  })

  it('“Back to the preset” replaces the setup, and Undo brings it back', async () => {
    type(setting('client_id'), 'mine')
    click('Back to the preset')
    await waitFor(() => expect(setting('client_id').value).toBe('playground'))
    click('Undo')
    await waitFor(() => expect(setting('client_id').value).toBe('mine'))
  })
})

describe('Problem', () => {
  it('A problem is beside its field', async () => {
    await open()
    for (const [key, text, problem] of [
      ['account', '$.userId', 'write {"@path": "$.userId"}'],
      ['account', '', 'no device is ever attached'],
      ['email', '{"@nope": 1}', '@nope'],
      ['trigger', 'type = "page', 'cannot parse this trigger'],
      ['trigger', 'type == "page"', 'single = to compare'],
      ['trigger', 'type = "Page"', 'No event matches']
    ]) {
      type(field(key), text)
      await waitFor(() => expect(textOf(`#mapping-1-${key}-problem`)).toContain(problem))
    }
  })

  it('A problem is beside its setting', async () => {
    for (const [key, text, problem] of [
      ['new_account_url', '', 'Required in Segment'],
      ['logout_url', 'javascript:alert(1)', 'A visitor cannot be sent to this'],
      ['logout_url', 'app.example.com/bye', 'A visitor cannot be sent to this'],
      ['logout_url', 'com.example.app:/logout', '']
    ]) {
      type(setting(key), text)
      await waitFor(() => expect(textOf(`#setting-${key}-problem`)).toMatch(problem || /^$/))
    }
  })

  it('A notice says that the destination is off without a Client ID', async () => {
    type(setting('client_id'), '')
    await waitFor(() => expect(textOf('.held')).toBe('The destination is off: Client ID is missing.'))
  })

  it('A notice names the mapping that cannot run yet, and leads to the field', async () => {
    click('Add a mapping')
    await waitFor(() => field('metadata', 2))
    type(field('metadata', 2), '{"plan": ')
    await waitFor(() =>
      expect(textOf('.held')).toBe('“Attach Device 2” does not run yet: Metadata is invalid. Everything else runs.')
    )
    find('#mapping-2-toggle').click()
    await waitFor(() => expect(document.querySelector('#mapping-2-metadata')).toBeNull())
    find('.held a').click()
    await waitFor(() => expect(document.activeElement).toBe(field('metadata', 2)))
    type(field('metadata', 2), '')
    await waitFor(() => expect(textOf('.held')).toBe(''))
  })
})

describe('Setup from Segment', () => {
  it.each([
    ['a settings document', { integrations: {}, remotePlugins: [other, entry] }],
    ['the list of its remotePlugins', [entry]],
    ['Rupt’s entry', entry]
  ])('%s fills the form in', async (_, value) => {
    await paste(value)
    await waitFor(() => expect(textOf('.said')).toContain('Imported 2 settings and 3 mappings.'))
    expect(setting('client_id').value).toBe('from-segment')
    expect(mappings()).toEqual(['Pages', 'Traits', 'Off'])
  })

  it('A list of subscriptions or a single one replaces the mappings, and the settings stay', async () => {
    await paste(subscription('Mine', { enabled: false }))
    await waitFor(() => expect(mappings()).toEqual(['Mine']))
    expect(page().getByRole<HTMLInputElement>('checkbox', { name: 'Run Mine' }).checked).toBe(false)
    await paste([subscription('A'), subscription('B', { partnerAction: 'other' })])
    await waitFor(() => expect(mappings()).toEqual(['A']))
    expect(textOf('.said')).toContain('Left out “B”: its action is other, not attach.')
    expect(setting('client_id').value).toBe('playground')
  })

  it('A subscription of Segment’s Public API and a Terraform block become mappings', async () => {
    await paste({ data: { subscriptions: [apiSubscription('Of the API')], pagination: {} } })
    await waitFor(() => expect(mappings()).toEqual(['Of the API']))
    await paste(`resource "segment_destination_subscription" "rupt" {
      name     = "Of Terraform"
      trigger  = "type = \\"page\\""
      settings = jsonencode({ account = { "@path" = "$.userId" } })
    }`)
    await waitFor(() => expect(mappings()).toEqual(['Of the API', 'Of Terraform']))
  })

  it('A mapping by itself goes into the mapping that is open', async () => {
    await paste([subscription('A'), subscription('B')])
    await waitFor(() => expect(mappings()).toEqual(['A', 'B']))
    await open(2)
    await paste("{ account: 'team-1' } // as a console prints it")
    await waitFor(() => expect(textOf('.said')).toBe('“B” now maps Account, and nothing else.'))
    expect(field('account', 2).value).toBe('"team-1"')
  })

  it('A text that cannot be imported is refused with the reason, and nothing changes', async () => {
    await paste('{"hello": ')
    await waitFor(() => expect(textOf('.said')).toContain('The text ends in the middle'))
    await paste({ remotePlugins: [] })
    await waitFor(() => expect(textOf('.said')).toContain('Rupt (Actions) is not in this document'))
    expect(mappings()).toEqual(['Attach Device'])
  })

  it('A broken link is refused with the reason, and nothing changes', async () => {
    openPage('#setup=broken')
    await waitFor(() => expect(textOf('.said')).toContain('This link is incomplete or damaged, and was not opened.'))
    expect(setting('client_id').value).toBe('playground')
  })

  it('A write key is read from Segment’s CDN after a press of Read, with a notice that it leaves the machine', async () => {
    const asked: string[] = []
    window.fetch = (address) => {
      asked.push(address as string)
      const ok = asked.length === 1
      return Promise.resolve({
        ok,
        status: ok ? 200 : 404,
        text: () => Promise.resolve(JSON.stringify([entry]))
      } as Response)
    }
    const key = page().getByLabelText('Or read it with your write key')
    expect(descriptionOf(key)).toBe('This leaves your machine: the write key goes to cdn.segment.com.')
    type(key, ' key/1 ')
    await waitFor(() => expect(button('Read').disabled).toBe(false))
    expect(asked).toEqual([])
    click('Read')
    await waitFor(() => expect(setting('client_id').value).toBe('from-segment'))
    expect(asked).toEqual(['https://cdn.segment.com/v1/projects/key%2F1/settings'])

    click('Read')
    await waitFor(() =>
      expect(textOf('.said')).toBe('cdn.segment.com answered 404. Check the write key or the address.')
    )
  })
})
