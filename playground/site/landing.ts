// Where a redirect ends: the pages of the customer's site that the default settings name, and one for everywhere else.
import { tell } from '../protocol'
import { arrivedFrom, watchRedirects } from './watch'

/** Where a redirect really led, in place of which this page stands. */
const elsewhere = new URLSearchParams(window.location.search).get('url')

const PAGES: Record<string, [title: string, text: string]> = {
  'new-account': ['Create your own account', 'The New Account URL: for a visitor who will no longer share one.'],
  'signed-out': ['You are signed out', 'The Logout URL: your site ends the session here.'],
  verified: ['You are verified', 'The Success URL: the visitor may go on.'],
  suspended: ['Your account is suspended', 'The Suspended URL: your site says whom to ask.'],
  elsewhere: ['The visitor is on another site now', elsewhere ?? 'This browser does not say which.']
}

const name = window.location.pathname.split('/').pop()!
const [title, text] = PAGES[name] ?? ['No such page', 'Only the default settings name pages here.']
document.querySelector('h1')!.textContent = title
document.querySelector('p')!.textContent = text
if (name === 'elsewhere') document.querySelector('header')!.textContent = 'Left the site'
else arrivedFrom()

watchRedirects(false)
tell({ page: name === 'elsewhere' ? (elsewhere ?? 'another site') : window.location.href, onSite: false })

document.querySelector('a')!.addEventListener('click', (event) => {
  event.preventDefault()
  tell({ back: true })
})
