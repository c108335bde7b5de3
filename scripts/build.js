// Makes dist/: the web bundle for Segment's CDN, the npm package's two modules, and their types.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = `${root}dist/`

/** What Segment's runtime imports and does not need in a browser; each file says why. */
const STUBS = ['aggregate-error', 'liquidjs', 'ts-custom-error']

/** @type {import('vite').InlineConfig} */
const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: {
    // @segment/fql-ts calls its CommonJS build the browser's: 1.3 kB more, since nothing can be shaken out of it.
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(STUBS.map((name) => [name, `${root}scripts/stubs/${name}.js`]))
  }
}
/** @type {import('vite').BuildOptions} */
const output = { target: 'es2020', emptyOutDir: false, reportCompressedSize: false }

await rm(dist, { recursive: true, force: true })

await build({
  ...shared,
  build: {
    ...output,
    outDir: `${dist}web`,
    sourcemap: true,
    // An entry with one export makes the global that export itself.
    lib: { entry: `${root}scripts/web.js`, formats: ['iife'], name: 'ruptDestination', fileName: () => 'rupt.js' }
  }
})

await build({
  ...shared,
  build: {
    ...output,
    outDir: dist,
    minify: false,
    license: { fileName: 'licenses.md' },
    lib: {
      entry: `${root}src/index.ts`,
      formats: ['es', 'cjs'],
      fileName: (format) => (format === 'es' ? 'index.js' : 'index.cjs')
    },
    // Segment's runtime imports its plugin lazily, which would make a second file.
    rolldownOptions: { output: { codeSplitting: false, exports: 'named' } }
  }
})

const [template, ...generated] = await Promise.all(
  ['scripts/index.d.ts', 'src/generated-types.ts', 'src/attachDevice/generated-types.ts'].map((path) =>
    readFile(root + path, 'utf8')
  )
)
const types = [
  template.replace(/^import type .* from '\.\.\/src\/.*'\n/gm, '').replace(/^\/\/.*\n/, ''),
  ...generated.map((text) => text.replace(/^\/\/.*\n\n/, '').replace('export interface', 'interface'))
].join('\n')
await Promise.all(['index.d.ts', 'index.d.cts'].map((name) => writeFile(dist + name, types)))
