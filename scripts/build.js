// Makes dist/: the web bundle for Segment's CDN, the npm package's two modules, and their types.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { resolve } from './resolve.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = `${root}dist/`
const { name, version } = /** @type {{ name: string, version: string }} */ (
  JSON.parse(await readFile(`${root}package.json`, 'utf8'))
)

/** @type {import('vite').InlineConfig} */
const shared = { root, configFile: false, logLevel: 'warn', resolve }
/** @type {import('vite').BuildOptions} */
const output = { reportCompressedSize: false }

// The first build empties dist/, once the source has compiled. The package must hold no file of an earlier build.
await build({
  ...shared,
  build: {
    ...output,
    // webpack 4 reads no newer syntax, so neither do Create React App 4 and Vue CLI 4.
    target: 'es2019',
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

await build({
  ...shared,
  build: {
    ...output,
    target: 'es2020',
    outDir: `${dist}web`,
    sourcemap: true,
    // An entry with one export makes the global that export itself.
    lib: { entry: `${root}scripts/web.js`, formats: ['iife'], name: 'ruptDestination', fileName: () => 'rupt.js' },
    rolldownOptions: {
      output: {
        postBanner: `/*! ${name} ${version}, MIT. More licenses: dist/licenses.md */`
      }
    }
  }
})

// Segment's packages name a license, or none, and ship no text of it.
const licenses = await readFile(`${dist}licenses.md`, 'utf8')
await writeFile(
  `${dist}licenses.md`,
  licenses
    .replace('The app bundles dependencies which contain the following licenses:', 'What this package bundles:')
    .split(/^(?=## )/m)
    .map((section) => (/^## .*\s*$/.test(section) ? `${section.trim()}\n\n${withoutText(section)}\n\n` : section))
    .join('')
    .trimEnd() + '\n'
)

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

/** @param {string} heading */
function withoutText(heading) {
  const [, license] = /\((.*)\)\s*$/.exec(heading) ?? []
  return `The package ships no license text. Its package.json names ${license ? `the license ${license}` : 'no license'}.`
}
