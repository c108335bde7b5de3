// Where there is no window, as on a site's server: `npm run test:package` runs it as it is, and bundled.
import rupt from '@segment/analytics-browser-actions-rupt'

const subscriptions = [{ enabled: true, partnerAction: 'attach', subscribe: 'type = "page"', mapping: {} }]
const plugins = Promise.resolve(rupt({ client_id: 'client-1', subscriptions }))
void plugins.then((made) => {
  const [plugin] = [made].flat()
  if (rupt.pluginName !== 'Rupt' || plugin.name !== 'Rupt attach') throw new Error('The package does not work here')
})
