// Runs every gate, also after one has failed. A failing gate prints the command that fixes it or shows more.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** @typedef {[name: string, command: string, next: string]} Gate */

// First, because tsc and ESLint also check the types of the built package.
/** @type {Gate} */
const build = ['build', 'node scripts/build.js', 'npm run build']

/**
 * The longest first.
 * @type {Gate[]}
 */
const gates = [
  ['lint', 'eslint --max-warnings 0 .', 'npm run lint -- --fix'],
  ['unit tests', 'jest', 'npm run test:unit -- --watch'],
  ['package', 'node scripts/package.js', 'npm run test:package'],
  ['types', 'tsc', 'npm run typecheck'],
  ['format', 'prettier --check --log-level warn .', 'npm run format'],
  ['generated types', 'node scripts/generate.js --check', 'npm run generate']
]

// By themselves, because they measure what a page waits for.
/** @type {Gate} */
const browser = ['browser tests and size', 'playwright test', 'npm run build && npm run test:browser']

const results = [await passes(build, true), ...(await eachOf(gates)), await passes(browser, true)]

const failed = results.filter((passed) => !passed).length
console.log(`\ngates: ${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

/**
 * Runs as many at a time as there are cores.
 * @param {Gate[]} gates
 */
async function eachOf(gates) {
  const waiting = [...gates]
  /** @type {boolean[]} */
  const results = []
  const lane = async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) results.push(await passes(gate, false))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  return results
}

/**
 * A gate that runs alone prints as it goes, the others when they end.
 * @param {Gate} gate
 * @param {boolean} alone
 */
async function passes([name, command, next], alone) {
  const start = Date.now()
  const title = `\n— ${name}: ${command}`
  if (alone) console.log(title)
  const child = spawn(command, { shell: true, stdio: alone ? 'inherit' : 'pipe' })
  let output = alone ? '' : `${title}\n`
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)))
  const status = await new Promise((resolve) => child.on('close', resolve))
  process.stdout.write(output)
  console.log(
    status === 0
      ? `  ${name}: passed in ${((Date.now() - start) / 1000).toFixed(1)} s`
      : `  ${name}: FAILED. Next: ${next}`
  )
  return status === 0
}
