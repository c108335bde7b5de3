// A second destination. With only one, webpack would make no chunk of the code that destinations share.
import { browserDestination } from '@segment/browser-destination-runtime/shim'

export default browserDestination({ name: 'Other', mode: 'device', initialize: () => Promise.resolve({}), actions: {} })
