// Runs every gate, also after one has failed. A failing gate prints the command that fixes it or shows more.
import { spawn } from 'node:child_process'

/** @typedef {[name: string, command: string, next: string]} Gate */

/**
 * Those of a group run at the same time.
 * @type {Gate[][]}
 */
const groups = [
  // First, because tsc and ESLint also check the types of the built package.
  [['build', 'node scripts/build.js', 'npm run build']],
  [
    ['types', 'tsc', 'npm run typecheck'],
    ['lint', 'eslint --max-warnings 0 .', 'npm run lint -- --fix'],
    ['format', 'prettier --check --log-level warn .', 'npm run format'],
    ['generated types', 'node scripts/generate.js --check', 'npm run generate']
  ],
  // Packing builds again, so no gate that reads dist/ runs beside it.
  [
    ['unit tests', 'jest', 'npm run test:unit -- --watch'],
    ['package', 'node scripts/package.js', 'npm run test:package']
  ],
  [['browser tests and size', 'playwright test', 'npm run build && npm run test:browser']]
]

const results = []
for (const group of groups) results.push(...(await Promise.all(group.map((gate) => passes(gate, group.length === 1)))))

const failed = results.filter((passed) => !passed).length
console.log(`\ngates: ${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

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
