import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { destination } from '../../src'
import { projectCopy } from '../projectCopy'
import { freePorts } from './ports'

const TESTER = 'https://app.segment.com/dev-center/actions-tester'

// One server for all of them.
test.describe.configure({ mode: 'serial' })

let port: number
/** What the tester expects on 9000 and 9001. */
let bundlePorts: number[]
let copy: string
let server: ChildProcess | undefined
let output: string

/** Runs the server, and waits until it has printed `expected`. */
async function serve(expected: string, at = port): Promise<ChildProcess> {
  output = ''
  const child = spawn(process.execPath, ['scripts/serve.js', '-n'], {
    cwd: copy,
    env: { ...process.env, PORT: `${at}`, BUNDLE_PORTS: bundlePorts.join() }
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  await expect(() => expect(output).toContain(expected)).toPass()
  return child
}

test.beforeAll(async () => {
  copy = projectCopy()
  port = await freePorts(10)
  bundlePorts = [port + 2, port + 3]
  server = await serve('Rebuilds when src/ changes.')
})

test.afterAll(async () => {
  server?.kill()
  if (server) await once(server, 'exit')
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
  }, `http://localhost:${port}/manifest`)

test('npm run serve prints help instead of serving', () => {
  const help = execFileSync(process.execPath, ['scripts/serve.js', '--help'], { encoding: 'utf8' })
  expect(help).toContain('--noUI')
  expect(help).toContain('The bundle is always on ports 9000 and 9001.')
})

test('npm run serve prints the address of the tester and of everything it serves', () => {
  for (const address of [
    TESTER,
    `http://localhost:${port}/manifest`,
    `ws://localhost:${port + 1}`,
    `http://localhost:${bundlePorts[0]}/dist/web/rupt.js`,
    `http://localhost:${bundlePorts[1]}/dist/web/cnVwdA.js`
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
    const response = await request.fetch(`http://localhost:${port}/manifest`, {
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

for (const first of [true, false]) {
  for (const name of ['rupt', 'cnVwdA']) {
    test(`${name}.js on the ${first ? 'first' : 'second'} port of the bundle defines window.ruptDestination, the plugin factory`, async ({
      page
    }) => {
      await open(page, TESTER)
      await page.addScriptTag({ url: `http://localhost:${bundlePorts[first ? 0 : 1]}/dist/web/${name}.js` })
      expect(await page.evaluate('[typeof ruptDestination, ruptDestination.pluginName]')).toEqual(['function', 'Rupt'])
    })
  }
}

test('npm run serve serves no other file', async ({ request }) => {
  for (const path of ['', 'package.json', 'dist/web/../../package.json', 'dist/web/%2e%2e/index.js']) {
    expect((await request.get(`http://localhost:${bundlePorts[0]}/${path}`)).status()).toBe(404)
  }
})

test('The tester is notified of a change when the new build is served', async ({ page }) => {
  await open(page, TESTER)
  const file = join(copy, 'src/index.ts')
  const source = readFileSync(file, 'utf8')
  const changedTo = (name: string) => `${source}\ndestination.name = '${name}'\n`

  /** Changes the source, waits for the notice, and reads what is served then. */
  const expectNotice = async (name: string) => {
    const url = `ws://localhost:${port + 1}`
    await page.evaluate(async (url) => {
      const socket = new WebSocket(url)
      const notice = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)))
      Object.assign(window, { notice })
      await new Promise((resolve) => socket.addEventListener('open', resolve))
    }, url)
    writeFileSync(file, changedTo(name))
    expect(await page.evaluate('notice')).toBe('change')
    expect(await readManifest(page)).toMatchObject({ name })
    expect(await (await page.request.get(`http://localhost:${bundlePorts[0]}/dist/web/rupt.js`)).text()).toContain(name)
  }
  await expectNotice('Changed')

  writeFileSync(file, `${changedTo('Broken')}}`)
  await expect(() => expect(output).toContain('The build failed. The last successful build is still served.')).toPass()
  expect(await readManifest(page)).toMatchObject({ name: 'Changed' })

  await expectNotice('Fixed')
})

test('npm run serve names a port that is in use', async () => {
  const taken = createServer().listen(port + 5, '127.0.0.1')
  for (const [from, named] of [
    [port, port],
    [port + 4, port + 5],
    [port + 6, bundlePorts[0]]
  ]) {
    const child = await serve(`Port ${named} is in use.`, from)
    expect(child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)))).toBe(1)
  }
  taken.close()
})
