/// <reference lib="webworker" />
/*
 * Answers requests to `*.rupt.dev` according to the scenario of the requesting page, and ignores all others. Each page is
 * one visit; its traffic is reported to the tool under the visit's ID.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

const seen = new BroadcastChannel('rupt')

/**
 * The stream that a page listens on, by visit.
 * @type {Map<string | null, { request: string, stream: ReadableStreamDefaultController<Uint8Array> }>}
 */
const streams = new Map()

const WITHIN_LIMIT = {
  success: true,
  attached_devices: 1,
  default_device_limit: 3,
  block_over_usage: false,
  device_id: 'device-1',
  access: 'access-1'
}

worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (url.hostname.endsWith('.rupt.dev')) event.respondWith(respond(event, url))
})

/** The owner logs this device out. Replies whether a page was listening. */
worker.addEventListener('message', (event) => {
  const { visit, message } = /** @type {{ visit: string, message: object }} */ (event.data)
  const listening = streams.has(visit)
  event.ports[0].postMessage(listening)
  if (listening) push(visit, message)
})

/**
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function respond({ clientId, request: sent }, url) {
  // The address that the page was opened with, whatever the page changes it to.
  const { searchParams } = new URL((await worker.clients.get(clientId))?.url ?? worker.location.href)
  const visit = searchParams.get('playground-visit')
  const scenario = searchParams.get('playground-scenario')
  const request = crypto.randomUUID()

  const body = sent.method === 'POST' ? withoutFingerprint(await sent.clone().json()) : undefined
  seen.postMessage({ kind: 'request', visit, request, method: sent.method, url: url.href, body })

  const answering = scenario === 'live' ? fetch(sent) : answer(url, scenario, visit, request)
  const response = await answering.catch(() => Response.error())
  seen.postMessage({ kind: 'answer', visit, request, ...(await readable(url, response)) })
  return response
}

/**
 * The collected signals are long and say nothing about the mapping.
 * @param {Record<string, unknown>} body
 */
function withoutFingerprint({ signals, fingerprint, last_fingerprint, ...body }) {
  return {
    ...body,
    fingerprint: `${JSON.stringify({ signals, fingerprint, last_fingerprint }).length} characters, left out here`
  }
}

/**
 * What a card shows: neither the SDK's code nor a stream, which never ends.
 * @param {URL} url
 * @param {Response} response
 */
async function readable(url, response) {
  if (response.type === 'error') return { status: 'failed' }
  // The real SDK, live: a script from another host.
  if (response.type === 'opaque') return { status: 'sent' }
  if (!url.pathname.startsWith('/v2/device/')) return { status: response.status }
  const text = await response.clone().text()
  try {
    return { status: response.status, body: JSON.parse(text) }
  } catch {
    return { status: response.status, body: text }
  }
}

/**
 * @param {URL} url
 * @param {string | null} scenario
 * @param {string | null} visit
 * @param {string} request
 * @returns {Promise<Response>}
 */
async function answer(url, scenario, visit, request) {
  if (url.hostname === 'cdn.rupt.dev') return sdk(scenario ?? '')
  if (url.pathname.endsWith('/listen')) return listen(url, scenario, visit, request)

  switch (scenario) {
    case 'over':
      return Response.json({ ...WITHIN_LIMIT, attached_devices: 4 })
    case 'suspended':
      return Response.json({ ...WITHIN_LIMIT, suspended: true })
    case 'refused':
      return Response.json({ success: false, message: 'Unauthorized' }, { status: 401 })
    case 'error':
      return new Response('<h1>500</h1>', { status: 500, headers: { 'content-type': 'text/html' } })
    case 'silent':
      return new Promise(() => {})
    default:
      return Response.json(WITHIN_LIMIT)
  }
}

/** @param {string} scenario */
async function sdk(scenario) {
  if (scenario === 'sdk-blocked') return Response.error()
  if (scenario === 'sdk-never') return new Promise(() => {})
  if (scenario === 'sdk-slow') await new Promise((resolve) => setTimeout(resolve, 5000))
  return fetch('/rupt.js')
}

/**
 * @param {URL} url
 * @param {string | null} scenario
 * @param {string | null} visit
 * @param {string} request
 */
function listen(url, scenario, visit, request) {
  const headers = { 'content-type': 'text/event-stream' }
  // When refused, the SDK listens for device `undefined`. This stream ends, and the browser reconnects every 3 s.
  if (url.pathname.includes('/undefined/')) return new Response(': refused\n\n', { headers })

  const body = new ReadableStream({
    start(stream) {
      streams.set(visit, { request, stream })
      stream.enqueue(new TextEncoder().encode(': connected\n\n'))
      if (scenario === 'over') {
        const challenge = { action: 'challenge', challenge: { _id: 'challenge-1' } }
        push(visit, { ...challenge, url: `${worker.location.origin}/rupt/challenge` })
      }
    },
    cancel() {
      // The SDK opens the next one before it closes this one.
      if (streams.get(visit)?.request === request) streams.delete(visit)
    }
  })
  return new Response(body, { headers })
}

/**
 * @param {string | null} visit
 * @param {object} message
 */
function push(visit, message) {
  const listening = streams.get(visit)
  if (!listening) return
  seen.postMessage({ kind: 'push', visit, request: listening.request, body: message })
  listening.stream.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`))
}
