// Rupt's stand-in for a browser that Playwright drives: the same answers as on the playground.
import type { Request, Route } from '@playwright/test'
import { answerOf, LOGOUT, readable, readableBody, sent as onStream } from '../rupt/answers'
import { LIVE } from '../core/running'
import type { Answer } from '../rupt/answers'
import { newId } from '../core/log/sighting'
import type { Seen } from '../core/log/sighting'
import { challengePage, safe } from './challenge'

/** What a card shows of an answer: no code, and no stream. */
const isShown = ({ pathname }: URL) => pathname.startsWith('/v2/device/')

/** Where the stand-in has Rupt's hosted page. */
export const CHALLENGE = 'https://challenge.rupt.dev/'
const VERIFIED = `${CHALLENGE}verified`

/** Where the SDK sends a suspended visitor without a Suspended URL: to a server of Rupt's, outside rupt.dev. */
export const isSuspendedPage = (url: URL) => url.hostname.endsWith('.sabl.app')

export class StandIn {
  /** A stream waits for its first message, and then ends: a routed answer cannot stay open. */
  private waiting: (() => void) | undefined

  constructor(
    public scenario: string,
    private readonly sdk: string,
    private readonly see: (request: Request, seen: Seen) => void,
    private readonly verified: () => void
  ) {}

  async respond(route: Route): Promise<void> {
    const request = route.request()
    const url = new URL(request.url())
    if (isSuspendedPage(url)) return this.scenario === LIVE ? route.continue() : suspendedPage(route)
    if (this.scenario !== LIVE && url.href.startsWith(CHALLENGE)) return this.hosted(route, url)

    const id = newId()
    const method = request.method()
    const body = method === 'POST' ? readableBody(request.postData()) : undefined
    const headers = request.headers()
    if (method !== 'OPTIONS') this.see(request, { kind: 'request', request: id, method, url: url.href, headers, body })
    const answered = (status: number | 'failed' | 'sent', body?: unknown) => {
      if (method !== 'OPTIONS') this.see(request, { kind: 'answer', request: id, status, body })
    }

    if (this.scenario === LIVE) return this.live(route, url, answered)
    await this.carryOut(
      route,
      url,
      answerOf({ method, url: url.href, scenario: this.scenario, challengeUrl: CHALLENGE }),
      answered,
      (message) => this.see(request, { kind: 'push', request: id, body: message })
    )
  }

  /** Whether a page was listening. */
  logOut(): boolean {
    const push = this.waiting
    this.waiting = undefined
    push?.()
    return push !== undefined
  }

  private async live(route: Route, url: URL, answered: (status: number | 'failed' | 'sent', body?: unknown) => void) {
    if (!isShown(url)) {
      answered('sent')
      await route.continue()
      // Without the internet, or with a blocker in the network.
      const response = await route
        .request()
        .response()
        .catch(() => undefined)
      if (response === null) answered('failed')
      return
    }
    try {
      const response = await route.fetch()
      answered(response.status(), readable(await response.text()))
      await route.fulfill({ response })
    } catch {
      answered('failed')
      await route.abort()
    }
  }

  private async carryOut(
    route: Route,
    url: URL,
    answer: Answer,
    answered: (status: number | 'failed', body?: unknown) => void,
    pushed: (message: object) => void
  ): Promise<void> {
    switch (answer.kind) {
      case 'body':
        answered(answer.status, isShown(url) ? readable(answer.body) : undefined)
        return route.fulfill(answer)
      case 'sdk':
        await new Promise((resolve) => setTimeout(resolve, answer.after))
        answered(200)
        return route.fulfill({ path: this.sdk, contentType: 'text/javascript' })
      case 'failed':
        answered('failed')
        return route.abort()
      case 'never':
        return
      case 'stream': {
        answered(200)
        const { headers } = answer
        const send = (messages: object[]) => {
          messages.forEach(pushed)
          return route.fulfill({ headers, body: onStream() + messages.map(onStream).join('') })
        }
        if (answer.ends || answer.messages.length > 0) return send(answer.messages)
        // The page may be gone by then.
        this.waiting = () => void send([LOGOUT]).catch(() => {})
      }
    }
  }

  /** Rupt's hosted page, whose choices lead to the site's own URLs. */
  private hosted(route: Route, url: URL): Promise<void> {
    if (!url.href.startsWith(VERIFIED)) {
      return route.fulfill({ contentType: 'text/html', body: challengePage(url.searchParams, VERIFIED) })
    }
    this.verified()
    return route.fulfill({ status: 302, headers: { location: safe(url.searchParams.get('success')) ?? CHALLENGE } })
  }
}

const suspendedPage = (route: Route) =>
  route.fulfill({
    contentType: 'text/html',
    body: '<!doctype html><title>Suspended</title><p>Rupt (stand-in)</p><h1>Suspended</h1><p>Rupt hosts this page.</p>'
  })
