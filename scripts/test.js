// Runs every gate, also after one has failed. A failing gate prints the command that fixes it or shows more.
import { spawnSync } from 'node:child_process'

/** @type {[name: string, command: string, next: string][]} */
const gates = [
  // First, because tsc and ESLint also check the types of the built package.
  ['build', 'node scripts/build.js', 'npm run build'],
  ['types', 'tsc', 'npm run typecheck'],
  ['lint', 'eslint --max-warnings 0 .', 'npm run lint -- --fix'],
  ['format', 'prettier --check --log-level warn .', 'npm run format'],
  ['generated types', 'node scripts/generate.js --check', 'npm run generate'],
  ['unit tests', 'jest', 'npm run test:unit -- --watch'],
  ['package', 'node scripts/package.js', 'npm run test:package'],
  ['browser tests and size', 'playwright test', 'npm run build && npm run test:browser']
]

const failed = gates.filter(([name, command, next]) => {
  console.log(`\n— ${name}: ${command}`)
  const start = Date.now()
  const passed = spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0
  console.log(
    passed ? `  ${name}: passed in ${((Date.now() - start) / 1000).toFixed(1)} s` : `  ${name}: FAILED. Next: ${next}`
  )
  return !passed
})

console.log(`\ngates: ${gates.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length > 0 ? 1 : 0
