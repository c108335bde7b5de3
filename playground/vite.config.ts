import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { defineConfig, normalizePath } from 'vite'
import type { Plugin } from 'vite'
import * as esbuild from 'esbuild'
import { resolve } from '../scripts/resolve.js'
import { pageAt } from './pages.ts'

const root = path.resolve(import.meta.dirname, '..')
const source = path.resolve(root, 'src')
const isSource = (file: string) => normalizePath(file).startsWith(normalizePath(source))

/** Served as is, untouched by Vite. */
const FILES: Record<string, string> = {
  '/dist/web/rupt.js': 'dist/web/rupt.js',
  // What Rupt serves at https://cdn.rupt.dev/js/rupt.js.
  '/rupt.js': 'node_modules/rupt/index.js'
}

/** In one file, because not every browser has module service workers. It answers for the pages below its own address. */
async function worker(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.resolve(root, 'playground/rupt/worker.ts')],
    bundle: true,
    write: false
  })
  return outputFiles[0].text
}

/** Builds the destination as `npm run build` does, now and whenever `src/` changes. */
function builtDestination(): Plugin {
  const build = () => promisify(execFile)(process.execPath, ['scripts/build.js'], { cwd: root })

  return {
    name: 'built-destination',
    // Not yet: the page reloads once the destination is built.
    hotUpdate: ({ file }) => (isSource(file) ? [] : undefined),
    async configureServer(server) {
      await build()

      server.watcher.add(source)
      let building = Promise.resolve()
      server.watcher.on('all', (_, file) => {
        if (!isSource(file)) return
        // One at a time: two would write into each other's files.
        building = building.then(build).then(
          () => {
            server.moduleGraph.invalidateAll()
            server.ws.send({ type: 'full-reload' })
          },
          (error: Error) => {
            const message = stripVTControlCharacters(error.message)
            server.config.logger.error(message)
            server.ws.send({ type: 'error', err: { message, stack: '' } })
          }
        )
      })

      server.middlewares.use((request, response, next) => {
        const [url] = (request.url ?? '').split('?')
        // A path with a dot may be a page, too: what the browser navigates to, rather than what a page loads.
        if (url === '/' || request.headers.accept?.includes('text/html')) request.url = `/${pageAt(url.slice(1))}`
        if (!(url in FILES) && url !== '/worker.js') return next()

        const serving = url in FILES ? readFile(path.resolve(root, FILES[url])) : worker()
        serving.then((file) => {
          response.setHeader('content-type', 'text/javascript')
          response.setHeader('cache-control', 'no-store')
          response.end(file)
        }, next)
      })
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'worker.js', source: await worker() })
      for (const [url, file] of Object.entries(FILES)) {
        this.emitFile({ type: 'asset', fileName: url.slice(1), source: await readFile(path.resolve(root, file)) })
      }
    }
  }
}

export default defineConfig({
  root: import.meta.dirname,
  appType: 'mpa',
  resolve: { alias: resolve.alias },
  // Relative, for any folder of any static host.
  base: './',
  build: {
    outDir: path.resolve(root, 'dist-playground'),
    emptyOutDir: true,
    // Analytics.js and the editor.
    chunkSizeWarningLimit: 1000,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: ['index.html', 'site/index.html', 'site/landing.html', 'rupt/challenge.html'].map((page) =>
        path.resolve(import.meta.dirname, page)
      )
    }
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [builtDestination()],
  optimizeDeps: {
    entries: ['index.html', 'site/*.html', 'rupt/*.html'],
    // Listed, so that none is discovered late and reloads the page on the first visit.
    include: ['@segment/analytics-next', '@segment/actions-core/mapping-kit', '@segment/destination-subscriptions'],
    // Vite's aliases do not apply inside dependencies.
    rolldownOptions: { resolve: { alias: resolve.alias } }
  },
  server: { fs: { allow: [root] }, watch: { ignored: ['**/dist/**'] } }
})
