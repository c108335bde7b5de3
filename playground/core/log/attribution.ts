// Whose is it? Which call of `Rupt.attach` made a request, led the visitor away, or caused a line on the console.
// Each function gets the calls of one visit, the oldest first.
import type { Config } from '../plan'
import type { Call, Request } from './cards'
import { shortened } from './shortened'

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Whether two calls attach the same device: they differ in metadata or URLs at most. */
export const sameDevice = (planned: Config | undefined, called: Config) =>
  planned !== undefined && same(device(planned), device(called))

function device(config: Config): Config {
  const { metadata: _metadata, redirect_urls: _urls, ...device } = config
  return device
}

export const isAttach = (url: string) => url.includes('/v2/device/attach')

const isStream = (url: string) => url.includes('/listen')

const isObject = (value: unknown) => typeof value === 'object' && value !== null

const last = (calls: readonly Call[], fits: (call: Call) => boolean) => [...calls].reverse().find(fits)

/** The call that makes a request. */
export function askedBy(calls: readonly Call[], { url, body }: Pick<Request, 'url' | 'body'>): Call | undefined {
  if (isStream(url)) {
    // The SDK opens a stream once it has read an answer, and opens it again when it breaks.
    const read = calls.filter(({ attach }) => isObject(attach?.answer))
    return read.find(({ streams }) => streams.length === 0) ?? read[read.length - 1]
  }
  if (!isAttach(url)) return undefined
  const { user, email, phone, metadata } = (body ?? {}) as Record<string, unknown>
  const sent = ({ account, email, phone, metadata }: Config) => shortened([account, email, phone, metadata])
  const asking = calls.filter(({ attach, config }) => !attach && same([user, email, phone, metadata], sent(config)))
  // A call that has ended may never have asked.
  return asking.find(({ outcome }) => !outcome) ?? asking[0]
}

/** A request, and the call that made it. */
export function requestOf(calls: readonly Call[], id: string): [Request, Call] | undefined {
  for (const call of [...calls].reverse()) {
    const request = [call.attach, ...call.streams].find((request) => request?.id === id)
    if (request) return [request, call]
  }
  return undefined
}

/** The call whose answer or stream sends the visitor away. The redirect may be seen before its cause. */
export function redirectedBy(calls: readonly Call[]): Call | undefined {
  return (
    last(calls, ({ pushes }) => pushes.length > 0) ??
    last(calls, ({ attach, outcome }) => attach !== undefined && outcome === undefined) ??
    last(calls, ({ attach }) => attach !== undefined)
  )
}

/** The call that a warning on the console is about. An export of the message would cost each visitor 10 bytes. */
export function warnedBy(calls: readonly Call[], text: string): Call | undefined {
  if (!text.startsWith('Rupt: attach failed.')) return undefined
  return last(calls, ({ outcome }) => outcome?.how === 'rejected' || outcome?.how === 'threw')
}

/** The same call that has no answer yet, and so is not made again. */
export function inFlight(calls: readonly Call[], config: Config): Call | undefined {
  return last(calls, (call) => !call.outcome && same(call.config, config))
}
