// Where redirects end: one page for each default URL setting, and one for all other addresses.
import { base, forgetVisitor, report } from '../protocol'
import { arrivedFrom, watchRedirects } from './redirects'

/** The real target of the redirect that this page stands in for. */
const elsewhere = new URLSearchParams(window.location.search).get('url')

const PAGES: Record<string, [title: string, text: string]> = {
  'new-account': [
    'Create your own account',
    'The New Account URL: for a visitor who wants to stop sharing an account.'
  ],
  'signed-out': ['You are signed out', 'The Logout URL: your site should end the session here, as this page just did.'],
  verified: ['You are verified', 'The Success URL: the visitor may continue.'],
  suspended: ['Your account is suspended', 'The Suspended URL: report visitors here whom to contact.'],
  elsewhere: ['The visitor is on another site now', elsewhere ?? 'This browser does not reveal which one.']
}

const [folder, name] = window.location.pathname.replace(base(), '').split('/')
const [title, text] = (folder === 'landing' && PAGES[name]) || [
  window.location.pathname,
  'A page of your site, which the example does not have.'
]
document.querySelector('h1')!.textContent = title
document.querySelector('p')!.textContent = text
if (name === 'elsewhere') document.querySelector('header')!.textContent = 'Left the site'
else arrivedFrom()

watchRedirects(false)
report({ page: name === 'elsewhere' ? (elsewhere ?? 'another site') : window.location.href, onSite: false })

if (name === 'signed-out') {
  forgetVisitor()
  report({ visitor: null })
}

document.querySelector('a')!.addEventListener('click', (event) => {
  event.preventDefault()
  report({ back: true })
})
