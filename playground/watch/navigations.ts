// Where the page is led: by the SDK's redirects, links, or anything else.
import type { See } from '../core/log/sighting'

/** Says of a navigation's target what to do: `ignore` it, only report it, or lead to another page instead. */
type Decide = (url: URL) => 'ignore' | 'report' | { instead: string }

/** Reports each navigation to another document. Without the Navigation API, nothing can be reported: see `seesNavigations`. */
export function watchNavigations(see: See, decide: Decide): void {
  navigation()?.addEventListener('navigate', (event) => {
    const { destination, navigationType } = event as Event & {
      destination: { url: string; sameDocument: boolean }
      navigationType: string
    }
    if (destination.sameDocument) return
    const decided = decide(new URL(destination.url))
    if (decided === 'ignore') return

    if (navigationType === 'reload') return see({ kind: 'redirect', url: window.location.href })
    see({ kind: 'redirect', url: destination.url })
    if (decided === 'report') return
    event.preventDefault()
    window.location.href = decided.instead
  })
}

export const seesNavigations = () => navigation() !== undefined

function navigation(): EventTarget | undefined {
  return (window as { navigation?: EventTarget }).navigation
}
