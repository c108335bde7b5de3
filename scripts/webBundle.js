// The web bundle, as Segment's CDN serves it. It is made in memory, so that whoever only runs it leaves dist/ alone.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { resolve } from './resolve.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Its files, by name: the script and its source map. */
export async function webBundle() {
  const { name, version } = /** @type {{ name: string, version: string }} */ (
    JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  )
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve,
    build: {
      write: false,
      // The source map names the sources from there.
      outDir: `${root}dist/web`,
      target: 'es2020',
      sourcemap: true,
      // 80 B less than with Vite's own minifier.
      minify: 'terser',
      terserOptions: { compress: { passes: 3 } },
      // An entry with one export makes the global that export itself.
      lib: { entry: `${root}scripts/web.js`, formats: ['iife'], name: 'ruptDestination', fileName: () => 'rupt.js' },
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { postBanner: `/*! ${name} ${version}, MIT. More licenses: dist/licenses.md */` }
      }
    }
  })
  const [{ output }] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([result].flat())
  return Object.fromEntries(
    output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)])
  )
}
