import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { defineConfig, normalizePath } from 'vite'
import type { Plugin } from 'vite'
import { resolve } from '../scripts/resolve.js'
import { buildWorker } from '../scripts/worker.js'

const root = path.resolve(import.meta.dirname, '..')
const source = path.resolve(root, 'src')
const isSource = (file: string) => normalizePath(file).startsWith(normalizePath(source))

/** The pages of each side, the first that fits. All addresses of the site serve one page, like an app with a router. */
const PAGES: [address: RegExp, file: string][] = [
  [/^\/$/, '/tool/index.html'],
  [/^\/rupt\/challenge$/, '/rupt/challenge.html'],
  [/^\/site\//, '/site/index.html'],
  [/^\//, '/site/landing.html']
]

/** Served as is, untouched by Vite. */
const FILES: Record<string, string> = {
  '/dist/web/rupt.js': 'dist/web/rupt.js',
  // What Rupt serves at https://cdn.rupt.dev/js/rupt.js.
  '/rupt.js': 'node_modules/rupt/index.js'
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
        const [, page] = PAGES.find(([address]) => address.test(url)) ?? []
        // A path with a dot may be a page, too: what the browser navigates to, rather than what a page loads.
        if (url === '/' || (page && request.headers.accept?.includes('text/html'))) request.url = page
        if (!(url in FILES) && url !== '/worker.js') return next()

        const serving = url in FILES ? readFile(path.resolve(root, FILES[url])) : buildWorker(false)
        serving.then((file) => {
          response.setHeader('content-type', 'text/javascript')
          response.setHeader('cache-control', 'no-store')
          response.end(file)
        }, next)
      })
    }
  }
}

export default defineConfig({
  root: import.meta.dirname,
  appType: 'mpa',
  resolve,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [builtDestination()],
  optimizeDeps: {
    entries: ['tool/index.html', 'site/*.html', 'rupt/*.html'],
    // Listed, so that none is discovered late and reloads the page on the first visit.
    include: ['@segment/analytics-next', '@segment/actions-core/mapping-kit', '@segment/destination-subscriptions'],
    // Vite's aliases do not apply inside dependencies.
    rolldownOptions: { resolve: { alias: resolve.alias } }
  },
  server: { fs: { allow: [root] }, watch: { ignored: ['**/dist/**'] } }
})
