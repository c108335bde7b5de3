import { attached, cleanPage, configs, later, page, pass, settled, slow, visit, warnings } from '../visit'

const WARNING = 'Rupt: attach failed. Check the request to https://api.rupt.dev.'

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(() => settled())

it('Each page event attaches once', async () => {
  const attach = attached()
  const loaded = await visit(attach)
  for (let views = 1; views <= 3; views++) {
    await page(loaded)
    await settled()
    expect(attach).toHaveBeenCalledTimes(views)
  }
})

it('attach is called on the SDK itself', async () => {
  const calledOn: unknown[] = []
  const attach = jest.fn(function (this: unknown) {
    calledOn.push(this)
    return Promise.resolve(null)
  })
  await page(await visit(attach))
  expect(calledOn).toEqual([window.Rupt])
  expect(calledOn[0]).toBe(window.Rupt)
})

it('Nothing about an anonymous visitor is sent', async () => {
  const attach = attached()
  await page(await visit(attach), { anonymousId: 'anonymous-1', properties: { email: 'a@site.test' } })
  expect(attach).not.toHaveBeenCalled()
  expect(warn).not.toHaveBeenCalled()
})

describe('Call in flight', () => {
  it('A call in flight is not made again', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    await page(loaded)
    window.history.replaceState(null, '', '/?utm=1#top')
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([null, new Error('refused')])('A call is made again once it has settled (%p)', async (error) => {
    const { attach, answers } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    if (error) answers[0].reject(error)
    else answers[0].resolve(null)
    await settled()
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('Another account and another page each make a call of their own', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    window.history.pushState(null, '', '/team/a')
    await page(loaded, { userId: 'user-1' })
    await page(loaded, { userId: 'user-2' })
    window.history.pushState(null, '', '/team/b')
    await page(loaded, { userId: 'user-2' })
    expect(attach).toHaveBeenCalledTimes(3)
  })

  it('An argument that differs makes a call of its own', async () => {
    const { attach } = slow()
    const loaded = await visit(attach, { mapping: { metadata: { '@path': '$.properties.metadata' } } })
    for (const plan of ['team', 'solo', 'team'])
      await page(loaded, { userId: 'user-1', properties: { metadata: { plan } } })
    expect(configs(attach)).toMatchObject([{ metadata: { plan: 'team' } }, { metadata: { plan: 'solo' } }])
  })

  it('Each call waits for its own answer', async () => {
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

  it('A call in flight holds no event', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    // Would time out if it waited: this attach never answers.
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

describe('Call without an answer', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  it('A call without an answer is made again after ten seconds, and not before', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    later(9_999)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    later(1)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
    later(9_999)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('A call without an answer is made again at the next event if the clock was set back', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    later(-3_600_000)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it.each([null, new Error('refused')])('A late answer does not end a later call (%p)', async (error) => {
    const { attach, answers } = slow()
    const loaded = await visit(attach)
    await page(loaded)
    later(10_000)
    await page(loaded)
    if (error) answers[0].reject(error)
    else answers[0].resolve(null)
    await pass(0)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  })
})

it.each([
  ['performance has no now', () => Object.assign(performance, { now: 5 })],
  ['Date.now returns a date', () => void (Date.now = () => new Date() as never)],
  ['performance is a stub', () => Object.defineProperty(window, 'performance', { value: {}, configurable: true })]
])('One call is made at a time where %s', async (_, spoil) => {
  const [page_, date] = [window.performance, Date.now]
  const { attach, answers } = slow()
  try {
    spoil()
    const loaded = await visit(attach)
    await page(loaded)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
    answers[0].resolve(null)
    await settled()
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(2)
  } finally {
    Object.defineProperty(window, 'performance', { value: page_, configurable: true })
    delete (page_ as Partial<Performance>).now
    Date.now = date
  }
})

describe('Two destinations for one account', () => {
  it('Two destinations for one account make one call', async () => {
    const { attach, answers } = slow()
    const both = [await visit(attach), await visit(attach)]
    for (const one of both) await page(one)
    expect(attach).toHaveBeenCalledTimes(1)
    answers[0].resolve(null)
    await settled()
    await page(both[1])
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('Two destinations with two Client IDs make a call each', async () => {
    const { attach } = slow()
    for (const client_id of ['client-1', 'client-2']) await page(await visit(attach, { settings: { client_id } }))
    expect(configs(attach).map(({ client_id }) => client_id)).toEqual(['client-1', 'client-2'])
  })

  it('Two accounts make a call each where arrays write themselves as text', async () => {
    const { attach } = slow()
    const loaded = await visit(attach)
    const array = Array.prototype as unknown as { toJSON?: () => string }
    array.toJSON = function (this: unknown[]) {
      return this.join()
    }
    try {
      for (const userId of ['user-1', 'user-2']) await page(loaded, { userId })
    } finally {
      delete array.toJSON
    }
    expect(configs(attach).map(({ account }) => account)).toEqual(['user-1', 'user-2'])
  })

  it('A frozen SDK still attaches', async () => {
    const attach = attached()
    const loaded = await visit(attach)
    Object.freeze(attach)
    Object.freeze(window.Rupt)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

describe('Page of the Suspended URL', () => {
  it.each([
    ['/suspended', '/suspended'],
    ['/suspended', '/suspended?access=1#top'],
    ['/suspended', '/suspended/'],
    ['/suspended/', '/suspended'],
    ['/suspended?from=rupt', '/suspended?from=rupt'],
    ['/#/suspended', '/#/suspended'],
    ['?suspended=1', '/team?suspended=1'],
    ['suspended', '/suspended'],
    ['/suspended?from=rupt', '/suspended/?from=rupt'],
    ['/suspended?from=rupt', '/suspended?from=rupt#top'],
    ['/#/suspended', '/?utm=1#/suspended'],
    ['ORIGIN/suspended', '/suspended'],
    ['https://HOST/suspended', '/suspended'],
    ['http://www.HOST/suspended', '/suspended/'],
    ['ORIGIN/a/../suspended', '/suspended']
  ])('The Suspended URL %s keeps %s from attaching', async (suspended_url, path) => {
    const attach = attached()
    const loaded = await visit(attach, {
      settings: {
        suspended_url: suspended_url.replace('ORIGIN', window.location.origin).replace('HOST', window.location.host)
      }
    })
    window.history.replaceState(null, '', path)
    await page(loaded)
    expect(attach).not.toHaveBeenCalled()

    window.history.replaceState(null, '', '/home')
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['/suspended', '/'],
    ['/suspended', '/suspended/help'],
    ['/suspended', '/suspended-accounts'],
    ['/suspended', '/Suspended'],
    ['/#/suspended', '/#/home'],
    ['/?page=suspended', '/?page=home'],
    ['?suspended=1', '/team'],
    ['/suspended?a=b', '/suspended?a=c'],
    ['https://other.test/suspended', '/suspended'],
    ['https://www2.HOST/suspended', '/suspended'],
    ['https://HOST:8443/suspended', '/suspended'],
    ['', '/'],
    ['javascript:', '/']
  ])('The Suspended URL %s lets %s attach, which is another page', async (suspended_url, path) => {
    const attach = attached()
    const loaded = await visit(attach, { settings: { suspended_url } })
    window.history.replaceState(null, '', path)
    await page(loaded)
    expect(attach).toHaveBeenCalledTimes(1)
  })
})

it('An error that attach throws at once goes to Segment, and the next event is tried afresh', async () => {
  const attach = jest.fn(() => {
    throw new Error('broken')
  })
  const loaded = await visit(attach as jest.Mock)
  await expect(page(loaded)).rejects.toThrow('broken')
  await expect(page(loaded)).rejects.toThrow('broken')
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})

it('An attach that rejects makes one warning, without the visitor’s data', async () => {
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
])('No rejection is left unhandled when console.warn %s', async (_, replacement) => {
  console.warn = replacement as never
  const attach = jest.fn().mockRejectedValue(new Error('refused'))
  const loaded = await visit(attach, { settings: { logout_url: 'javascript:' } })
  await page(loaded)
  await settled()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(2)
})

it.each([undefined, null, 'attached'])('An attach may return %p', async (returned) => {
  const attach = jest.fn().mockReturnValue(returned)
  const loaded = await visit(attach)
  await page(loaded)
  await settled()
  await page(loaded)
  expect(attach).toHaveBeenCalledTimes(2)
  expect(warn).not.toHaveBeenCalled()
})
