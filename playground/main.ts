import { destinationForm } from './destination'
import { find } from './dom'
import { timeline } from './timeline'
import { visit, visitor } from './visitor'

timeline()
destinationForm(visit)
visitor()

try {
  await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })
  // Before this, the frame's first requests would miss the worker.
  await navigator.serviceWorker.ready
  visit()
} catch {
  find('#reach').textContent =
    'Rupt’s stand-in is a service worker, and this browser starts none: it wants localhost or https, and no private window.'
}
