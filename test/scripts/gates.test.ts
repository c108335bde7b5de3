/** @jest-environment node */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { projectCopy } from '../projectCopy'

jest.setTimeout(60_000)

let folder: string
afterEach(() => rmSync(folder, { recursive: true }))

function run(script: string, ...args: string[]) {
  const PATH = [join(folder, 'bin'), process.env.PATH].join(delimiter)
  return spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...process.env, PATH },
    encoding: 'utf8'
  })
}

/** Changes a file of the copy. */
function edit(file: string, before: string | RegExp, after: string): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(before, after))
  expect(readFileSync(path, 'utf8')).not.toBe(text)
}

describe('npm test', () => {
  const TOOLS = ['tsc', 'eslint', 'prettier', 'jest', 'playwright']
  const SCRIPTS = ['build', 'generate', 'package']

  /** Runs it with gates that do nothing but pass or fail. */
  function test(fails: (gate: string) => boolean) {
    folder = mkdtempSync(join(tmpdir(), 'rupt-gates-'))
    for (const name of ['bin', 'scripts']) mkdirSync(join(folder, name))
    for (const name of TOOLS) {
      writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nexit ${fails(name) ? 3 : 0}`, { mode: 0o755 })
    }
    for (const name of SCRIPTS) {
      writeFileSync(join(folder, 'scripts', `${name}.js`), `process.exit(${fails(name) ? 3 : 0})`)
    }
    return run(resolve('scripts/test.js'))
  }

  it('npm test passes when every gate does', () => {
    const { status, stdout } = test(() => false)
    expect(stdout).toContain('gates: 8 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('npm test fails when one gate does, after it has run the others', () => {
    const { status, stdout } = test((gate) => gate === 'build')
    expect(stdout).toContain('build: FAILED. Next: npm run build\n')
    expect(stdout).toContain('gates: 7 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('npm test notices the failure of each gate', () => {
    const { stdout } = test(() => true)
    expect(stdout).toContain('gates: 0 passed, 8 failed')
    expect(stdout.match(/FAILED\. Next: npm run /g)).toHaveLength(8)
  })
})

it('npm run generate -- --check fails when a generated type is stale, and passes once it is written', () => {
  folder = projectCopy('.prettierrc.json')
  const check = () => run('scripts/generate.js', '--check')
  edit('src/attachDevice/index.ts', 'The account to attach', 'The account that is to attach')
  expect(check()).toMatchObject({
    status: 1,
    stderr: 'src/attachDevice/generated-types.ts does not match the definition.\n'
  })
  expect(run('scripts/generate.js').status).toBe(0)
  expect(check().status).toBe(0)
  expect(readFileSync(join(folder, 'src/attachDevice/generated-types.ts'), 'utf8')).toContain('that is to attach')
})

describe('npm run test:package', () => {
  beforeEach(() => {
    folder = projectCopy('README.md', 'CHANGELOG.md', 'LICENSE')
  })

  it('npm run test:package fails when the package lacks a file, or has one that no build made', () => {
    edit('package.json', '"CHANGELOG.md"', '"NOTHING.md"')
    edit('scripts/replaceFiles.js', /^ .*rmSync\(join\(folder.*$/m, '')
    const { status, stderr } = run('scripts/package.js')
    expect(status).toBe(1)
    expect(stderr).toContain("-   'CHANGELOG.md'")
    expect(stderr).toContain("+   'dist/stale.js'")
  })

  it('npm run test:package fails when the package lacks the license of a package that it bundles', () => {
    edit('scripts/build.js', ".join('')", ".slice(2).join('')")
    const { status, stderr } = run('scripts/package.js')
    expect(status).toBe(1)
    expect(stderr).toContain('dist/licenses.md must name what is bundled')
  })
})
