// The customer's site: Analytics.js loads the built destination here, as it does on a page of theirs.
import { AnalyticsBrowser } from '@segment/analytics-next'
import type { CDNSettings } from '@segment/analytics-next'
import { restore } from './running'
import type { Asked, Running } from './running'
import { address, observer, tell, watchConsole, watchDestination, watchRedirects, watchSdk } from './watch'

const running = restore()!

// A tab is a visitor of its own: whom Analytics.js knows in one, it does not know in another.
Object.defineProperty(window, 'localStorage', { value: window.sessionStorage })

watchConsole()
watchRedirects(new URLSearchParams(window.location.search).get('scenario') === 'live')
watchDestination(running)
watchSdk()

const analytics = AnalyticsBrowser.load(
  { writeKey: 'playground', cdnSettings: cdnSettings(running), plugins: [observer()] },
  { storage: { stores: ['localStorage'] }, integrations: { 'Segment.io': false } }
)
// As Segment's snippet does at once.
void analytics.page()
void analytics.ready(async () => {
  await showVisitor()
  // Before this, Analytics.js keeps the calls, and makes all of one kind before those of the next.
  tell({ ready: true })
})

window.addEventListener('message', ({ origin, data }: MessageEvent<Asked>) => {
  if (origin !== window.location.origin) return
  if ('route' in data) {
    window.history.pushState(null, '', data.route + window.location.search)
    showPage()
    void analytics.page()
    return
  }
  const methods = analytics as unknown as Record<string, (...args: unknown[]) => unknown>
  Promise.resolve()
    .then(() => methods[data.call](...data.args))
    .then(showVisitor)
    .catch((error: Error) => console.error(`Analytics.js refuses the call: ${error.message}`))
})

showPage()

/** As Segment's CDN serves it for a source with this destination enabled. */
function cdnSettings({ settings, subscription }: Running): CDNSettings {
  const remotePlugin = {
    name: 'Rupt',
    creationName: 'Actions Rupt',
    libraryName: 'ruptDestination',
    url: '/dist/web/rupt.js',
    settings: { ...settings, subscriptions: [subscription] }
  }
  // Without the metrics that Analytics.js sends to Segment.
  return { integrations: {}, metrics: { sampleRate: 0 }, remotePlugins: [remotePlugin] } as unknown as CDNSettings
}

function showPage() {
  const name = window.location.pathname.split('/').pop()!
  document.querySelector('#title')!.textContent = name.charAt(0).toUpperCase() + name.slice(1)
  tell({ page: address() })
}

async function showVisitor() {
  const user = await analytics.user()
  const id = user.id() ?? null
  document.querySelector('#visitor')!.textContent = id === null ? 'Nobody is signed in.' : `Signed in as ${id}.`
  tell({ visitor: id })
}
