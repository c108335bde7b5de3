import { destinationForm } from './destination'
import { find } from './dom'
import { timeline } from './timeline'
import { visit, visitor } from './visitor'

timeline()
destinationForm(visit)

if ('serviceWorker' in navigator) {
  await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })
  // Before this, the frame's first requests would miss the worker.
  const { active } = await navigator.serviceWorker.ready
  visitor(active!)
  visit()
} else {
  find('#reach').textContent =
    'The stand-in of Rupt needs a service worker, which a browser allows on localhost and https only.'
}
