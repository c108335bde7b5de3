// What Rupt answers in each scenario, as the real one was seen to. For the service worker and Node alike.
import { shortened } from '../core/log/shortened'

/** The page's message when the owner logs this device out. */
export const LOGOUT = { action: 'logout' }

/** Rupt's real answer for a device within the limit. */
export const WITHIN_LIMIT = {
  success: true,
  attached_devices: 1,
  default_device_limit: 3,
  block_over_usage: false,
  device_id: 'device-1',
  access: 'access-1'
}

export interface Asking {
  method: string
  url: string
  scenario: string
  /** The page that stands in for Rupt's hosted one. */
  challengeUrl: string
}

export type Answer =
  | { kind: 'body'; status: number; headers: Record<string, string>; body: string }
  /** The SDK's file, after so many milliseconds. */
  | { kind: 'sdk'; after: number }
  /** A stream of server-sent events with these messages. It ends then, or stays open for more. */
  | { kind: 'stream'; headers: Record<string, string>; messages: object[]; ends: boolean }
  /** As a content blocker or a missing network has it. */
  | { kind: 'failed' }
  | { kind: 'never' }

export const isRupt = (url: string) => new URL(url).hostname.endsWith('.rupt.dev')

/** Any page may read the answer. `*` does not cover Authorization. */
export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type'
}

export function answerOf({ method, url, scenario, challengeUrl }: Asking): Answer {
  const { hostname, pathname } = new URL(url)
  if (hostname === 'cdn.rupt.dev') return sdk(scenario)
  if (method === 'OPTIONS') return body('', 204)
  if (pathname.endsWith('/listen')) return stream(pathname, scenario, challengeUrl)

  switch (scenario) {
    case 'over':
      return json({ ...WITHIN_LIMIT, attached_devices: 4 })
    case 'suspended':
      return json({ ...WITHIN_LIMIT, suspended: true })
    case 'refused':
      return json({ success: false, message: 'Unauthorized' }, 401)
    case 'error':
      return body('<h1>500</h1>', 500, 'text/html')
    case 'silent':
      return { kind: 'never' }
    default:
      return json(WITHIN_LIMIT)
  }
}

function sdk(scenario: string): Answer {
  if (scenario === 'sdk-blocked') return { kind: 'failed' }
  if (scenario === 'sdk-never') return { kind: 'never' }
  return { kind: 'sdk', after: scenario === 'sdk-slow' ? 5000 : 0 }
}

function stream(pathname: string, scenario: string, challengeUrl: string): Answer {
  const headers = { ...CORS, 'content-type': 'text/event-stream' }
  // When refused, the SDK listens for device `undefined`. This stream ends, and the browser reconnects every 3 s.
  if (pathname.includes('/undefined/')) return { kind: 'stream', headers, messages: [], ends: true }
  const challenge = { action: 'challenge', challenge: { _id: 'challenge-1' }, url: challengeUrl }
  return { kind: 'stream', headers, messages: scenario === 'over' ? [challenge] : [], ends: false }
}

const json = (value: unknown, status = 200) => body(JSON.stringify(value), status, 'application/json')

const body = (body: string, status: number, type?: string): Answer => ({
  kind: 'body',
  status,
  headers: { ...CORS, ...(type && { 'content-type': type }) },
  body
})

/** A message as a stream carries it. Without one, what opens the stream. */
export const sent = (message?: object) => (message ? `data: ${JSON.stringify(message)}\n\n` : ': connected\n\n')

/** What a card shows of a request's body, whatever it is. */
export function readableBody(body: string | null): unknown {
  if (!body) return undefined
  return shortened(body.length > MAX_BODY ? body : readable(body))
}

/** Longer than any of the SDK's, in characters: what a page sends can be endless. */
const MAX_BODY = 500_000

/** What a card shows of an answer's body. */
export function readable(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
