/** @jest-environment node */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const RUPT = 'packages/browser-destinations/destinations/rupt'

let checkout: string

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'rupt-checkout-'))
  write('package.json', '{ "name": "action-destinations" }')
  write('yarn.lock', '')
  write(`${RUPT}/package.json`, '{}')
  write(`${RUPT}/src/index.ts`, '// before')
  write(`${RUPT}/src/attachDevice/leftover.ts`, '// before')
  git('init', '--quiet')
  commit()
})
afterEach(() => rmSync(checkout, { recursive: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true })
  writeFileSync(join(checkout, file), text)
}

const read = (file: string) => readFileSync(join(checkout, file), 'utf8')
const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' })
const changes = () => git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean)

function commit(): void {
  git('add', '--all')
  git('-c', 'user.name=Test', '-c', 'user.email=test@site.test', 'commit', '--quiet', '--message', 'Start')
}

function monorepo(path = checkout) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/monorepo.js', path], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

it('empties the folder, and fills it the way the monorepo wants it', () => {
  const { status, stdout } = monorepo()
  expect(status).toBe(0)
  expect(stdout).toContain('attach/__tests__/index.test.ts\n')
  expect(stdout).toContain('yarn validate')

  const src = readdirSync(join(checkout, RUPT, 'src'), { recursive: true })
  expect(src).toEqual(
    expect.arrayContaining([
      'index.ts',
      'generated-types.ts',
      join('attach', 'index.ts'),
      join('attach', 'generated-types.ts'),
      join('__tests__', 'index.test.ts'),
      join('attach', '__tests__', 'index.test.ts'),
      join('test-utils', 'visit.ts')
    ])
  )
  expect(src.filter((file) => /attachDevice$|leftover|readme|hostile|monorepo/.test(String(file)))).toEqual([])

  // What the files import, and nothing else of them.
  const index = readFileSync('src/index.ts', 'utf8')
  expect(read(`${RUPT}/src/index.ts`)).toBe(index.replace(/'\.\/attachDevice/g, "'./attach"))
  expect(read(`${RUPT}/src/attach/__tests__/index.test.ts`)).toContain(" from '../../test-utils/visit'")
  expect(read(`${RUPT}/src/test-utils/visit.ts`)).toContain(" from '../index'")

  const elsewhere = changes().filter((line) => !line.includes(`${RUPT}/src/`))
  expect(elsewhere).toEqual([])
})

it('changes nothing the second time, committed or not', () => {
  monorepo()
  const before = changes()
  expect(monorepo()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing changed: /) })
  expect(changes()).toEqual(before)

  commit()
  expect(monorepo()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing changed: /) })
  expect(changes()).toEqual([])
})

it('changes nothing where something is not committed, before its first run and after it', () => {
  const files = [`${RUPT}/package.json`, `${RUPT}/src/index.ts`, `${RUPT}/src/new.ts`]
  const refused = () => {
    for (const file of files) write(file, '// mine')
    const before = changes()
    const { status, stderr } = monorepo()
    expect(status).toBe(1)
    expect(files.filter((file) => !stderr.includes(file))).toEqual([])
    expect(changes()).toEqual(before)
    expect(files.filter((file) => read(file) !== '// mine')).toEqual([])
  }
  refused()
  git('reset', '--quiet', '--hard')
  git('clean', '--quiet', '--force')
  monorepo()
  refused()
})

it('changes nothing where only a file beside the folder is not committed', () => {
  monorepo()
  write(`${RUPT}/README.md`, '// mine')
  expect(monorepo()).toMatchObject({ status: 1, stderr: expect.stringContaining(`${RUPT}/README.md`) })
})

it('says of a path that it is no such checkout, and why', () => {
  expect(monorepo('')).toMatchObject({ status: 1, stderr: expect.stringContaining('No path was given.') })
  expect(monorepo(process.cwd())).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('its package.json is that of @segment/analytics-browser-actions-rupt')
  })
  rmSync(join(checkout, '.git'), { recursive: true })
  expect(monorepo()).toMatchObject({ status: 1, stderr: expect.stringContaining('not a git repository') })
  expect(read(`${RUPT}/src/index.ts`)).toBe('// before')
})
