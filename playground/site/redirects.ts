// The redirects of the frame. Offline, a local page replaces other sites and Rupt's. Live, they load as they are.
import { base, elsewhereUrl, restoreRunning, report } from '../protocol'
import { seesNavigations, watchNavigations } from '../watch/navigations'
import type { Seen } from '../core/log/sighting'

const { visit } = restoreRunning()!

/** A copy that can be passed to another window. */
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value ?? null)) as T

export const see = (seen: Seen) => report({ sighting: plain({ ...seen, visit }) })

/** Without the Navigation API, redirects are reported on arrival: `arrivedFrom`. */
export function watchRedirects(live: boolean): void {
  watchNavigations(see, ({ search, href }) => {
    const ours = href.startsWith(window.location.origin + base())
    // The playground's own navigation carries the visit's ID.
    if (ours && search.includes('playground-visit=')) return 'ignore'
    return live || ours ? 'report' : { instead: elsewhereUrl(visit, href) }
  })
}

/** Reports a redirect on arrival, if the browser could not report it earlier. */
export function arrivedFrom(): void {
  if (!seesNavigations()) see({ kind: 'redirect', url: window.location.href })
}
