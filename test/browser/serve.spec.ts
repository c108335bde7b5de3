import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { destination } from '../../src'
import { projectCopy } from '../projectCopy'

const TESTER = 'https://app.segment.com/dev-center/actions-tester'
const PORT = 3100

// The bundle's ports are fixed, so only one server can run at a time.
test.describe.configure({ mode: 'serial' })

let copy: string
let server: ChildProcess
let output: string

/** Runs the server, and waits until it has printed `expected`. */
async function serve(expected: string, port = PORT): Promise<ChildProcess> {
  output = ''
  const child = spawn(process.execPath, ['scripts/serve.js', '-n'], {
    cwd: copy,
    env: { ...process.env, PORT: `${port}` }
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  await expect(() => expect(output).toContain(expected)).toPass()
  return child
}

test.beforeAll(async () => {
  copy = projectCopy()
  server = await serve('Rebuilds when src/ changes.')
})

test.afterAll(async () => {
  server.kill()
  await new Promise((resolve) => server.on('exit', resolve))
  rmSync(copy, { recursive: true, force: true })
})

/** Opens an empty page at this address. Nothing leaves the machine. */
async function open(page: Page, url: string): Promise<void> {
  // Chrome asks the developer for this once.
  await page.context().grantPermissions(['local-network-access'])
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto(url)
}

const readManifest = (page: Page) =>
  page.evaluate(async (url) => {
    const response = await fetch(url)
    return (await response.json()) as object
  }, `http://localhost:${PORT}/manifest`)

test('npm run serve prints help instead of serving', () => {
  const help = execFileSync(process.execPath, ['scripts/serve.js', '--help'], { encoding: 'utf8' })
  expect(help).toContain('--noUI')
})

test('npm run serve prints the address of the tester and of everything it serves', () => {
  for (const address of [
    TESTER,
    `http://localhost:${PORT}/manifest`,
    `ws://localhost:${PORT + 1}`,
    'http://localhost:9000/dist/web/rupt.js',
    'http://localhost:9001/dist/web/cnVwdA.js'
  ]) {
    expect(output).toContain(address)
  }
})

test('The tester can read the manifest, with the whole definition and the name of its folder', async ({ page }) => {
  await open(page, TESTER)
  const definition = JSON.parse(JSON.stringify(destination)) as object
  expect(await readManifest(page)).toEqual({ ...definition, directoryName: 'rupt' })
})

test('Another site cannot read the manifest', async ({ page }) => {
  await open(page, 'https://site.test/')
  await expect(readManifest(page)).rejects.toThrow('Failed to fetch')
})

test('A preflight request allows the tester, and no other site, to reach this machine', async ({ request }) => {
  const preflight = async (origin: string) => {
    const response = await request.fetch(`http://localhost:${PORT}/manifest`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'content-type',
        'access-control-request-private-network': 'true'
      }
    })
    expect(response.status()).toBe(204)
    return response.headers()
  }
  expect(await preflight('https://eu1.app.segment.com')).toMatchObject({
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-origin': 'https://eu1.app.segment.com',
    'access-control-allow-headers': 'content-type',
    'access-control-allow-private-network': 'true'
  })
  const refused = await preflight('https://site.test')
  expect(refused).not.toHaveProperty('access-control-allow-origin')
  expect(refused).not.toHaveProperty('access-control-allow-private-network')
})

for (const port of [9000, 9001]) {
  for (const name of ['rupt', 'cnVwdA']) {
    test(`${name}.js on port ${port} defines window.ruptDestination, the plugin factory`, async ({ page }) => {
      await open(page, TESTER)
      await page.addScriptTag({ url: `http://localhost:${port}/dist/web/${name}.js` })
      expect(await page.evaluate('[typeof ruptDestination, ruptDestination.pluginName]')).toEqual(['function', 'Rupt'])
    })
  }
}

test('npm run serve serves no other file', async ({ request }) => {
  for (const path of ['', 'package.json', 'dist/web/../../package.json', 'dist/web/%2e%2e/index.js']) {
    expect((await request.get(`http://localhost:9000/${path}`)).status()).toBe(404)
  }
})

test('The tester is notified of a change when the new build is served', async ({ page }) => {
  await open(page, TESTER)
  const file = join(copy, 'src/index.ts')
  const source = readFileSync(file, 'utf8')
  const changedTo = (name: string) => `${source}\ndestination.name = '${name}'\n`

  /** Changes the source, waits for the notice, and reads what is served then. */
  const expectNotice = async (name: string) => {
    const url = `ws://localhost:${PORT + 1}`
    await page.evaluate(async (url) => {
      const socket = new WebSocket(url)
      const notice = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)))
      Object.assign(window, { notice })
      await new Promise((resolve) => socket.addEventListener('open', resolve))
    }, url)
    writeFileSync(file, changedTo(name))
    expect(await page.evaluate('notice')).toBe('change')
    expect(await readManifest(page)).toMatchObject({ name })
    expect(await (await page.request.get('http://localhost:9000/dist/web/rupt.js')).text()).toContain(name)
  }
  await expectNotice('Changed')

  writeFileSync(file, `${changedTo('Broken')}}`)
  await expect(() => expect(output).toContain('The build failed. The last successful build is still served.')).toPass()
  expect(await readManifest(page)).toMatchObject({ name: 'Changed' })

  await expectNotice('Fixed')
})

test('npm run serve names a port that is in use', async () => {
  const taken = createServer().listen(PORT + 11, '127.0.0.1')
  for (const [port, named] of [
    [PORT, PORT],
    [PORT + 10, PORT + 11],
    [PORT + 20, 9000]
  ]) {
    const child = await serve(`Port ${named} is in use.`, port)
    expect(child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)))).toBe(1)
  }
  taken.close()
})
