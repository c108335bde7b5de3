import { attached, cleanPage, page, visit } from '../visit'

const WARNING =
  'Rupt: this device was not attached, the SDK reported an error. Look for the request to https://api.rupt.dev in the network panel.'

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(() => settled())

/** Jest fails a test of an unhandled rejection, which Node tells of after the microtasks. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** An `attach` that answers when told to. */
function slow() {
  const answers: { resolve: (response: unknown) => void; reject: (error: unknown) => void }[] = []
  const attach = jest.fn(() => new Promise((resolve, reject) => void answers.push({ resolve, reject })))
  return { attach, answers }
}

it('attaches once for each page event', async () => {
  const attach = attached()
  const loaded = await visit(attach)
  for (let views = 1; views <= 3; views++) {
    await page(loaded)
    await settled()
    expect(attach).toHaveBeenCalledTimes(views)
  }
})

it('calls attach on the SDK itself', async () => {
  const attach = attached()
  await page(await visit(attach))
  expect(attach.mock.contexts[0]).toBe(window.Rupt)
})

it('sends nothing of an anonymous visitor', async () => {
  const attach = attached()
  await page(await visit(attach), { anonymousId: 'anonymous-1', properties: { email: 'a@site.test' } })
  expect(attach).not.toHaveBeenCalled()
  expect(warn).not.toHaveBeenCalled()
})

describe('while a call is under way', () => {
  it('does not make the same one again', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    await page(loaded)
    window.history.replaceState(null, '', '/?utm=1#top')
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([null, new Error('refused')])('makes the same one again once it has settled (%p)', async (error) => {
    const { attach, answers } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    if (error) answers[0].reject(error)
    else answers[0].resolve(null)
    await settled()
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('makes one for another account, and one from another page', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded, { userId: 'user-1' })
    await page(loaded, { userId: 'user-2' })
    window.history.pushState(null, '', '/team')
    await page(loaded, { userId: 'user-2' })
    expect(attach).toHaveBeenCalledTimes(3)
  })

  it('keeps each waiting for its own answer', async () => {
    const { attach, answers } = slow()
    const loaded = await visit(attach)
    await page(loaded, { userId: 'user-1' })
    await page(loaded, { userId: 'user-2' })
    answers[1].resolve(null)
    await settled()
    await page(loaded, { userId: 'user-1' })
    expect(attach).toHaveBeenCalledTimes(2)
    await page(loaded, { userId: 'user-2' })
    expect(attach).toHaveBeenCalledTimes(3)
  })

  it('holds no event', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    // Would time out if it waited: this attach never answers.
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

it('tells Segment of an attach that throws, and tries the next event afresh', async () => {
  const attach = jest.fn(() => {
    throw new Error('broken')
  })
  const loaded = await visit(attach as jest.Mock)
  await expect(page(loaded)).rejects.toThrow('broken')
  await expect(page(loaded)).rejects.toThrow('broken')
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})

it('warns once of an attach that rejects, without the visitor’s data', async () => {
  const attach = jest.fn().mockRejectedValue(new Error('a@site.test is not allowed'))
  await page(await visit(attach), { userId: 'user-1', properties: { email: 'a@site.test' } })
  await settled()
  expect(warn.mock.calls).toEqual([[WARNING]])
})

it.each([undefined, null, 'text'])('is content with an attach that returns %p', async (returned) => {
  const attach = jest.fn().mockReturnValue(returned)
  const loaded = await visit(attach)
  await page(loaded)
  await settled()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})
