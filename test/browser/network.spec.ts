import { expect, test } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

/** Runs a command in a network of its own, whose name server is on this machine. */
const alone = (resolver: string, ...command: string[]) => [
  '--net',
  '--mount',
  'sh',
  '-c',
  'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$@"',
  resolver,
  ...command
]

let folder: string
test.beforeAll(() => {
  // Inside the project, for its packages.
  folder = mkdtempSync(join('node_modules', '.cache', 'network-'))
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n')
})
test.afterAll(() => rmSync(folder, { recursive: true }))

test('Ten visits look up no host and connect to none, however they end', async () => {
  const resolver = join(folder, 'resolv.conf')
  const possible = spawnSync('unshare', alone(resolver, 'true')).status === 0
  if (!possible) console.log('Not tested: that a visit leaves nothing. Networks of one’s own need Linux, and root.')
  test.skip(!possible, 'No network of its own.')

  const outside = join(folder, 'outside.mjs')
  const entryPoints = ['test/browser/outside.ts']
  await build({ entryPoints, outfile: outside, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  const scripts = resolve('scripts/visit.js')
  const ran = spawnSync('unshare', alone(resolver, process.execPath, outside, scripts), { encoding: 'utf8' })
  expect(ran.status, ran.stderr).toBe(0)
  expect(JSON.parse(readFileSync(`${outside}.json`, 'utf8'))).toEqual([])
})
