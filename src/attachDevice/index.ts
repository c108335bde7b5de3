import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'
import type { Client } from '../client'
import type { Settings } from '../generated-types'
import type { Payload } from './generated-types'
import { attachConfig } from './attachConfig'

const attachDevice: BrowserActionDefinition<Settings, Client, Payload> = {
  title: 'Attach Device',
  description: 'Attach a device to an account.',
  platform: 'web',
  defaultSubscription: 'type = "page"',
  fields: {
    account: {
      label: 'Account',
      description: 'The account to attach the device to.',
      type: 'string',
      required: true,
      default: { '@path': '$.userId' }
    },
    email: {
      label: 'Email',
      description: 'The email of the user to attach the device to.',
      type: 'string',
      required: false,
      default: {
        '@if': {
          exists: { '@path': '$.context.traits.email' },
          then: { '@path': '$.context.traits.email' },
          else: { '@path': '$.properties.email' }
        }
      }
    },
    phone: {
      label: 'Phone',
      description: 'The phone number of the user to attach the device to.',
      type: 'string',
      required: false,
      default: {
        '@if': {
          exists: { '@path': '$.context.traits.phone' },
          then: { '@path': '$.context.traits.phone' },
          else: { '@path': '$.properties.phone' }
        }
      }
    },
    metadata: {
      label: 'Metadata',
      description: 'Metadata to attach to the device.',
      type: 'object',
      defaultObjectUI: 'keyvalue',
      required: false
    },
    include_page: {
      label: 'Include Page',
      description: 'Whether to include the page (url) in the attach request',
      type: 'boolean',
      required: false
    }
  },

  perform: (client, { payload, settings }) => {
    const config = attachConfig(payload, settings)
    // Nothing is returned: Segment would hold the visitor's events until Rupt's API has answered.
    if (config) client.attach(config)
  }
}

export default attachDevice
