// A customer's page that bundles Analytics.js and the destination from npm; `npm.spec.ts` bundles it.
import { AnalyticsBrowser } from '@segment/analytics-next'
import rupt from '@segment/analytics-browser-actions-rupt'

const { cdnSettings } = /** @type {{ cdnSettings?: import('@segment/analytics-next').CDNSettings }} */ (
  /** @type {unknown} */ (window)
)
const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnSettings, plugins: [rupt] })
Object.assign(window, { analytics })
