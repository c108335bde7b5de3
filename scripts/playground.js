// Builds the playground as a folder that any static host can serve, under any path.
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { buildWorker } from './worker.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** @param {string} folder */
export async function buildPlayground(folder) {
  await build({
    root: `${root}playground`,
    base: './',
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      chunkSizeWarningLimit: Infinity,
      target: 'es2022',
      rolldownOptions: {
        input: ['tool/index.html', 'site/index.html', 'site/landing.html', 'rupt/challenge.html'].map(
          (page) => `${root}playground/${page}`
        )
      }
    }
  })
  // The tool is the folder's own page.
  renameSync(`${folder}/tool/index.html`, `${folder}/index.html`)
  rmSync(`${folder}/tool`, { recursive: true })
  const index = readFileSync(`${folder}/index.html`, 'utf8')
  writeFileSync(`${folder}/index.html`, index.replace(/"\.\.\//g, '"./'))

  cpSync(`${root}dist/web/rupt.js`, `${folder}/dist/web/rupt.js`)
  cpSync(`${root}node_modules/rupt/index.js`, `${folder}/rupt.js`)
  writeFileSync(`${folder}/worker.js`, await buildWorker(true))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPlayground(`${root}dist/playground`)
  console.log('dist/playground can be served by any static host, under any path.')
}
