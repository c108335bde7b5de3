// Where a redirect ends: the small pages that the default settings name, and the stand-ins for pages of Rupt's.
import { redirectUrls } from '../src/redirectUrls'
import { address, tell, watchRedirects } from './watch'

const params = new URLSearchParams(window.location.search)

/** Where a redirect really led to, in place of which this page stands. */
const elsewhere = params.get('url') ?? address()

const pages: Record<string, [site: string, title: string, text: string]> = {
  'new-account': [
    'Example Site',
    'Create your own account',
    'The New Account URL: for a visitor who will not share one any more.'
  ],
  'signed-out': ['Example Site', 'You are signed out', 'The Logout URL: a site ends the session here.'],
  verified: ['Example Site', 'You are verified', 'The Success URL: the visitor may go on.'],
  suspended: ['Example Site', 'Your account is suspended', 'The Suspended URL: a site says here whom to ask.'],
  challenge: [
    'Rupt (stand-in)',
    'Too many devices',
    'Rupt hosts this page. What the visitor chooses leads to a URL of yours.'
  ],
  elsewhere: ['Left the site', 'The visitor is somewhere else now', elsewhere]
}

watchRedirects(false)

const name = window.location.pathname.split('/').pop()!
const [site, title, text] = pages[name] ?? [
  'Example Site',
  'No such page',
  'Only the default settings name pages here.'
]
document.querySelector('header')!.textContent = site
document.querySelector('h1')!.textContent = title
document.querySelector('p')!.textContent = text
tell({ page: elsewhere })

if (name === 'challenge') {
  for (const [param, label] of [
    ['logout', 'Log this device out'],
    ['new_account', 'Create a new account'],
    ['success', 'Verify, and log the other devices out']
  ]) {
    const anchor = link(label, params.get(param) ?? '')
    if (param === 'success') anchor.addEventListener('click', () => tell({ verified: true }))
  }
} else {
  link('Back to the site', '/site/home').addEventListener('click', (event) => {
    event.preventDefault()
    tell({ back: true })
  })
}

function link(label: string, url: string) {
  const anchor = document.createElement('a')
  anchor.textContent = label
  const { logout_url } = redirectUrls({ logout_url: url } as never).usable
  if (logout_url) anchor.href = logout_url
  document.querySelector('nav')!.append(anchor)
  return anchor
}
