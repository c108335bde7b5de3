import type { JSONObject, JSONValue } from '@segment/actions-core'
import type { BrowserDestinationDefinition, PluginFactory } from '@segment/browser-destination-runtime/types'
import { browserDestination } from '@segment/browser-destination-runtime/shim'
import type { Settings } from './generated-types'
import attachDevice from './attachDevice'
import type { Client } from './client'
import { redirectUrls } from './redirectUrls'
import { loadSdk } from './sdk'
import { withReadableTriggers } from './triggers'
import { warn } from './warn'

export type { Settings } from './generated-types'
export type { Payload } from './attachDevice/generated-types'

const settings: NonNullable<BrowserDestinationDefinition['settings']> = {
  client_id: {
    label: 'Client ID',
    description: 'The API client id of your Rupt project.',
    type: 'string',
    required: true
  },
  new_account_url: {
    label: 'New Account URL',
    description: 'A URL to redirect the user to if they want to stop account sharing and create a new account.',
    type: 'string',
    required: true
  },
  logout_url: {
    label: 'Logout URL',
    description: 'A URL to redirect the user to if they choose to logout or if they are removed by a verified owner.',
    type: 'string',
    required: false
  },
  success_url: {
    label: 'Success URL',
    description: 'A URL to redirect the user to if they are successfully verified and are within the device limit.',
    type: 'string',
    required: false
  },
  suspended_url: {
    label: 'Suspended URL',
    description: 'A URL to redirect the user to if they are suspended.',
    type: 'string',
    required: false
  }
}

const { account, email, phone } = attachDevice.fields

/**
 * The definition of the Rupt destination, as Segment's catalog and runtime read it.
 *
 * `initialize` rejects when Client ID is missing, when Rupt's SDK fails to load twice, and when the SDK loads without
 * defining `Rupt.attach`. Analytics.js then drops this destination on that page; the others keep working.
 *
 * Source: https://segment.com/docs/connections/destinations/catalog/actions-rupt/
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
      // `defaultValues` of @segment/actions-core does the same, and costs each visitor 46 kB of validators.
      mapping: { account: account.default, email: email.default, phone: phone.default } as JSONObject,
      type: 'automatic'
    }
  ],

  initialize: async ({ settings: saved, analytics }, { loadScript }) => {
    // When this rejects, Analytics.js rejects a promise of its own as well. On a page that sends no event, only `ready`
    // handles that one: without this call, the page would see an uncaught error. `ready` may be missing, or throw.
    const ready = async () => analytics.ready()
    ready().catch(() => undefined)

    if (typeof saved.client_id !== 'string' || !saved.client_id.trim()) {
      throw new Error('Rupt: the setting Client ID is missing. Copy it from your Rupt dashboard into Segment.')
    }
    const unusable = redirectUrls(saved)
      .unusable.map((key) => settings[key].label)
      .join(', ')
    if (unusable) {
      warn(
        `Rupt: ignored ${unusable}: not a URL that a visitor can be sent to. Enter one such as https://example.com/logout.`
      )
    }
    return loadSdk(loadScript)
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
 * Resolves with one plugin, or with none if no enabled subscription is for Attach Device. Rejects if the subscriptions
 * are not a list of objects; Analytics.js then warns, and continues without this destination.
 *
 * Source: `PluginFactory` of @segment/analytics-next.
 */
const rupt: PluginFactory = Object.assign(async (saved: JSONValue) => createPlugins(withReadableTriggers(saved)), {
  pluginName: createPlugins.pluginName
})

export default rupt
