import { execFileSync } from 'node:child_process'
import { test } from '@playwright/test'

test('npm run build:playground makes what the tests of the playground open', () => {
  execFileSync(process.execPath, ['scripts/build-playground.js'])
})
