import { attached, cleanPage, configs, page, settled, slow, visit, warnings } from '../visit'

const WARNING =
  'Rupt: this device was not attached, the SDK reported an error. Check the request to https://api.rupt.dev.'

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(() => settled())

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
  const calledOn: unknown[] = []
  const attach = jest.fn(function (this: unknown) {
    calledOn.push(this)
    return Promise.resolve(null)
  })
  await page(await visit(attach))
  expect(calledOn).toEqual([window.Rupt])
  expect(calledOn[0]).toBe(window.Rupt)
})

it('sends nothing about an anonymous visitor', async () => {
  const attach = attached()
  await page(await visit(attach), { anonymousId: 'anonymous-1', properties: { email: 'a@site.test' } })
  expect(attach).not.toHaveBeenCalled()
  expect(warn).not.toHaveBeenCalled()
})

describe('while a call is in flight', () => {
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

  it('makes another for another account, and for another page', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    window.history.pushState(null, '', '/team/a')
    await page(loaded, { userId: 'user-1' })
    await page(loaded, { userId: 'user-2' })
    window.history.pushState(null, '', '/team/b')
    await page(loaded, { userId: 'user-2' })
    expect(attach).toHaveBeenCalledTimes(3)
  })

  it('makes another for any argument that differs', async () => {
    const { attach } = slow()
    const loaded = await visit(attach, { mapping: { metadata: { '@path': '$.properties.metadata' } } })
    for (const plan of ['team', 'solo', 'team'])
      await page(loaded, { userId: 'user-1', properties: { metadata: { plan } } })
    expect(configs(attach)).toMatchObject([{ metadata: { plan: 'team' } }, { metadata: { plan: 'solo' } }])
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

describe('a call without an answer', () => {
  let clock: jest.SpyInstance
  let now = 0
  beforeEach(() => {
    now = 1_000_000
    clock = jest.spyOn(performance, 'now').mockImplementation(() => now)
  })
  afterEach(() => clock.mockRestore())

  it('is made again after ten seconds, and not before', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    now += 9_999
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    now += 1
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
    now += 9_999
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it.each([null, new Error('refused')])('does not end a later one when it is answered at last (%p)', async (error) => {
    const { attach, answers } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    now += 10_000
    await page(loaded)
    if (error) answers[0].reject(error)
    else answers[0].resolve(null)
    await settled()
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })
})

it('passes on to Segment what attach throws at once, and tries the next event afresh', async () => {
  const attach = jest.fn(() => {
    throw new Error('broken')
  })
  const loaded = await visit(attach as jest.Mock)
  await expect(page(loaded)).rejects.toThrow('broken')
  await expect(page(loaded)).rejects.toThrow('broken')
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})

it('warns once about an attach that rejects, without the visitor’s data', async () => {
  const attach = jest.fn().mockRejectedValue(new Error('a@site.test is not allowed'))
  await page(await visit(attach), { userId: 'user-1', properties: { email: 'a@site.test' } })
  await settled()
  expect(Array.from(warn.mock.calls as unknown[][], (args) => args.length)).toEqual([1])
  expect(warnings(warn)).toEqual([WARNING])
})

it.each([
  ['is missing', undefined],
  [
    'throws',
    () => {
      throw new Error('no console here')
    }
  ]
])('leaves no rejection unhandled when console.warn %s', async (_, replacement) => {
  console.warn = replacement as never
  const attach = jest.fn().mockRejectedValue(new Error('refused'))
  const loaded = await visit(attach, { settings: { logout_url: 'javascript:' } })
  await page(loaded)
  await settled()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(2)
})

it.each([undefined, null, 'attached'])('accepts an attach that returns %p', async (returned) => {
  const attach = jest.fn().mockReturnValue(returned)
  const loaded = await visit(attach)
  await page(loaded)
  await settled()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})
