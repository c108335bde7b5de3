import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const VISIT_FILES = fileURLToPath(new URL('../../node_modules/.cache/visit/files.json', import.meta.url))

/** What a visit puts in place, as `built.setup.ts` has made it. */
export const visitFiles = () =>
  /** @type {import('../../playground/visit/site').Files} */ (JSON.parse(readFileSync(VISIT_FILES, 'utf8')))
