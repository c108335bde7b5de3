// Puts this destination into a checkout of Segment's monorepo, as its tools want it: npm run monorepo -- PATH
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import { format, resolveConfig } from 'prettier'
import ts from 'typescript'

const DESTINATION = 'packages/browser-destinations/destinations/rupt'

/** Segment's CLI writes the types of an action into the folder of its key, and into a stray file where there is none. */
const ACTION = { folder: 'attachDevice', key: 'attach' }

/** One test reads this repository's README, the other needs fast-check, which the monorepo does not have. */
const STAYS = ['test/readme.test.ts', 'test/hostile.test.ts']

const CI = `
yarn install --frozen-lockfile
NODE_ENV=production yarn build                # all destinations; the web bundles too
yarn lint
yarn nx affected -t test
yarn validate
bash scripts/assert-lockfile-updated.sh
bash scripts/assert-types-updated.sh          # looks for uncommitted files: commit first
bash scripts/assert-metadata-payload.sh
yarn browser size`

const [path] = process.argv.slice(2)
if (!path) fail('No path was given. Run: npm run monorepo -- PATH, a checkout of segmentio/action-destinations.')
// npm runs this in the project's folder; a relative path is meant from where npm was called.
const checkout = resolve(process.env.INIT_CWD ?? '.', path)
checkIsCheckout()

const written = await output()
const uncommitted = git('status', '--porcelain', '--no-renames', '--untracked-files=all', '--', DESTINATION)
const elsewhere = uncommitted.filter((line) => !line.includes(`${DESTINATION}/src/`))

if (isThere(written) && elsewhere.length === 0) {
  console.log(`Nothing changed: ${checkout}/${DESTINATION}/src holds these ${written.size} files already.`)
} else if (uncommitted.length > 0) {
  fail(
    `${checkout} has uncommitted changes below ${DESTINATION}, and nothing was changed:\n${uncommitted.join('\n')}\nCommit them, or remove them with: git stash --include-untracked -- ${DESTINATION}`
  )
} else {
  rmSync(inCheckout(''), { recursive: true, force: true })
  for (const [file, text] of written) {
    mkdirSync(posix.dirname(inCheckout(file)), { recursive: true })
    writeFileSync(inCheckout(file), text)
  }
  console.log(`Wrote ${written.size} files to ${checkout}/${DESTINATION}/src, and removed what was there:`)
  for (const file of written.keys()) console.log(`  ${file}`)
}
console.log(`\nThe monorepo's CI will run:${CI}`)

function checkIsCheckout() {
  try {
    const { name } = /** @type {{ name?: string }} */ (JSON.parse(readFileSync(`${checkout}/package.json`, 'utf8')))
    if (name !== 'action-destinations') throw new Error(`its package.json is that of ${name}`)
    if (!existsSync(`${checkout}/${DESTINATION}/package.json`)) throw new Error(`it has no ${DESTINATION}`)
    if (git('rev-parse', '--show-prefix').length > 0) throw new Error('git does not have it as the root of a checkout')
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    fail(
      `${checkout} is no checkout of segmentio/action-destinations, and nothing was changed: ${message}\nGet one with: git clone https://github.com/segmentio/action-destinations`
    )
  }
}

/**
 * What the monorepo's src/ will hold: the text of each file, by its path there.
 * @returns {Promise<Map<string, string>>}
 */
async function output() {
  const places = layout()
  /** @type {Map<string, string>} */
  const texts = new Map()
  for (const [file, place] of places) {
    const text = withImportsFor(file, places)
    // A line that a shorter import made fit must be joined.
    const options = { ...(await resolveConfig(file)), filepath: file }
    texts.set(place, text === readFileSync(file, 'utf8') ? text : await format(text, options))
  }
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Where each file goes, by its path here: src/ as it is, the tests beside what they test, and the tests' helpers where
 * Jest does not count them as suites.
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
  // A Map goes on to what is added while it is looped over: the helpers' helpers go along too.
  for (const file of places.keys()) {
    for (const { target } of importsOf(file)) {
      if (places.has(target)) continue
      if (!target.startsWith('test/')) {
        fail(
          `${file} imports ${target}, which does not go to the monorepo. Import from src/ and test/ alone, or add the test to STAYS in scripts/monorepo.js.`
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
 * The relative imports of a file: which file each means, and where in the text its specifier stands.
 * @param {string} file
 */
function importsOf(file) {
  if (!file.endsWith('.ts')) return []
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName, pos }) => {
      const base = posix.join(posix.dirname(file), fileName)
      const target = [base, `${base}.ts`, `${base}/index.ts`].find((path) =>
        statSync(path, { throwIfNoEntry: false })?.isFile()
      )
      if (!target) fail(`${file} imports ${fileName}, and there is no such file.`)
      // `pos` is that of the quote.
      return { target, start: pos + 1, end: pos + 1 + fileName.length, byFolder: target === `${base}/index.ts` }
    })
}

/**
 * The text of a file, with its imports as they must be where it goes.
 * @param {string} file
 * @param {Map<string, string>} places
 */
function withImportsFor(file, places) {
  const place = /** @type {string} */ (places.get(file))
  let text = readFileSync(file, 'utf8')
  for (const { target, start, end, byFolder } of importsOf(file).reverse()) {
    const to = posix.relative(posix.dirname(place), /** @type {string} */ (places.get(target))).replace(/\.ts$/, '')
    const relative = to.startsWith('.') ? to : `./${to}`
    // A folder is imported by its name, where it has one.
    const specifier = byFolder ? relative.replace(/([^./])\/index$/, '$1') : relative
    text = text.slice(0, start) + specifier + text.slice(end)
  }
  return text
}

/**
 * Whether the checkout holds these files, and no other that Git would see.
 * @param {Map<string, string>} files
 */
function isThere(files) {
  const there = git('ls-files', '--cached', '--others', '--exclude-standard', '--', `${DESTINATION}/src`)
    .map((file) => file.replace(`${DESTINATION}/src/`, ''))
    .filter((file) => existsSync(inCheckout(file)))
  return (
    there.length === files.size && there.every((file) => readFileSync(inCheckout(file), 'utf8') === files.get(file))
  )
}

/** @param {string} file */
function inCheckout(file) {
  return `${checkout}/${DESTINATION}/src/${file}`
}

/**
 * The lines that Git prints.
 * @param {string[]} args
 */
function git(...args) {
  const lines = execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return lines.split('\n').filter((line) => line !== '')
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}
