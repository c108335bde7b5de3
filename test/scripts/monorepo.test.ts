/** @jest-environment node */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { projectCopy } from '../projectCopy'

const RUPT = 'packages/browser-destinations/destinations/rupt'

let checkout: string

/** A small project, without the long tests, which take long to format. */
let project: string
beforeAll(() => {
  project = projectCopy('.prettierrc.json', 'test/index.test.ts', 'test/visit.ts', 'test/preset.ts')
})
afterAll(() => rmSync(project, { recursive: true }))

beforeEach(() => {
  checkout = realpathSync(mkdtempSync(join(tmpdir(), 'a checkout ')))
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

function monorepo(path = checkout, calledFrom = process.cwd(), from = project) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(from, 'scripts/monorepo.js'), path], {
    encoding: 'utf8',
    // As npm sets it.
    env: { ...process.env, INIT_CWD: calledFrom }
  })
  return { status, stdout, stderr }
}

it('The command replaces the contents of the folder, in the form that the monorepo’s tools expect', () => {
  const { status, stdout } = monorepo(checkout, process.cwd(), process.cwd())
  expect(status).toBe(0)
  expect(stdout).toContain('attach/__tests__/index.test.ts\n')
  expect(stdout).toContain('yarn validate')
  expect(stdout).toContain('yarn test')

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

  // Only the imports differ.
  const index = readFileSync('src/index.ts', 'utf8')
  expect(read(`${RUPT}/src/index.ts`)).toBe(index.replace(/'\.\/attachDevice/g, "'./attach"))
  expect(read(`${RUPT}/src/attach/__tests__/index.test.ts`)).toContain(" from '../../test-utils/visit'")
  expect(read(`${RUPT}/src/test-utils/visit.ts`)).toContain(" from '../index'")

  const elsewhere = changes().filter((line) => !line.includes(`${RUPT}/src/`))
  expect(elsewhere).toEqual([])
})

it('The command changes nothing the second time, committed or not', () => {
  monorepo()
  const before = changes()
  expect(monorepo()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing to do: /) })
  expect(changes()).toEqual(before)

  commit()
  expect(monorepo()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing to do: /) })
  expect(changes()).toEqual([])
})

it('The command refuses to overwrite uncommitted work, before its first run and after it', () => {
  const files = [`${RUPT}/package.json`, `${RUPT}/src/index.ts`, `${RUPT}/src/né w.ts`]
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

it.each([`${RUPT}/README.md`, `${RUPT}/src/né w.ts`])('The command refuses when only %s is uncommitted', (file) => {
  monorepo()
  commit()
  write(file, '// mine')
  expect(monorepo()).toMatchObject({ status: 1, stderr: expect.stringContaining(file) })
  expect(read(file)).toBe('// mine')
})

it('The command takes a path relative to where npm was called, and a worktree', () => {
  const worktree = `${checkout} worktree`
  git('worktree', 'add', '--quiet', '--detach', worktree)
  try {
    expect(monorepo(basename(worktree), dirname(worktree))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`${worktree}/${RUPT}/src`)
    })
    expect(readdirSync(join(worktree, RUPT, 'src'))).toContain('sdk.ts')
    expect(changes()).toEqual([])
  } finally {
    rmSync(worktree, { recursive: true })
  }
})

it('The command rejects a path that is not a checkout, and says why', () => {
  expect(monorepo('')).toMatchObject({ status: 1, stderr: expect.stringContaining('No path given.') })
  expect(monorepo(process.cwd())).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('its package.json belongs to @segment/analytics-browser-actions-rupt')
  })
  rmSync(join(checkout, '.git'), { recursive: true })
  expect(monorepo()).toMatchObject({ status: 1, stderr: expect.stringContaining('not a git repository') })
  expect(read(`${RUPT}/src/index.ts`)).toBe('// before')
})
