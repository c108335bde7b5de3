/// <reference lib="webworker" />
/*
 * Answers requests to `*.rupt.dev` according to the scenario of the requesting page, and ignores all others. Each page is
 * one visit; its traffic is reported to the tool under the visit's ID.
 */
import { answerOf, isRupt, readable, readableBody, sent } from './answers'
import type { Answer } from './answers'
import { pageAt } from '../pages'

const worker = self as unknown as ServiceWorkerGlobalScope

const seen = new BroadcastChannel('rupt')

interface Listening {
  request: string
  stream: ReadableStreamDefaultController<Uint8Array>
}

/** The stream that a page listens on, by visit. */
const streams = new Map<string, Listening>()

worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', (event) => {
  const { url, destination } = event.request
  if (isRupt(url)) event.respondWith(respond(event))
  else if (destination === 'iframe') event.respondWith(page(url))
})

/** A static host has a page only at its file's address. */
async function page(url: string): Promise<Response> {
  const { scope } = worker.registration
  const file = pageAt(url.replace(scope, '').replace(/[?#].*/, ''))
  const html = await (await fetch(file)).text()
  return new Response(html.replace(/"\.\.\//g, `"${scope}`), {
    headers: { 'content-type': 'text/html; charset=utf-8' }
  })
}

/** The owner logs this device out. Replies whether a page was listening. */
worker.addEventListener('message', (event) => {
  const { visit, message } = event.data as { visit: string; message: object }
  const listening = streams.has(visit)
  event.ports[0].postMessage(listening)
  if (listening) push(visit, message)
})

async function respond({ clientId, request: asked }: FetchEvent): Promise<Response> {
  // The address that the page was opened with, whatever the page changes it to.
  const { searchParams } = new URL((await worker.clients.get(clientId))?.url ?? worker.location.href)
  const visit = searchParams.get('playground-visit') ?? ''
  const scenario = searchParams.get('playground-scenario') ?? ''
  const { method, url } = asked
  const request = crypto.randomUUID()

  const body = method === 'POST' ? readableBody(await asked.clone().text()) : undefined
  const headers = Object.fromEntries(asked.headers)
  seen.postMessage({ kind: 'request', visit, request, method, url, headers, body })

  const challengeUrl = `${worker.registration.scope}rupt/challenge`
  const answering =
    scenario === 'live' ? fetch(asked) : made(answerOf({ method, url, scenario, challengeUrl }), visit, request)
  const response = await answering.catch(() => Response.error())
  seen.postMessage({ kind: 'answer', visit, request, ...(await shown(url, response)) })
  return response
}

/** What a card shows: neither the SDK's code nor a stream, which never ends. */
async function shown(url: string, response: Response) {
  if (response.type === 'error') return { status: 'failed' }
  // The real SDK, live: a script from another host.
  if (response.type === 'opaque') return { status: 'sent' }
  if (!new URL(url).pathname.startsWith('/v2/device/')) return { status: response.status }
  return { status: response.status, body: readable(await response.clone().text()) }
}

async function made(answer: Answer, visit: string, request: string): Promise<Response> {
  switch (answer.kind) {
    case 'failed':
      return Response.error()
    case 'never':
      return new Promise(() => {})
    case 'body':
      return new Response(answer.status === 204 ? null : answer.body, answer)
    case 'sdk':
      await new Promise((resolve) => setTimeout(resolve, answer.after))
      return fetch('rupt.js')
    case 'stream':
      return answer.ends ? new Response(sent(), answer) : stream(answer, visit, request)
  }
}

function stream({ headers, messages }: Answer & { kind: 'stream' }, visit: string, request: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      streams.set(visit, { request, stream })
      stream.enqueue(new TextEncoder().encode(sent()))
      for (const message of messages) push(visit, message)
    },
    cancel() {
      // The SDK opens the next one before it closes this one.
      if (streams.get(visit)?.request === request) streams.delete(visit)
    }
  })
  return new Response(body, { headers })
}

function push(visit: string, message: object): void {
  const listening = streams.get(visit)
  if (!listening) return
  seen.postMessage({ kind: 'push', visit, request: listening.request, body: message })
  listening.stream.enqueue(new TextEncoder().encode(sent(message)))
}
