/// <reference lib="webworker" />
/*
 * Rupt's side: answers for `*.rupt.dev` as the scenario in the asking page's URL says, and leaves every other request
 * alone. A page is one visit; what goes on between it and Rupt is told to the playground under the visit's id.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

const told = new BroadcastChannel('rupt')

/**
 * The streams that pages listen on, by visit.
 * @type {Map<string | null, ReadableStreamDefaultController<Uint8Array>>}
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

/** The owner logs the visitor's device out. Answers whether a page listened. */
worker.addEventListener('message', (event) => {
  const { visit, message } = /** @type {{ visit: string, message: object }} */ (event.data)
  const stream = streams.get(visit)
  event.ports[0].postMessage(Boolean(stream))
  if (stream) push(stream, visit, message)
})

/**
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function respond({ clientId, request }, url) {
  const page = new URL((await worker.clients.get(clientId))?.url ?? worker.location.href)
  const visit = page.searchParams.get('visit')
  const scenario = page.searchParams.get('scenario')

  const body = request.method === 'POST' ? await request.clone().json() : undefined
  told.postMessage({ kind: 'request', visit, method: request.method, url: url.href, body })

  const answering = scenario === 'live' ? fetch(request) : answer(url, scenario, visit)
  const response = await answering.catch(() => Response.error())
  told.postMessage({ kind: 'answer', visit, url: url.href, ...(await readable(url, response)) })
  return response
}

/**
 * What the timeline shows of an answer: not the SDK's code, nor a stream, which has no end.
 * @param {URL} url
 * @param {Response} response
 */
async function readable(url, response) {
  if (response.type === 'error') return { status: 'Failed' }
  // The real SDK, live: a script from another host.
  if (response.type === 'opaque') return { status: 'Sent' }
  const shown = url.pathname.startsWith('/v2/device/')
  return { status: response.status, body: shown ? await response.clone().text() : undefined }
}

/**
 * @param {URL} url
 * @param {string | null} scenario
 * @param {string | null} visit
 * @returns {Promise<Response>}
 */
async function answer(url, scenario, visit) {
  if (url.hostname === 'cdn.rupt.dev') return sdk(scenario ?? '')
  if (url.pathname.endsWith('/listen')) return listen(url, scenario, visit)

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
 */
function listen(url, scenario, visit) {
  const headers = { 'content-type': 'text/event-stream' }
  // Refused, the SDK listens for no device at all, and the stream ends; the browser asks again every 3 s.
  if (url.pathname.includes('/undefined/')) return new Response(': refused\n\n', { headers })

  const body = new ReadableStream({
    start(stream) {
      streams.set(visit, stream)
      stream.enqueue(new TextEncoder().encode(': connected\n\n'))
      if (scenario === 'over') {
        const challenge = { action: 'challenge', challenge: { _id: 'challenge-1' } }
        push(stream, visit, { ...challenge, url: `${worker.location.origin}/landing/challenge` })
      }
    },
    cancel: () => void streams.delete(visit)
  })
  return new Response(body, { headers })
}

/**
 * @param {ReadableStreamDefaultController<Uint8Array>} stream
 * @param {string | null} visit
 * @param {object} message
 */
function push(stream, visit, message) {
  told.postMessage({ kind: 'push', visit, body: message })
  stream.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`))
}
