// What a customer writes who bundles Analytics.js from npm; `npm run test:package` compiles it against the packed package.
import { AnalyticsBrowser } from '@segment/analytics-next'
import rupt, { destination } from '@segment/analytics-browser-actions-rupt'
import type { Payload, Settings } from '@segment/analytics-browser-actions-rupt'

export const analytics = AnalyticsBrowser.load({ writeKey: 'key', plugins: [rupt] })

export const name: string = rupt.pluginName
export const label: string | undefined = destination.settings?.client_id.label
export const account: unknown = destination.actions.attach.fields.account.default

export const settings: Settings = {
  client_id: 'client-1',
  new_account_url: 'https://site.test/new',
  logout_url: '/out'
}
export const payload: Payload = { account: 'user-1', metadata: { plan: 'team' }, include_page: false }

// @ts-expect-error New Account URL is required.
export const withoutUrl: Settings = { client_id: 'client-1' }
// @ts-expect-error An account is a string.
export const numbered: Payload = { account: 1 }
