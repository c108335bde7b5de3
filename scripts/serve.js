// Serves this destination to Segment's Actions Tester, like `serve --browser` of Segment's CLI: npm run serve
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

/** The pages that may read the manifest: the places where Segment runs the tester. */
const ORIGINS = [
  'https://app.segment.com',
  'https://eu1.app.segment.com',
  'https://app.segment.build',
  'https://eu1.app.segment.build',
  'http://localhost:8000'
]

/**
 * The tester expects the bundle on these ports: on the first by its name, on the second by an obfuscated name. Only our
 * tests, several of which may run on a machine, choose others.
 */
const BUNDLE_PORTS = (process.env.BUNDLE_PORTS ?? '9000,9001').split(',').map(Number)
const OBFUSCATED = Buffer.from('rupt').toString('base64').replace(/=/g, '')

const HELP = `Serves the destination to Segment's Actions Tester: npm run serve -- [options]

  -n, --noUI   does not open the tester in the browser
  -h, --help   prints this

The environment variable PORT sets the port of the manifest, which is 3000 by default. The next port is used as well.
The bundle is always on ports ${BUNDLE_PORTS.join(' and ')}.`

const { values: options } = parseArgs({
  options: { noUI: { type: 'boolean', short: 'n' }, help: { type: 'boolean', short: 'h' } }
})
if (options.help) {
  console.log(HELP)
  process.exit()
}
const port = parseInt(process.env.PORT ?? '', 10) || 3000

const root = new URL('..', import.meta.url)

/**
 * The files of the last successful build, by path.
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

console.log(`Open the Actions Tester: ${TESTER}
It reads this destination from here, until you press Ctrl+C:
  manifest        http://localhost:${port}/manifest
  change notices  ws://localhost:${port + 1}
  bundle          http://localhost:${BUNDLE_PORTS[0]}/dist/web/rupt.js
                  http://localhost:${BUNDLE_PORTS[1]}/dist/web/${OBFUSCATED}.js
Rebuilds when src/ changes.`)
if (!options.noUI) await open(TESTER)

/** Builds again as long as files change during a build. After each build, notifies the pages. */
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

/** Builds dist/ and serves it. When the build fails, the last successful one stays. */
async function build() {
  const status = await new Promise((resolve) => {
    spawn(process.execPath, [fileURLToPath(new URL('scripts/build.js', root))], { stdio: 'inherit' }).on(
      'exit',
      resolve
    )
  })
  try {
    if (status !== 0) throw new Error('See the error above.')
    // Without the query, Node would return the module of the first build.
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
    console.error(`The build failed${served.size > 0 ? '. The last successful build is still served' : ''}. ${message}`)
    return false
  }
}

/** @param {string} file */
function dist(file) {
  return readFile(new URL(`dist/web/${file}`, root), 'utf8')
}

/**
 * The whole definition. JSON drops its functions.
 * @param {object} definition
 */
function manifest(definition) {
  return JSON.stringify({ ...definition, directoryName: 'rupt' })
}

/** A server for the files of the last successful build. */
function answering() {
  return createServer(({ method = '', url = '', headers }, response) => {
    const allowed = ORIGINS.includes(headers.origin ?? '')
    response.setHeader('Vary', 'Origin')
    if (allowed) response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '')

    if (method === 'OPTIONS') {
      response.setHeader('Vary', 'Origin, Access-Control-Request-Headers')
      response.setHeader('Access-Control-Allow-Methods', 'GET,HEAD')
      response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '')
      // Browsers ask before a page from the internet may reach this machine.
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
 * Waits until the server listens. Exits when it cannot.
 * @param {number} port
 * @param {import('node:events').EventEmitter} server
 */
async function listening(port, server) {
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const next = BUNDLE_PORTS.includes(port)
      ? 'The Actions Tester expects the bundle on this port, so stop the program that uses it.'
      : `Stop the program that uses it, or choose another port, with the next one free as well: PORT=${port + 100} npm run serve`
    console.error(code === 'EADDRINUSE' ? `Port ${port} is in use. ${next}` : `Port ${port}: ${message}`)
    process.exit(1)
  }
}
