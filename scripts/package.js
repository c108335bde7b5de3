// Packs the package, and uses the tarball as a customer's project does: contents, types, bundlers, Node without a window.
import assert from 'node:assert'
import { execSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const peer = '@segment/analytics-next'
const { version } = /** @type {{ version: string }} */ (
  JSON.parse(readFileSync(`node_modules/${peer}/package.json`, 'utf8'))
)

const NAME = '@segment/analytics-browser-actions-rupt'
const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'rupt-package-'))
/** A copy of the project, because packing builds, and others read what is built here. */
const project = join(folder, 'project')
const consumer = join(folder, 'consumer')

/** @param {string} command */
const run = (command, cwd = consumer) => execSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })

/** @param {string} file */
const copy = (file) => copyFileSync(join(root, 'test/package', file), join(consumer, file))

try {
  mkdirSync(consumer)
  for (const path of ['src', 'scripts', 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    cpSync(path, join(project, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction')

  // Packing builds first, so a stale file does not get in.
  mkdirSync(join(project, 'dist'))
  writeFileSync(join(project, 'dist/stale.js'), '')
  const packed = execSync(`npm pack --json --silent --pack-destination "${consumer}"`, {
    cwd: project,
    encoding: 'utf8'
  })
  const [{ filename, files }] = /** @type {{ filename: string, files: { path: string }[] }[]} */ (JSON.parse(packed))
  const tarball = join(consumer, filename)

  assert.deepStrictEqual(files.map(({ path }) => path).sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/index.cjs',
    'dist/index.d.cts',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/licenses.md',
    'package.json'
  ])
  checkLicenses()
  run(`npx publint --strict "${tarball}"`, root)
  run(`npx attw --quiet "${tarball}"`, root)

  writeFileSync(join(consumer, 'package.json'), '{}')
  // The version from the lock file, so that a new release of Analytics.js does not change the test.
  run(`npm install --prefer-offline --no-audit --no-fund --loglevel error "${tarball}" ${peer}@${version}`)

  // Without `skipLibCheck`, so that the types of Analytics.js are checked, too.
  copy('types.mts')
  copyFileSync(join(consumer, 'types.mts'), join(consumer, 'types.cts'))
  const tsc = `node "${join(root, 'node_modules/typescript/bin/tsc')}" --noEmit --strict --target es2020`
  run(`${tsc} --module nodenext types.mts types.cts`)
  run(`${tsc} --module esnext --moduleResolution bundler types.mts`)

  copy('consumer.mjs')
  run('node consumer.mjs')
  run(
    `node -e "if (require('${NAME}').default.pluginName !== 'Rupt') throw new Error('The package cannot be required')"`
  )
  // webpack 4 reads the CommonJS build for a file that ends in mjs.
  copyFileSync(join(consumer, 'consumer.mjs'), join(consumer, 'consumer.js'))
  const { bundlers } = await import('./bundlers.js')
  for (const [name, bundle] of Object.entries(bundlers)) {
    writeFileSync(join(consumer, `${name}.mjs`), await bundle(join(consumer, 'consumer.js')))
    run(`node "${name}.mjs"`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Each package whose code the web bundle holds must have its license text, or a sentence that says it ships none. */
function checkLicenses() {
  /** @param {string} file */
  const built = (file) => readFileSync(join(project, 'dist', file), 'utf8')
  const { sources } = /** @type {{ sources: string[] }} */ (JSON.parse(built('web/rupt.js.map')))
  const bundled = sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [])
  const sections = built('licenses.md').split(/^## /m).slice(1) // prettier-ignore
  const named = sections.map((section) => section.split(' ')[0])
  assert.deepStrictEqual(named.sort(), [...new Set(bundled)].sort(), 'dist/licenses.md must name what is bundled')
  for (const section of sections) assert.match(section, /\n.*\w/, `dist/licenses.md has no text for ${section}`)
  assert.match(built('web/rupt.js'), /^\/\*! .*licenses.*\*\/\n/, 'The web bundle needs its notice')
}
