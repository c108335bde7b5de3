import { button, field, find, open, openPage, page, report, textOf, type, waitFor, within } from './page'

const payloads = () => within(find('.own')).getAllByRole('group').map(({ textContent }) => textContent) // prettier-ignore

beforeEach(async () => {
  openPage()
  find<HTMLDetailsElement>('.own-event').open = true
  await waitFor(() => find('#event'))
  report({ visitor: 'user-1' })
})

it('The payload of one’s own event follows what is typed', async () => {
  type(find('#event'), '{"type":"page","properties":{"email":"own@site.test"}}')
  await waitFor(() => expect(payloads()[0]).toContain('"email": "own@site.test"'))
  type(find('#event'), '{"type":"track","event":"E"}')
  await waitFor(() => expect(payloads()).toEqual(['none: the trigger wants type = "page"']))

  await open()
  type(field('trigger'), 'type = "track"')
  await waitFor(() => expect(payloads()[0]).toContain('"account": "user-1"'))
  const ofMapping = within(find('.mapping')).getByRole('group', { name: /^Payload/ })
  expect(ofMapping.textContent).toContain('"account": "user-1"')
})

it('An own event that cannot be sent has its problem beside it', async () => {
  expect(button('Send event').disabled).toBe(false)
  for (const [event, problem] of [
    ['{', 'The text ends in the middle'],
    ['null', 'An event must be an object'],
    ['{"type": "view"}', 'needs a "type"'],
    ['{"type": "track"}', 'needs its name']
  ]) {
    type(find('#event'), event)
    await waitFor(() => expect(textOf('#event-problem')).toContain(problem))
    expect(button('Send event').disabled).toBe(true)
  }
})

it('An own event can start from a sample', async () => {
  for (const sample of [
    'Page view',
    'Page view with traits',
    'Identify',
    'Track',
    'Group',
    'As Segment’s debugger shows it'
  ]) {
    type(find('#event'), '{')
    await waitFor(() => expect(button('Send event').disabled).toBe(true))
    type(page().getByLabelText('Start from a sample'), sample)
    await waitFor(() => expect(button('Send event').disabled).toBe(false))
  }
})
