// Makes of each module what Jest runs: CommonJS. The types are tsc's to check.
import { transformSync } from 'esbuild'

export default {
  /**
   * @param {string} source
   * @param {string} file
   */
  process(source, file) {
    const loader = /** @type {import('esbuild').Loader} */ (/\.(tsx?)$/.exec(file)?.[1] ?? 'js')
    return transformSync(source, {
      loader,
      format: 'cjs',
      target: 'node20',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      sourcefile: file,
      sourcemap: 'inline'
    })
  }
}
