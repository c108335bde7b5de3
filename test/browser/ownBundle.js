// A customer's page that bundles Analytics.js, the destination and Segment's consent tools from npm.
import { AnalyticsBrowser } from '@segment/analytics-next'
import { createWrapper } from '@segment/analytics-consent-tools'
import rupt from '@segment/analytics-browser-actions-rupt'

Object.assign(window, { AnalyticsBrowser, createWrapper, rupt })
