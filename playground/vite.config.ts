import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { defineConfig, normalizePath } from 'vite'
import type { Plugin } from 'vite'
import { resolve } from '../scripts/resolve.js'

const root = path.resolve(import.meta.dirname, '..')
const source = path.resolve(root, 'src')
const isSource = (file: string) => normalizePath(file).startsWith(normalizePath(source))

/** What the frame gets as it is, without Vite's hands on it. */
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
    // Not yet: the page is to reload when the destination is built.
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
        // Every page of the site is the same one, as in an app with a router.
        if (url.startsWith('/site/')) request.url = '/site.html'
        if (url.startsWith('/landing/')) request.url = '/landing.html'
        if (!(url in FILES)) return next()

        readFile(path.resolve(root, FILES[url])).then((file) => {
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
  plugins: [builtDestination()],
  // Named, so that none is found late and reloads the page on the first visit.
  optimizeDeps: {
    include: ['@segment/analytics-next', '@segment/actions-core/mapping-kit', '@segment/destination-subscriptions']
  },
  server: { fs: { allow: [root] }, watch: { ignored: ['**/dist/**'] } }
})
