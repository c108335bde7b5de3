import { cpSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A copy of the project, for tests that change it or build in it. */
export function projectCopy(...more: string[]): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'rupt-project-')))
  for (const path of ['src', 'scripts', 'package.json', ...more]) cpSync(path, join(copy, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction')
  return copy
}
