// The customer's site: Analytics.js loads the built destination here, as it does on their pages.
import { AnalyticsBrowser } from '@segment/analytics-next'
import type { CDNSettings } from '@segment/analytics-next'
import { LIVE } from '../core/running'
import { SENDER } from '../core/event'
import { base, restoreRunning, report, visitUrl } from '../protocol'
import type { Running } from '../core/running'
import type { FrameRequest } from '../protocol'
import { plugin, watchPage } from '../watch/page'
import { newId } from '../core/log/sighting'
import { arrivedFrom, see, watchRedirects } from './redirects'

const running = restoreRunning()!
const { pathname, search } = window.location

/** Lets an event name its own user. Otherwise Analytics.js uses the signed-in visitor. */
const asSentBy = plugin('Sender', 'before', (ctx) => {
  const { [SENDER]: sender, ...integrations } = (ctx.event.integrations ?? {}) as Record<string, unknown>
  if (sender) Object.assign(ctx.event, { userId: (sender as { userId: string }).userId, integrations })
  return ctx
})

if (!navigator.serviceWorker.controller) {
  // Requests to Rupt would leave this machine.
  report({ unattended: true })
} else if (search.includes('playground-visit=')) {
  // The site and its events see the address without the playground's parameters.
  const own = search.replace(/[?&]playground-visit=.*/, '')
  window.history.replaceState(null, '', pathname + own)
  start()
} else {
  // A redirect or a reload led here. The worker needs the visit's ID in the address.
  arrivedFrom()
  const visit = newId()
  report({ arrived: visit })
  window.location.replace(visitUrl(pathname + search, { ...running, visit }))
}

function start() {
  // Each tab is a separate visitor.
  Object.defineProperty(window, 'localStorage', { value: window.sessionStorage })

  watchPage(see)
  watchRedirects(running.scenario === LIVE)

  const analytics = AnalyticsBrowser.load(
    { writeKey: 'playground', cdnSettings: cdnSettings(running), plugins: [asSentBy] },
    { storage: { stores: ['localStorage'] }, integrations: { 'Segment.io': false } }
  )
  // As Segment's snippet does.
  void analytics.page()
  void analytics.ready(async () => {
    await showVisitor(analytics)
    // Until then Analytics.js buffers calls, and replays them grouped by kind.
    report({ ready: running.visit })
  })

  window.addEventListener('message', ({ origin, data }: MessageEvent<FrameRequest>) => {
    if (origin !== window.location.origin) return
    if ('route' in data) {
      window.history.pushState(null, '', data.route)
      showPage()
      void analytics.page()
      return
    }
    const methods = analytics as unknown as Record<string, (...args: unknown[]) => unknown>
    Promise.resolve()
      .then(() => methods[data.call](...data.args))
      .then(() => showVisitor(analytics))
      .catch((error: Error) => console.error(`Analytics.js rejected the call: ${error.message}`))
  })

  showPage()
}

/** As Segment's CDN serves it for a source with this destination enabled. */
function cdnSettings({ settings, subscriptions }: Running): CDNSettings {
  const remotePlugin = {
    name: 'Rupt',
    creationName: 'Actions Rupt',
    libraryName: 'ruptDestination',
    url: `${base()}dist/web/rupt.js`,
    settings: { ...settings, subscriptions }
  }
  // Without the metrics that Analytics.js sends to Segment.
  return { integrations: {}, metrics: { sampleRate: 0 }, remotePlugins: [remotePlugin] } as unknown as CDNSettings
}

function showPage() {
  const name = window.location.pathname.split('/').pop()!
  document.querySelector('#title')!.textContent = name.charAt(0).toUpperCase() + name.slice(1)
  report({ page: window.location.href, onSite: true })
}

async function showVisitor(analytics: AnalyticsBrowser) {
  const user = await analytics.user()
  const id = user.id() ?? null
  document.querySelector('#visitor')!.textContent = id === null ? 'Nobody is signed in.' : `Signed in as ${id}.`
  report({ visitor: id })
}
