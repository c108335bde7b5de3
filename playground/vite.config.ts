import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')

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
    async configureServer(server) {
      await build()

      const source = resolve(root, 'src')
      server.watcher.add(source)
      server.watcher.on('all', (_, path) => {
        if (!path.startsWith(source)) return
        build().then(
          () => {
            server.moduleGraph.invalidateAll()
            server.ws.send({ type: 'full-reload' })
          },
          (error: Error) => {
            server.config.logger.error(error.message)
            server.ws.send({ type: 'error', err: { message: error.message, stack: '' } })
          }
        )
      })

      server.middlewares.use((request, response, next) => {
        const [path] = (request.url ?? '').split('?')
        // Every page of the site is the same one, as in an app with a router.
        if (path.startsWith('/site/')) request.url = '/site.html'
        if (path.startsWith('/landing/')) request.url = '/landing.html'
        if (!(path in FILES)) return next()

        readFile(resolve(root, FILES[path])).then((file) => {
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
  plugins: [builtDestination()],
  // Named, so that none is found late and reloads the page on the first visit.
  optimizeDeps: {
    include: ['@segment/analytics-next', '@segment/actions-core/mapping-kit', '@segment/destination-subscriptions']
  },
  server: { fs: { allow: [root] }, watch: { ignored: ['**/dist/**'] } }
})
