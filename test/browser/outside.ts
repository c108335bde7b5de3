// Runs in a network of its own, where it is the name server and everything else: visits that end in every way. Prints what
// was looked up, and what was connected to.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Browser, Page } from '@playwright/test'
import type { Files } from '../../playground/visit/site'
import { Customer } from './customer'

/** Its address: what is bundled does not know where it lies. */
const [, outside, scripts, how] = process.argv
const { command, files, launch } = (await import(scripts)) as typeof import('../../scripts/visit.js')

/** What the name server answers, whatever it is asked. */
const ANYWHERE = '127.0.0.2'
const PROXY = 3128

const seen = new Set<string>()

/** Answers each question for an IPv4 address with one. */
async function nameServer(): Promise<void> {
  const server = createSocket('udp4')
  server.on('message', (query, { port, address }) => {
    const labels: string[] = []
    let end = 12
    for (; query[end] > 0; end += query[end] + 1) labels.push(query.toString('latin1', end + 1, end + 1 + query[end]))
    seen.add(`look-up of ${labels.join('.')}`)
    const ipv4 = query.readUInt16BE(end + 1) === 1
    const header = [query[0], query[1], 0x81, 0x80, 0, 1, 0, Number(ipv4), 0, 0, 0, 0]
    const answer = ipv4 ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...ANYWHERE.split('.').map(Number)] : []
    server.send(Buffer.from([...header, ...query.subarray(12, end + 5), ...answer]), port, address)
  })
  server.bind(53, '127.0.0.1')
  await once(server, 'listening')
}

async function listener(port: number, address: string): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      seen.add(`${address}:${port} got ${/^[\x20-\x7e]+/.exec(data.toString('latin1'))?.[0] ?? 'bytes'}`)
      socket.destroy()
    })
  })
  server.listen(port, address)
  await once(server, 'listening')
}

/** All that a page can do to reach Rupt and Segment, at once and as it is left. */
const REACHES = `
  <link rel="dns-prefetch" href="//prefetched.rupt.dev"><link rel="preconnect" href="https://preconnected.rupt.dev">
  <link rel="dns-prefetch" href="//events.eu1.segmentapis.com">
  <script>
    const send = () => {
      for (const host of ['api.rupt.dev', 'suspended.sabl.app', 'api.segment.io', 'events.eu1.segmentapis.com']) {
        navigator.sendBeacon('https://' + host + '/v1/b', '{}')
        fetch('https://' + host + '/v1/t', { method: 'POST', body: '{}', keepalive: true }).catch(() => {})
      }
    }
    addEventListener('pagehide', send)
    const worker = "for (const host of ['api.rupt.dev', 'api.segment.io']) fetch('https://' + host).catch(() => {})"
    new SharedWorker(URL.createObjectURL(new Blob([worker])))
    new WebSocket('wss://api.rupt.dev/')
    new WebSocket('wss://api.segment.io/')
    new Image().src = 'https://api.segment.io/v1/pixel/page?data=e30='
    new EventSource('https://api.rupt.dev/v2/access/device/undefined/listen')
    send()
  </script>`

interface Visit {
  browser: Browser
  site: Page
  code: Promise<number>
}

type End = (visits: Visit[]) => unknown

const signal = (name: NodeJS.Signals) => () => process.emit(name)

const closeAll = ({ browser }: Visit) =>
  Promise.all(
    browser
      .contexts()[0]
      .pages()
      .map((page) => page.close())
  )

async function kill({ browser }: Visit): Promise<void> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[]
  }
  process.kill(processInfo.find(({ type }) => type === 'browser')!.id, 'SIGKILL')
}

/** By scenario, the request that shows that the visit has come as far as it comes. */
const ASKED: Record<string, RegExp> = {
  within: /listen/,
  silent: /attach/,
  'sdk-never': /rupt\.js/,
  over: /challenge/,
  suspended: /suspended/
}

/** Visits of these scenarios, and what ends them: two at a time, for two cores. */
const ENDS: [scenarios: string[], end: End][] = [
  [['within', 'silent'], signal('SIGINT')],
  [['within', 'sdk-never'], signal('SIGTERM')],
  [['over'], signal('SIGHUP')],
  // The site's tab, then the window.
  [
    ['within', 'silent'],
    (visits) => Promise.all(visits.map((visit) => visit.site.close().then(() => closeAll(visit))))
  ],
  [['within'], ([visit]) => kill(visit)],
  // While the page is left for another one.
  [
    ['suspended'],
    ([{ site }]) => {
      site.goto('http://localhost:1/').catch(() => {})
      process.emit('SIGINT')
    }
  ]
]

async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, 20))
}

const { run } = await command()
const kept = `${outside}.files.json`
const made = how === 'alone' ? (JSON.parse(readFileSync(kept, 'utf8')) as Files) : await files()
const customer = await Customer.open()
const segment = { 'Segment.io': { apiKey: 'key', apiHost: 'api.segment.io/v1' }, 'Actions Rupt': {} }
customer.sources.key = { settings: customer.settings({}, { suspended_url: '' }), document: { integrations: segment } }
customer.pages['/all'] = { key: 'key', before: REACHES, does: `analytics.identify('user-1'); analytics.page()` }

/** Resolves once the site and the tool are there. */
async function visit(rupt: string): Promise<Visit> {
  let browser!: Browser
  let asked = false
  const code = run(['--headless', '--rupt', rupt, customer.url('/all')], {
    files: () => Promise.resolve(made),
    launch: async (options) => {
      const launched = await launch(options)
      browser = launched.browser
      const hear = (url: string) => (asked ||= ASKED[rupt].test(url))
      browser.on('context', (context) => context.on('request', (request) => hear(request.url())))
      return launched
    }
  })
  await until(() => asked && browser.contexts()[0].pages().length === 2)
  return { browser, site: browser.contexts()[0].pages()[0], code }
}

if (how === 'alone') {
  // The command itself is killed.
  await visit('within')
  process.kill(process.pid, 'SIGKILL')
}

await nameServer()
for (const port of [80, 443]) await listener(port, ANYWHERE)
await listener(PROXY, '127.0.0.1')
for (const [scenarios, end] of ENDS) {
  const visits = await Promise.all(scenarios.map(visit))
  await end(visits)
  await Promise.all(visits.map(({ code }) => code))
}
// A proxy looks hosts up itself.
writeFileSync(kept, JSON.stringify(made))
const env = { ...process.env, https_proxy: `http://127.0.0.1:${PROXY}` }
await once(spawn(process.execPath, [outside, scripts, 'alone'], { env, stdio: 'ignore' }), 'exit')
// What is under way when a browser ends.
await new Promise((resolve) => setTimeout(resolve, 300))
writeFileSync(`${outside}.json`, JSON.stringify([...seen].sort()))
process.exit()
