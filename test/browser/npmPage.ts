// A customer's page that bundles Analytics.js and the destination from npm; the test bundles it with Vite.
import { AnalyticsBrowser } from '@segment/analytics-next'
import type { CDNSettings } from '@segment/analytics-next'
import rupt from '@segment/analytics-browser-actions-rupt'

declare const cdnSettings: CDNSettings

const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnSettings, plugins: [rupt] })
Object.assign(window, { analytics })
