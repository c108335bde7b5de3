import { attached, cleanPage, defines, load, page, plugin, SDK_URL, vendor } from './visit'

const FAILED =
  "Rupt: the SDK failed to load from https://cdn.rupt.dev/js/rupt.js, twice. Check that no content blocker stops it and that the page's Content-Security-Policy allows it."
const NOT_RUPT =
  'Rupt: https://cdn.rupt.dev/js/rupt.js ran but did not define Rupt.attach. Check that nothing on the page or the network replaces that script.'

/** Milliseconds that Segment's own calls may wait for Rupt. */
const LONGEST_HOLD = 2000

let warn: jest.SpyInstance

beforeEach(() => {
  cleanPage()
  jest.useFakeTimers()
  warn = jest.spyOn(console, 'warn').mockImplementation()
})
afterEach(async () => {
  expect(jest.getTimerCount()).toBe(0)
  jest.useRealTimers()
  // Jest fails a test of an unhandled rejection, which Node tells of after the microtasks.
  await new Promise((resolve) => setTimeout(resolve))
})

/** What became of the load so far. */
function outcome(loading: Promise<unknown>) {
  const state = { is: 'waiting' as 'waiting' | 'loaded' | Error }
  loading.then(
    () => (state.is = 'loaded'),
    (error: Error) => (state.is = error)
  )
  return state
}

/** A page that Segment holds no longer, while Rupt's CDN has not answered yet. */
async function lateVisit() {
  const cdn = vendor('hangs')
  const late = await plugin()
  const loading = load(late)
  await jest.advanceTimersByTimeAsync(LONGEST_HOLD)
  await loading
  return { late, ...cdn }
}

describe('a page that has Rupt already', () => {
  it('keeps its own, and nothing is requested', async () => {
    const { requests } = vendor()
    const attach = attached()
    defines(attach)()
    const loaded = await plugin()
    await load(loaded)
    await page(loaded)

    expect(requests).toEqual([])
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it.each([undefined, true, 'attach'])('does not have it when attach is %p', async (attach) => {
    const { requests } = vendor(defines(attached()))
    defines(attach)()
    await load(await plugin())
    expect(requests).toEqual([SDK_URL])
  })
})

describe('a page without Rupt', () => {
  it('gets one script, and is ready the moment it has run', async () => {
    const attach = attached()
    const { requests } = vendor(defines(attach))
    const loaded = await plugin()
    // No fake time passes here: were there a wait, this would not settle.
    await load(loaded)
    await page(loaded)

    expect(requests).toEqual([SDK_URL])
    expect(document.querySelectorAll(`script[src="${SDK_URL}"]`)).toHaveLength(1)
    expect(attach).toHaveBeenCalledTimes(1)
    expect(warn).not.toHaveBeenCalled()
  })

  it('gets it at the second try', async () => {
    const { requests } = vendor('fails', defines(attached()))
    await load(await plugin())
    expect(requests).toEqual([SDK_URL, SDK_URL])
    expect(warn).not.toHaveBeenCalled()
  })

  it('rejects after the second failure, with what to check and the cause', async () => {
    const { requests } = vendor('fails', 'fails', defines(attached()))
    const error = await load(await plugin()).catch((error: unknown) => error)

    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ message: FAILED, cause: new Error(`Failed to load ${SDK_URL}`) })
    expect(requests).toHaveLength(2)
    expect(warn).not.toHaveBeenCalled()
  })

  it.each([
    ['is empty', () => {}],
    ['defines a Rupt without attach', () => void (window.Rupt = {})]
  ])('rejects at once when the script %s', async (_, script) => {
    const { requests } = vendor(script)
    await expect(load(await plugin())).rejects.toThrow(NOT_RUPT)
    expect(requests).toHaveLength(1)
  })
})

describe('an SDK that takes its time', () => {
  it('holds Segment for two seconds and no longer', async () => {
    vendor('hangs')
    const loading = outcome(load(await plugin()))

    await jest.advanceTimersByTimeAsync(LONGEST_HOLD - 1)
    expect(loading.is).toBe('waiting')
    await jest.advanceTimersByTimeAsync(1)
    expect(loading.is).toBe('loaded')
  })

  it('holds no event after that', async () => {
    const { late } = await lateVisit()
    await page(late)
  })

  it('holds Segment for two seconds in all, both tries together', async () => {
    const { answer } = vendor('hangs', 'hangs')
    const loading = outcome(load(await plugin()))

    await jest.advanceTimersByTimeAsync(LONGEST_HOLD - 500)
    answer('fails')
    await jest.advanceTimersByTimeAsync(500)
    expect(loading.is).toBe('loaded')
  })

  it('attaches the devices of the meantime when it arrives, each once', async () => {
    const attach = attached()
    const { late, answer, requests } = await lateVisit()

    await page(late, { userId: 'user-1' })
    await page(late, { userId: 'user-1' })
    await page(late, { userId: 'user-2' })
    await jest.advanceTimersByTimeAsync(60_000)
    expect(attach).not.toHaveBeenCalled()

    answer(defines(attach))
    await jest.advanceTimersByTimeAsync(0)
    expect(accounts(attach)).toEqual(['user-1', 'user-2'])

    await page(late, { userId: 'user-3' })
    expect(accounts(attach)).toEqual(['user-1', 'user-2', 'user-3'])
    expect(requests).toEqual([SDK_URL])
    expect(warn).not.toHaveBeenCalled()
  })

  it('costs one attach of the same device, however many pages the visitor went through', async () => {
    const attach = attached()
    const { late, answer } = await lateVisit()
    for (let route = 0; route < 1000; route++) {
      window.history.pushState(null, '', `/${route}`)
      await page(late)
    }
    answer(defines(attach))
    await jest.advanceTimersByTimeAsync(0)
    expect(attach).toHaveBeenCalledTimes(1)

    await page(late)
    expect(attach).toHaveBeenCalledTimes(2)
  })

  it('counts an attach that waited for it as under way until Rupt has answered', async () => {
    const attach = jest.fn(() => new Promise(() => {}))
    const { late, answer } = await lateVisit()
    await page(late)
    answer(defines(attach))
    await jest.advanceTimersByTimeAsync(0)

    await page(late)
    await jest.advanceTimersByTimeAsync(0)
    expect(attach).toHaveBeenCalledTimes(1)
  })

  it('tells Segment of an attach that throws once it is there', async () => {
    const { late, answer } = await lateVisit()
    answer(defines(() => { throw new Error('broken') })) // prettier-ignore
    await jest.advanceTimersByTimeAsync(0)

    await expect(page(late)).rejects.toThrow('broken')
  })

  it('warns of an attach that waited for it and then failed', async () => {
    const { late, answer } = await lateVisit()
    await page(late)
    answer(defines(() => { throw new Error('broken') })) // prettier-ignore
    await jest.advanceTimersByTimeAsync(0)

    expect(warn.mock.calls).toEqual([[expect.stringContaining('this device was not attached')]])
  })

  it.each([
    ['fails', FAILED, 'fails'],
    ['is not Rupt', NOT_RUPT, () => {}]
  ] as const)('is warned of once when it %s in the end', async (_, message, script) => {
    const { late, answer } = await lateVisit()
    await page(late, { userId: 'user-1' })
    await page(late, { userId: 'user-2' })

    answer(script)
    await jest.advanceTimersByTimeAsync(0)
    expect(warn.mock.calls).toEqual([[message]])

    await page(late, { userId: 'user-3' })
    await jest.advanceTimersByTimeAsync(0)
    expect(warn).toHaveBeenCalledTimes(1)
  })
})

function accounts(attach: jest.Mock) {
  return attach.mock.calls.map(([config]: [{ account: string }]) => config.account)
}
