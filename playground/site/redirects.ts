// The redirects of the frame. Offline, a local page replaces other sites and Rupt's. Live, they load as they are.
import { base, elsewhereUrl, restoreRunning, report } from '../protocol'
import { seesNavigations, watchNavigations } from '../watch/navigations'
import type { Seen, Sighting } from '../core/log/sighting'
import { portable } from '../core/portable'

const { visit } = restoreRunning()!

export const see = (seen: Seen) => report({ sighting: portable({ ...seen, visit }) as Sighting })

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
