// The published types. The types of src/ refer to packages that a customer does not install.
import type { JSONValue, Plugin } from '@segment/analytics-next'
import type { Settings } from '../src/generated-types'
import type { Payload } from '../src/attachDevice/generated-types'

interface Field {
  label: string
  description: string
  type: string
  required?: unknown
  /** A literal, or a mapping such as `{ '@path': '$.userId' }`. */
  default?: unknown
}

interface Action {
  title: string
  description: string
  platform: 'web'
  /** The trigger, in Segment's FQL. */
  defaultSubscription?: string
  fields: Record<string, Field>
}

/**
 * The definition of the Rupt destination, for reading: its settings, its preset and its action, `attach`. To run it, use
 * the factory.
 *
 * Source: https://www.twilio.com/docs/segment/connections/destinations/catalog/actions-rupt
 */
export declare const destination: {
  name: string
  slug?: string
  mode: 'device'
  settings?: Record<string, Field>
  presets?: { name?: string; type: string }[]
  actions: Record<string, Action>
}

/**
 * The plugin factory for `AnalyticsBrowser.load({ writeKey, plugins: [rupt] })`. Analytics.js calls it with the settings
 * and mappings that are saved in Segment, and then does not fetch the copy on Segment's CDN.
 *
 * Resolves with one plugin, or with none when no enabled mapping uses Attach Device.
 */
declare const rupt: {
  (settings: JSONValue): Plugin | Plugin[] | Promise<Plugin | Plugin[]>
  /** `Rupt`: what Analytics.js matches to the destination's name in Segment. */
  pluginName: string
}

export default rupt
export type { Settings, Payload }
