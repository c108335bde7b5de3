// The destination's rules read the page's address from the browser. In Node it is lent to them.
import type { Place } from '../core/log/sighting'

/** Runs what decides about a page as if it were there. */
export function at<T>({ href, base }: Place, decide: () => T): T {
  const host = globalThis as { document?: unknown; location?: unknown }
  const { document, location } = host
  Object.assign(host, {
    // Others lend it an address of their own for a moment.
    document: Object.create({ baseURI: base }) as object,
    location: new URL(href)
  })
  try {
    return decide()
  } finally {
    Object.assign(host, { document, location })
  }
}
