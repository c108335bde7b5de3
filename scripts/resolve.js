import { fileURLToPath } from 'node:url'

/** What Segment's runtime imports but does not need in a browser, with the file that replaces it and says why. */
const STUBS = {
  'aggregate-error': 'aggregate-error.js',
  './liquid-directive': 'liquid-directive.js',
  'ts-custom-error': 'ts-custom-error.js',
  '@segment/browser-destination-runtime/shim': 'shim.js'
}

/** How Vite finds Segment's runtime, in the build and in the playground. */
export const resolve = {
  // @segment/fql-ts calls its CommonJS build the browser's: 1.3 kB more, since it cannot be tree-shaken.
  mainFields: ['module', 'main'],
  alias: Object.fromEntries(
    Object.entries(STUBS).map(([name, file]) => [name, fileURLToPath(new URL(`stubs/${file}`, import.meta.url))])
  )
}
