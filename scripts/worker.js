import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The service worker in one file, because not every browser has module service workers.
 * @param {boolean} isStatic Whether it also answers for the pages that a static host does not have.
 */
export async function buildWorker(isStatic) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [`${root}playground/rupt/worker.ts`],
    define: { STATIC: String(isStatic) },
    bundle: true,
    write: false
  })
  return outputFiles[0].text
}
