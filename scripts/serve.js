// Serves this destination to Segment's Actions Tester, as `serve --browser` of Segment's CLI does: npm run serve
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { watch } from 'chokidar'
import open from 'open'
import { WebSocketServer } from 'ws'

const TESTER = 'https://app.segment.com/dev-center/actions-tester'

/** The pages that may read the manifest: the tester, wherever Segment runs it. */
const ORIGINS = [
  'https://app.segment.com',
  'https://eu1.app.segment.com',
  'https://app.segment.build',
  'https://eu1.app.segment.build',
  'http://localhost:8000'
]

/** Fixed: the tester asks for the bundle on these, under its name on one and under an obfuscated one on the other. */
const BUNDLE_PORTS = [9000, 9001]
const OBFUSCATED = Buffer.from('rupt').toString('base64').replace(/=/g, '')

const { values: options } = parseArgs({ options: { noUI: { type: 'boolean', short: 'n' } } })
const port = parseInt(process.env.PORT ?? '', 10) || 3000

const root = new URL('..', import.meta.url)

/**
 * What the last good build made, by path; nothing before that.
 * @type {Map<string, { type: string, body: string }>}
 */
let served = new Map()

await listening(port, answering().listen(port, '127.0.0.1'))
const notices = new WebSocketServer({ host: '127.0.0.1', port: port + 1 })
await listening(port + 1, notices)
for (const bundlePort of BUNDLE_PORTS) await listening(bundlePort, answering().listen(bundlePort, '127.0.0.1'))

let building = false
let changed = false
watch(fileURLToPath(new URL('src', root)), { ignoreInitial: true }).on('all', () => void rebuild())
await rebuild()

console.log(`The Actions Tester: ${TESTER}
It reads from here, until you press Ctrl+C:
  the manifest        http://localhost:${port}/manifest
  notices of changes  ws://localhost:${port + 1}
  the bundle          http://localhost:${BUNDLE_PORTS[0]}/dist/web/rupt.js
                      http://localhost:${BUNDLE_PORTS[1]}/dist/web/${OBFUSCATED}.js
Each is built anew when src/ changes.`)
if (!options.noUI) await open(TESTER)

/** Builds until no change has come while a build ran, and tells the pages after each. */
async function rebuild() {
  changed = true
  if (building) return
  building = true
  while (changed) {
    changed = false
    if (await build()) for (const page of notices.clients) page.send('change')
  }
  building = false
}

/** Builds dist/, and serves what it holds. A build that fails is printed, and what was served before is still served. */
async function build() {
  const status = await new Promise((resolve) => {
    spawn(process.execPath, [fileURLToPath(new URL('scripts/build.js', root))], { stdio: 'inherit' }).on(
      'exit',
      resolve
    )
  })
  try {
    if (status !== 0) throw new Error('See the error above.')
    // Node would give the module of the first build again.
    const module = /** @type {typeof import('../src/index')} */ (await import(`../dist/index.js?${Date.now()}`))
    const bundle = { type: 'application/javascript; charset=utf-8', body: await dist('rupt.js') }
    served = new Map([
      ['/manifest', { type: 'application/json; charset=utf-8', body: manifest(module.destination) }],
      ['/dist/web/rupt.js', bundle],
      [`/dist/web/${OBFUSCATED}.js`, bundle],
      ['/dist/web/rupt.js.map', { type: 'application/json; charset=utf-8', body: await dist('rupt.js.map') }]
    ])
    return true
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    console.error(`The build failed${served.size > 0 ? ', and the last good one is still served' : ''}. ${message}`)
    return false
  }
}

/** @param {string} file */
function dist(file) {
  return readFile(new URL(`dist/web/${file}`, root), 'utf8')
}

/**
 * The whole definition, less its functions, which JSON drops.
 * @param {object} definition
 */
function manifest(definition) {
  return JSON.stringify({ ...definition, directoryName: 'rupt' })
}

/** A server of what the last good build made. */
function answering() {
  return createServer(({ method = '', url = '', headers }, response) => {
    const allowed = ORIGINS.includes(headers.origin ?? '')
    response.setHeader('Vary', 'Origin')
    if (allowed) response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '')

    if (method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Methods', 'GET,HEAD')
      response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '')
      // A browser asks whether a page of the internet may reach this machine.
      if (allowed) response.setHeader('Access-Control-Allow-Private-Network', 'true')
      response.writeHead(204).end()
      return
    }

    const file = ['GET', 'HEAD'].includes(method) ? served.get(url.replace(/\?.*/, '')) : undefined
    if (file) response.writeHead(200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache' }).end(file.body)
    else response.writeHead(404).end()
  })
}

/**
 * Ends the process where the port cannot be had.
 * @param {number} port
 * @param {import('node:events').EventEmitter} server
 */
async function listening(port, server) {
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const next = BUNDLE_PORTS.includes(port)
      ? 'The Actions Tester asks for the bundle there: stop the program that listens on it.'
      : `Stop the program that listens on it, or choose another, which takes the one after it too: PORT=${port + 100} npm run serve`
    console.error(code === 'EADDRINUSE' ? `Port ${port} is taken. ${next}` : `Port ${port}: ${message}`)
    process.exit(1)
  }
}
