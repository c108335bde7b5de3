// Makes dist-playground/: the playground as static files.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { replaceFiles } from './replaceFiles.js'

const root = fileURLToPath(new URL('..', import.meta.url))

await replaceFiles(`${root}dist-playground`, (outDir) =>
  build({ root: `${root}playground`, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
)
