// A site as customers have them, on this machine alone: their pages, a CDN domain of their own, and Segment's API.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import snippet from '@segment/snippet'
import { presetSubscription } from '../preset'

const UMD = 'node_modules/@segment/analytics-next/dist/umd/'

interface Page {
  /** What runs before the snippet. */
  before?: string
  /** What the site and its visitor do. */
  does?: string
  /** What stands in place of `analytics.load(key)`. */
  load?: string
  /** The source that the page loads. None: a page without Analytics.js. */
  key?: string
  policy?: string
  /** What one sees. */
  body?: string
}

export const NONCE = 'r4nd0m'

const signsIn = `analytics.identify('user-1', { email: 'ada@example.com' }); analytics.page()`

export class Customer {
  /** By write key, Rupt's entry in the settings document; null where it is not enabled. */
  readonly sources: Record<string, { settings: Record<string, unknown>; document?: object; folder?: string } | null> = {
    key: { settings: this.settings() },
    none: null
  }

  readonly pages: Record<string, Page> = {
    '/': { key: 'key', does: 'analytics.page()' },
    '/in': { key: 'key', does: signsIn },
    '/out': {},
    '/new': {},
    '/suspended': {}
  }

  /** What reached Segment's API, and the paths that were asked of the CDN. */
  readonly events: { type: string }[] = []
  readonly files: string[] = []
  /** The sources whose settings document comes late. */
  readonly slow = new Set<string>()
  /** The site's own scripts. */
  readonly scripts: Record<string, string> = {}

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response))
  }

  static async open(): Promise<Customer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, resolve))
    return new Customer(server)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  get port() {
    return (this.server.address() as AddressInfo).port
  }

  /** The address of a page. */
  url(path = '/') {
    return `http://localhost:${this.port}${path}`
  }

  /** Another host to browsers: their CDN and API domain. */
  get other() {
    return `127.0.0.1:${this.port}`
  }

  settings(mapping: Record<string, unknown> = {}, changed: Record<string, unknown> = {}) {
    return {
      client_id: 'client-1',
      new_account_url: '/new',
      logout_url: '/out',
      suspended_url: '/suspended',
      // As the version that Segment serves can read it, too.
      subscriptions: [{ ...presetSubscription(mapping), subscribe: 'type = "page"' }],
      ...changed
    }
  }

  private document(key: string) {
    const source = this.sources[key]
    const plugin = (name: string, library: string, settings: object = {}, folder = library) => ({
      name,
      creationName: name === 'Rupt' ? 'Actions Rupt' : name,
      libraryName: `${library}Destination`,
      url: `https://cdn.segment.com/next-integrations/actions/${folder}/3f1c.js`,
      settings: { subscriptions: [], ...settings }
    })
    return {
      integrations: {
        'Segment.io': { apiKey: key, apiHost: `${this.other}/api/v1`, protocol: 'http' },
        ...(source && { 'Actions Rupt': {} })
      },
      metrics: { sampleRate: 0 },
      remotePlugins: [
        plugin('Amplitude', 'amplitude'),
        ...(source ? [plugin('Rupt', 'rupt', source.settings, source.folder)] : []),
        plugin('Braze', 'braze')
      ],
      ...source?.document
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url())
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    const send = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body)
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()

    if (pathname.startsWith('/api/v1/')) {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks).toString()
      this.events.push(JSON.parse(body || '{"type":"pixel"}') as { type: string })
      return void send('application/json', '{"success":true}')
    }
    const [, key] = /\/projects\/(\w+)\/settings$/.exec(pathname) ?? []
    if (this.slow.has(key)) await new Promise((resolve) => setTimeout(resolve, 500))
    if (key) return void send('application/json', JSON.stringify(this.document(key)))
    if (pathname.endsWith('.js')) {
      this.files.push(pathname)
      return void send('text/javascript', this.scripts[pathname] ?? script(pathname))
    }
    const page = this.pages[pathname]
    if (!page) return void response.writeHead(404).end('Not found')
    if (page.policy) response.setHeader('content-security-policy', page.policy.replace(/HOST/g, this.other))
    return void send('text/html', this.html(pathname, page))
  }

  private html(
    path: string,
    { before = '', key = '', does = '', load = `analytics.load('${key}')`, body = `<h1>${path}</h1>` }: Page
  ): string {
    const loader = snippet.min({ apiKey: key, host: this.other, page: false, load: false })
    const analytics = `${loader.replace(/https:/g, 'http:')}
      analytics._cdn = 'http://${this.other}'
      ${load}`
    return `<!doctype html><title>${path}</title>${body}${before}
      <script nonce="${NONCE}">${key && analytics}\n${does}</script>`
  }
}

/** Analytics.js with its parts, and the other destinations. Rupt's own copy on the CDN must never run. */
function script(path: string): string | Buffer {
  const name = path.split('/').pop()!
  if (path.includes('/next-integrations/')) {
    const [, folder] = /actions\/(\w+)\//.exec(path)!
    return `window.${folder}Destination = async () => []; window.ran = [...(window.ran || []), '${folder}']`
  }
  return readFileSync(UMD + (name === 'analytics.min.js' ? 'standalone.js' : name))
}
