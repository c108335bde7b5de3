// What the tests of the tools open, built once for all of them.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from '@playwright/test'
import { replaceFiles } from '../../scripts/replaceFiles.js'
import { files } from '../../scripts/visit.js'
import { VISIT_FILES } from './visitFiles.js'

test('npm run build:playground makes what a static host serves', () => {
  execFileSync(process.execPath, ['scripts/build-playground.js'])
})

test('The files that a visit puts in place are built', async () => {
  const made = await files()
  await replaceFiles(dirname(VISIT_FILES), (folder) => {
    writeFileSync(join(folder, basename(VISIT_FILES)), JSON.stringify(made))
    return Promise.resolve()
  })
})
