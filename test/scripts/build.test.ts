/** @jest-environment node */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectCopy } from '../projectCopy'

jest.setTimeout(60_000)

const FILES = [
  'index.cjs',
  'index.d.cts',
  'index.d.ts',
  'index.js',
  'licenses.md',
  join('web', 'rupt.js'),
  join('web', 'rupt.js.map')
]
/** The build reads it last. */
const TYPES = 'src/attachDevice/generated-types.ts'

let copy: string
let built: string[]
const running = new Set<ChildProcess>()

beforeAll(async () => {
  copy = projectCopy()
  expect(await ended(build())).toBe(0)
  built = contents()
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map(ended))
  running.clear()
})
afterAll(() => rmSync(copy, { recursive: true }))

function build(): ChildProcess {
  const child = spawn(process.execPath, ['scripts/build.js'], { cwd: copy, stdio: 'ignore' })
  running.add(child)
  return child
}

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

const contents = () => FILES.map((file) => readFileSync(join(copy, 'dist', file), 'utf8'))
const leftovers = () => readdirSync(copy).filter((name) => name.startsWith('dist-'))

/** Puts a pipe in the place of a file, so that a build stops where it reads it. */
function blockAt(file: string): void {
  rmSync(join(copy, file))
  execFileSync('mkfifo', [join(copy, file)])
}

/** Resolves, with the pipe's other end, once a build reads it. */
async function reached(file: string): Promise<number> {
  for (;;) {
    try {
      return openSync(join(copy, file), constants.O_WRONLY | constants.O_NONBLOCK)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

it('Whoever reads while several builds run finds every file, and each is whole', async () => {
  writeFileSync(join(copy, 'dist/stale.js'), '')
  let building = true
  const reads = (async () => {
    while (building) {
      const texts = await Promise.all(FILES.map((file) => readFile(join(copy, 'dist', file), 'utf8')))
      expect(texts).toEqual(built)
    }
  })()
  const codes = Promise.all([build(), build(), build()].map(ended)).finally(() => (building = false))

  await reads
  expect(await codes).toEqual([0, 0, 0])
  expect(readdirSync(join(copy, 'dist'), { recursive: true }).sort()).toEqual([...FILES, 'web'].sort())
  expect(leftovers()).toEqual([])
})

it('A build that is killed, or fails, leaves the last good one, and the next build removes what it has left', async () => {
  const types = readFileSync(join(copy, TYPES))
  writeFileSync(
    join(copy, 'src/index.ts'),
    `${readFileSync(join(copy, 'src/index.ts'), 'utf8')}\nexport const changed = 1\n`
  )
  blockAt(TYPES)
  const killed = build()
  const half = await reached(TYPES)
  killed.kill('SIGKILL')
  await ended(killed)
  closeSync(half)
  expect(contents()).toEqual(built)

  rmSync(join(copy, TYPES))
  expect(await ended(build())).toBe(1)
  expect(contents()).toEqual(built)

  // A build that still runs keeps what it has made.
  execFileSync('mkfifo', [join(copy, TYPES)])
  const slow = build()
  const pipe = await reached(TYPES)
  rmSync(join(copy, TYPES))
  writeFileSync(join(copy, TYPES), types)
  expect(await ended(build())).toBe(0)
  expect(leftovers()).toEqual([expect.stringMatching(`^dist-${slow.pid}-`)])
  expect(contents()).not.toEqual(built)

  writeSync(pipe, types)
  closeSync(pipe)
  expect(await ended(slow)).toBe(0)
  expect(leftovers()).toEqual([])
})
