import type { JSONObject, JSONValue } from '@segment/actions-core'
import type { BrowserDestinationDefinition, PluginFactory } from '@segment/browser-destination-runtime/types'
import { browserDestination } from '@segment/browser-destination-runtime/shim'
import type { Settings } from './generated-types'
import attachDevice from './attachDevice'
import type { Client } from './client'
import { redirectUrls } from './redirectUrls'
import { loadSdk } from './sdk'
import { settings } from './settings'
import { withReadableTriggers } from './triggers'
import { clientId } from './values'
import { warn } from './warn'

export type { Settings } from './generated-types'
export type { Payload } from './attachDevice/generated-types'

const { account, email, phone } = attachDevice.fields

/**
 * The definition of the Rupt destination, as Segment's catalog and runtime read it.
 *
 * `initialize` returns before Rupt's SDK has arrived, and never throws: no call of Segment's waits for Rupt, and a failure
 * is a warning on the console. On Analytics.js 1.66 and 1.67, a destination that rejects here takes Segment itself along:
 * https://github.com/segmentio/analytics-next/pull/1076
 *
 * Source: https://www.twilio.com/docs/segment/connections/destinations/catalog/actions-rupt
 */
export const destination: BrowserDestinationDefinition<Settings, Client> = {
  name: 'Rupt',
  slug: 'actions-rupt',
  mode: 'device',
  settings,

  presets: [
    {
      name: 'Attach Device',
      subscribe: "type = 'page'",
      partnerAction: 'attach',
      // `defaultValues` of @segment/actions-core does the same, and costs each visitor 50 kB of validators.
      mapping: { account: account.default, email: email.default, phone: phone.default } as JSONObject,
      type: 'automatic'
    }
  ],

  initialize: ({ settings: saved }, dependencies) => {
    const ignored = redirectUrls(saved)
      .unusable.map((key) => `${settings[key].label} is ignored. `)
      .join('')
    if (ignored) warn(`Rupt: ${ignored}Enter a URL that starts with https://.`)
    return Promise.resolve(loadSdk(dependencies))
  },

  actions: {
    // The key is what customers' saved mappings refer to. `attachDevice` says what it does.
    attach: attachDevice
  }
}

const createPlugins = browserDestination(destination)

/**
 * The plugin factory that Analytics.js calls with the settings and subscriptions saved in Segment.
 *
 * Resolves with one plugin, or with none if Client ID is missing or no enabled subscription is for Attach Device. Rejects
 * if the subscriptions are not a list of objects; Analytics.js then warns, and continues without this destination.
 *
 * Source: `PluginFactory` of @segment/analytics-next.
 */
async function rupt(saved: JSONValue) {
  if (clientId((saved as Partial<Settings>).client_id)) return createPlugins(withReadableTriggers(saved))
  warn('Rupt: Client ID is missing. Copy it from your Rupt project.')
  return []
}
rupt.pluginName = destination.name

export default rupt as PluginFactory
