import { fileURLToPath } from 'node:url'

/** What Segment's runtime imports and does not need in a browser; each file says why. */
const STUBS = ['aggregate-error', 'liquidjs', 'ts-custom-error']

/** How Vite finds Segment's runtime, in the build and in the playground. */
export const resolve = {
  // @segment/fql-ts calls its CommonJS build the browser's: 1.3 kB more, since nothing can be shaken out of it.
  mainFields: ['module', 'main'],
  alias: Object.fromEntries(STUBS.map((name) => [name, fileURLToPath(new URL(`stubs/${name}.js`, import.meta.url))]))
}
