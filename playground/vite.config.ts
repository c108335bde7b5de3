import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { defineConfig, normalizePath } from 'vite'
import type { Plugin } from 'vite'
import * as esbuild from 'esbuild'
import { resolve } from '../scripts/resolve.js'
import { webBundle } from '../scripts/webBundle.js'
import { pageAt } from './pages.ts'

const root = path.resolve(import.meta.dirname, '..')
const source = path.resolve(root, 'src')
const isSource = (file: string) => normalizePath(file).startsWith(normalizePath(source))

/** The destination, as `npm run build` makes it. */
const destination = async () => (await webBundle())['rupt.js']

/** What Rupt serves at https://cdn.rupt.dev/js/rupt.js. */
const sdk = () => readFile(path.resolve(root, 'node_modules/rupt/index.js'), 'utf8')

/** In one file, because not every browser has module service workers. It answers for the pages below its own address. */
async function worker(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.resolve(root, 'playground/rupt/worker.ts')],
    bundle: true,
    write: false
  })
  return outputFiles[0].text
}

/** The scripts that Vite must not touch: the destination, built now and whenever `src/` changes, Rupt's SDK, and the worker. */
function scripts(): Plugin {
  return {
    name: 'scripts',
    // Not yet: the page reloads once the destination is built.
    hotUpdate: ({ file }) => (isSource(file) ? [] : undefined),
    async configureServer(server) {
      let built = await destination()

      server.watcher.add(source)
      let building = Promise.resolve()
      server.watcher.on('all', (_, file) => {
        if (!isSource(file)) return
        // One after another, so that the last change wins.
        building = building.then(destination).then(
          (text) => {
            built = text
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

      const served: Record<string, () => string | Promise<string>> = {
        '/dist/web/rupt.js': () => built,
        '/rupt.js': sdk,
        '/worker.js': worker
      }
      server.middlewares.use((request, response, next) => {
        const [url] = (request.url ?? '').split('?')
        // A path with a dot may be a page, too: what the browser navigates to, rather than what a page loads.
        if (url === '/' || request.headers.accept?.includes('text/html')) request.url = `/${pageAt(url.slice(1))}`
        if (!(url in served)) return next()

        Promise.resolve(served[url]()).then((text) => {
          response.setHeader('content-type', 'text/javascript')
          response.setHeader('cache-control', 'no-store')
          response.end(text)
        }, next)
      })
    },
    async generateBundle() {
      for (const [fileName, made] of Object.entries({
        'dist/web/rupt.js': destination,
        'rupt.js': sdk,
        'worker.js': worker
      })) {
        this.emitFile({ type: 'asset', fileName, source: await made() })
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
    // Analytics.js and the editor.
    chunkSizeWarningLimit: 1000,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: ['index.html', 'site/index.html', 'site/landing.html', 'rupt/challenge.html'].map((page) =>
        path.resolve(import.meta.dirname, page)
      )
    }
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [scripts()],
  optimizeDeps: {
    entries: ['index.html', 'site/*.html', 'rupt/*.html'],
    // Listed, so that none is discovered late and reloads the page on the first visit.
    include: [
      '@segment/analytics-next',
      '@segment/actions-core/mapping-kit',
      '@segment/actions-core/mapping-kit/validate',
      '@segment/destination-subscriptions'
    ],
    // Vite's aliases do not apply inside dependencies.
    rolldownOptions: { resolve: { alias: resolve.alias } }
  },
  server: { fs: { allow: [root] } }
})
