// A second destination, without which webpack would not split off what the monorepo's destinations share.
import { browserDestination } from '@segment/browser-destination-runtime/shim'

export default browserDestination({ name: 'Other', mode: 'device', initialize: () => Promise.resolve({}), actions: {} })
