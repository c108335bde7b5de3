// Rupt's hosted page, where a challenged visitor chooses.
import { redirectUrl } from '../../src/redirectUrls'
import { report } from '../protocol'
import { arrivedFrom, watchRedirects } from '../site/redirects'

const params = new URLSearchParams(window.location.search)

arrivedFrom()
watchRedirects(false)
report({ page: window.location.href, onSite: false })

for (const anchor of document.querySelectorAll('a')) {
  const choice = anchor.dataset.url!
  const url = redirectUrl(params.get(choice), document)
  if (url) anchor.href = url
  if (choice === 'success') anchor.addEventListener('click', () => report({ verified: true }))
}
