// The page that stands in for Rupt's hosted one, where a challenged visitor chooses.
import { redirectUrl } from '../../src/redirectUrls'

/** @param verified The address that the choice to verify opens. */
export function challengePage(params: URLSearchParams, verified: string): string {
  const success = safe(params.get('success'))
  const choices: [text: string, url: string | undefined][] = [
    ['Log this device out', safe(params.get('logout'))],
    ['Create a new account', safe(params.get('new_account'))],
    ['Verify, and log the other devices out', success && `${verified}?${new URLSearchParams({ success }).toString()}`]
  ]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Too many devices</title>
<style>body { font: 18px/1.5 system-ui; max-width: 32em; margin: 10vh auto; padding: 0 1em } li { margin: 0.5em 0 }</style>
<p>Rupt (stand-in)</p>
<h1>Too many devices</h1>
<p>Rupt hosts this page. Each choice leads to one of your URL settings.</p>
<ul>${choices.map(([text, url]) => `<li>${url ? `<a href="${escaped(url)}">${text}</a>` : `${text}: no URL`}</li>`).join('')}</ul>
`
}

/** Any page can open this one, with any address: only those that the destination redirects to are links. */
export const safe = (url: string | null): string | undefined =>
  url !== null && URL.canParse(url) ? redirectUrl(url, { URL: url, baseURI: url }) : undefined

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
