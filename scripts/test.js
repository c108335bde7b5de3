// Every gate. One that fails names the command that mends it or shows more; the others still run.
import { spawnSync } from 'node:child_process'

/** @type {[name: string, command: string, next: string][]} */
const gates = [
  // First: the types of the built package are a part of what tsc and ESLint look at.
  ['build', 'node scripts/build.js', 'npm run build'],
  ['types', 'tsc', 'npm run typecheck'],
  ['lint', 'eslint --max-warnings 0 .', 'npm run lint -- --fix'],
  ['format', 'prettier --check --log-level warn .', 'npm run format'],
  ['generated types', 'node scripts/generate.js --check', 'npm run generate'],
  ['unit tests', 'jest', 'npm run test:unit -- --watch'],
  ['package', 'node scripts/package.js', 'npm run build && npm run test:package'],
  ['browser tests and size', 'playwright test', 'npm run build && npm run test:browser'],
  ['the monorepo’s build', 'node scripts/test-monorepo.js', 'npm run test:monorepo']
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
