import { generatePlugins } from '@segment/browser-destination-runtime/plugin'

/**
 * Replaces the runtime's own shim, which imports the plugin lazily. In a single file that saves nothing, costs 430 B, and
 * copies a namespace with `for…in`: with `Object.prototype.edition = 'x'` the bundle would throw as it loads.
 *
 * @param {Parameters<typeof generatePlugins>[0]} definition
 */
export function browserDestination(definition) {
  /** @param {Parameters<typeof generatePlugins>[1] & { subscriptions?: Parameters<typeof generatePlugins>[2] }} settings */
  const factory = (settings) => generatePlugins(definition, settings, settings.subscriptions ?? [])
  factory.pluginName = definition.name
  return factory
}
