// Puts this destination into a checkout of Segment's monorepo, in the form its tools expect: npm run monorepo -- PATH
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'

const DESTINATION = 'packages/browser-destinations/destinations/rupt'
const SRC = `${DESTINATION}/src`

/** Segment's CLI writes an action's types to the folder named by its key. Without that folder it makes a stray file. */
const ACTION = { folder: 'attachDevice', key: 'attach' }

/** One test reads this repository's README. The other needs fast-check, which the monorepo does not have. */
const STAYS = ['test/readme.test.ts', 'test/hostile.test.ts']

/** The specifier of a relative import. */
const IMPORT = /(?<=\b(?:from |import |import\(|mock\()')\.[^']*(?=')/g

/** What the workflows of the monorepo run for a destination, file by file. */
const CI = `
  yarn install --frozen-lockfile

  # ci.yml. It has no test for a browser destination: nx affected -t test runs nothing.
  NODE_ENV=production yarn nx affected -t build --parallel=3
  NODE_ENV=production yarn build
  yarn lint
  bash scripts/assert-lockfile-updated.sh
  yarn validate
  bash scripts/assert-types-updated.sh       # commit first: it fails on an uncommitted generated-types.ts
  bash scripts/assert-metadata-payload.sh
  NODE_ENV=production yarn build:browser-bundles
  yarn browser size

  # ext.yml
  yarn test

  # required-field-check.yml: the required fields, compared with those on main
  ./bin/run list-required-fields -p ${SRC}/index.ts

  # required-secret-check.yml: only if the pull request lacks the template's ticked line about sensitive data
  ./bin/run validate-secret-fields`

const [path] = process.argv.slice(2)
if (!path)
  fail('No path given. Usage: npm run monorepo -- PATH, where PATH is a checkout of segmentio/action-destinations.')
// npm changes to this project's folder. A relative path starts from where npm was called.
const checkout = resolve(process.env.INIT_CWD ?? '.', path)
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
checkIsCheckout()

const uncommitted = entries('status', '--porcelain', '--no-renames', '--untracked-files=all', '--', DESTINATION)
if (uncommitted.some((entry) => !entry.slice(3).startsWith(`${SRC}/`))) refuse()

const written = await output()
if (isThere(written)) {
  console.log(`Nothing to do: ${checkout}/${SRC} already holds these ${written.size} files.`)
} else if (uncommitted.length > 0) {
  refuse()
} else {
  rmSync(inCheckout(''), { recursive: true, force: true })
  for (const [file, text] of written) {
    mkdirSync(posix.dirname(inCheckout(file)), { recursive: true })
    writeFileSync(inCheckout(file), text)
  }
  console.log(`Replaced the contents of ${checkout}/${SRC} with ${written.size} files:`)
  for (const file of written.keys()) console.log(`  ${file}`)
}
console.log(`\nThe monorepo's CI will run, on Node 22:${CI}`)

function refuse() {
  fail(
    `${checkout} has uncommitted changes in ${DESTINATION}:\n${uncommitted.join('\n')}\nNothing was changed. Commit them first, or put them aside: git stash --include-untracked -- ${DESTINATION}`
  )
}

function checkIsCheckout() {
  try {
    const { name } = /** @type {{ name?: string }} */ (JSON.parse(readFileSync(`${checkout}/package.json`, 'utf8')))
    if (name !== 'action-destinations') throw new Error(`its package.json belongs to ${name}`)
    if (!existsSync(`${checkout}/${DESTINATION}/package.json`)) throw new Error(`it has no ${DESTINATION}`)
    if (git('rev-parse', '--show-prefix').trim()) throw new Error('it is not the root of a Git checkout')
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    fail(
      `${checkout} is not a checkout of segmentio/action-destinations: ${message}\nNothing was changed. To get one: git clone https://github.com/segmentio/action-destinations`
    )
  }
}

/**
 * The files of the monorepo's src/: each one's text, by its path there.
 * @returns {Promise<Map<string, string>>}
 */
async function output() {
  const places = layout()
  /** @type {Map<string, string>} */
  const texts = new Map()
  for (const [file, place] of places) {
    const text = withImportsFor(file, places)
    // A shorter import can make a wrapped statement fit on one line.
    const options = { ...(await resolveConfig(file)), filepath: file }
    texts.set(place, text === readFileSync(file, 'utf8') ? text : await format(text, options))
  }
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Where each file goes, by its path here. Tests go beside what they test. Their helpers go outside `__tests__`, where
 * Jest would run them as suites.
 * @returns {Map<string, string>}
 */
function layout() {
  const tests = filesBelow('test').filter(
    (file) =>
      file.endsWith('.test.ts') && !STAYS.includes(file) && existsSync(posix.dirname(file).replace('test', 'src'))
  )
  const places = new Map([
    ...filesBelow('src').map((file) => /** @type {const} */ ([file, renamed(file)])),
    ...tests.map((file) => /** @type {const} */ ([file, renamed(file).replace(/[^/]*$/, '__tests__/$&')]))
  ])
  // The loop also visits the entries that it adds, so helpers of helpers go along too.
  for (const file of places.keys()) {
    for (const target of importsOf(file)) {
      if (places.has(target)) continue
      if (!target.startsWith('test/')) {
        fail(
          `${file} imports ${target}, which does not go to the monorepo. Import from src/ and test/ only, or add the test to STAYS in scripts/monorepo.js.`
        )
      }
      places.set(target, target.replace('test/', 'test-utils/'))
    }
  }
  return places
}

/** @param {string} file */
function renamed(file) {
  return file.replace(/^(src|test)\//, '').replace(`${ACTION.folder}/`, `${ACTION.key}/`)
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((file) => statSync(file).isFile() && !posix.basename(file).startsWith('.'))
}

/**
 * The files that a file imports.
 * @param {string} file
 */
function importsOf(file) {
  return (readFileSync(file, 'utf8').match(IMPORT) ?? []).map((specifier) => imported(file, specifier))
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function imported(file, specifier) {
  const base = posix.join(posix.dirname(file), specifier)
  const found = [base, `${base}.ts`, `${base}/index.ts`].find((path) =>
    statSync(path, { throwIfNoEntry: false })?.isFile()
  )
  return found ?? fail(`${file} imports ${specifier}, which does not exist.`)
}

/**
 * The text of a file, with its imports rewritten for its new place.
 * @param {string} file
 * @param {Map<string, string>} places
 */
function withImportsFor(file, places) {
  const folder = posix.dirname(/** @type {string} */ (places.get(file)))
  return readFileSync(file, 'utf8').replace(IMPORT, (specifier) => {
    const target = imported(file, specifier)
    const to = posix.relative(folder, /** @type {string} */ (places.get(target))).replace(/\.ts$/, '')
    const relative = to.startsWith('.') ? to : `./${to}`
    // `../attachDevice` becomes `../attach`, not `../attach/index`.
    return specifier.endsWith('index') ? relative : relative.replace(/([^./])\/index$/, '$1')
  })
}

/**
 * Whether the checkout holds exactly these files, ignored ones aside.
 * @param {Map<string, string>} files
 */
function isThere(files) {
  const there = entries('ls-files', '--cached', '--others', '--exclude-standard', '--', SRC)
    .map((file) => file.slice(SRC.length + 1))
    .filter((file) => existsSync(inCheckout(file)))
  return (
    there.length === files.size && there.every((file) => readFileSync(inCheckout(file), 'utf8') === files.get(file))
  )
}

/** @param {string} file */
function inCheckout(file) {
  return `${checkout}/${SRC}/${file}`
}

/** @param {string[]} args */
function git(...args) {
  return execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * The entries that a Git command lists. Without `-z`, Git quotes names that are not ASCII.
 * @param {string} command
 * @param {string[]} args
 */
function entries(command, ...args) {
  return git(command, '-z', ...args)
    .split('\0')
    .filter(Boolean)
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}
