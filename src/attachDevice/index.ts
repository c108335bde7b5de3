import type { BrowserActionDefinition } from '@segment/browser-destination-runtime/types'
import type { AttachConfig } from 'rupt'
import type { Settings } from '../generated-types'
import type { Rupt } from '../sdk'
import type { Payload } from './generated-types'
import { attachConfig } from './attachConfig'

/** The calls that have not settled yet, by client: a site's router and Segment's snippet both send `page` at start. */
const callsUnderWay = new WeakMap<Rupt, Set<string>>()

function attachOnce(rupt: Rupt, config: AttachConfig): void {
  const underWay = callsUnderWay.get(rupt) ?? new Set()
  callsUnderWay.set(rupt, underWay)

  const call = JSON.stringify([window.location.pathname, config])
  if (underWay.has(call)) return

  const attaching = rupt.attach(config)
  underWay.add(call)
  // Not returned: Segment would hold the visitor's events until Rupt's API has answered.
  void Promise.resolve(attaching)
    // The error itself stays out of it: its text may quote the visitor's data.
    .catch(() =>
      console.warn(
        'Rupt: this device was not attached, the SDK reported an error. Look for the request to https://api.rupt.dev in the network panel.'
      )
    )
    .finally(() => underWay.delete(call))
}

const attachDevice: BrowserActionDefinition<Settings, Rupt, Payload> = {
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

  perform: (rupt, { payload, settings }) => {
    const config = attachConfig(payload, settings)
    if (config) attachOnce(rupt, config)
  }
}

export default attachDevice
