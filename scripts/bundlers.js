// The bundlers that customers use. Each makes one script of an entry and its imports.
import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import esbuild from 'esbuild'
import { build } from 'vite'
import webpack from 'webpack'

/** Create React App 4 and Vue CLI 4 have it. What is called of it is the same. */
const webpack4 = /** @type {typeof webpack} */ (createRequire(import.meta.url)('webpack-4'))

/** @type {Record<string, (entry: string) => Promise<string>>} */
export const bundlers = {
  Vite: async (entry) => {
    const result = await build({
      configFile: false,
      logLevel: 'error',
      build: { write: false, rolldownOptions: { input: entry, output: { codeSplitting: false } } }
    })
    const [{ output }] = /** @type {{ output: { code: string }[] }[]} */ ([result].flat())
    return output[0].code
  },

  esbuild: async (entry) => {
    const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, write: false, logLevel: 'error' })
    return outputFiles[0].text
  },

  'webpack 5': (entry) => bundledBy(webpack, entry),
  'webpack 4': (entry) => bundledBy(webpack4, entry)
}

/**
 * @param {typeof webpack} webpack
 * @param {string} entry
 */
async function bundledBy(webpack, entry) {
  const path = mkdtempSync(join(tmpdir(), 'rupt-webpack-'))
  const compiler = webpack({
    entry,
    mode: 'production',
    output: { path, filename: 'bundle.js' },
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })]
  })
  await new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-only')))
      else resolve(stats)
    })
  })
  return readFileSync(join(path, 'bundle.js'), 'utf8')
}
