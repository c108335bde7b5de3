// The lines in the terminal.
import type { Verdict } from '../core/verdict/verdict'
import { mappingName, verdictAdvice, verdictText } from '../core/words/verdicts'

const INDENT = ' '.repeat(10)

/** A verdict: the time, the page's path, then the first line of the card, with what to do below. */
export function verdictLines(at: number, path: string, title: string, verdict: Verdict): string[] {
  const first = [title, mappingName(verdict), verdictText(verdict)].filter(Boolean).join(' · ')
  const line = `${new Date(at).toLocaleTimeString('en-GB')}  ${path}  ${first}`
  const advice = adviceFor(verdict)
  return advice ? [line, `${INDENT}${advice}`] : [line]
}

/** That a trigger is read otherwise was said before the first event. */
const adviceFor = (verdict: Verdict) => (verdict.kind === 'ignored' ? undefined : verdictAdvice(verdict))

/** What is changed of the site, and what is not. */
export function changesOf({
  target,
  rupt,
  send,
  setup
}: {
  target: string
  rupt: string
  send: boolean
  setup?: string
}): string[] {
  const live = rupt === 'live'
  return [
    `Opens ${target} in a browser of its own, and forgets it afterwards. What is changed of the site:`,
    '  the destination        this build, in place of the copy on Segment’s CDN',
    `  the settings document  ${setup ? `Rupt’s entry is the setup of ${setup}` : 'unchanged where it has Rupt, else with an entry for Rupt'}`,
    `  Rupt’s hosts           ${live ? 'LIVE: Rupt itself answers, with your Client ID' : `answered here: ${rupt}. The browser cannot reach them`}`,
    `  Segment’s API          ${send ? 'SENT: Segment gets the events' : 'answered here: Segment gets no event'}`,
    'Also, each page is watched, and runs without service workers and without the HTTP cache. All else is as ever.',
    'Ctrl+C ends it.',
    ''
  ]
}

/** Why a site could not be opened, in a sentence. */
export function whyClosed(url: string, message: string): string {
  const { host } = new URL(url)
  const [, code = ''] = /(ERR_[A-Z_]+|NS_ERROR_[A-Z_]+)/.exec(message) ?? []
  const why =
    Object.entries(CAUSES).find(([pattern]) => new RegExp(pattern).test(code || message))?.[1] ??
    (code || message.split('\n')[0])
  return `${url} cannot be opened: ${why.replace('HOST', host)}`
}

const CAUSES: Record<string, string> = {
  'NAME_NOT_RESOLVED|UNKNOWN_HOST|ENOTFOUND|EAI_AGAIN': 'no host HOST is known. Check the address, and your VPN.',
  'CONNECTION_REFUSED|ECONNREFUSED': 'nothing listens at HOST. Start the site, or check its port.',
  'TIMED_OUT|NET_TIMEOUT|Timeout': 'HOST does not answer.',
  'UNABLE_TO_VERIFY|SELF_SIGNED':
    'Node does not know the certificate of HOST. If a CA of yours signs it, set NODE_EXTRA_CA_CERTS to its file.',
  'CERT|SSL': 'the certificate of HOST is not valid, or it speaks no https. Try http://.',
  'EMPTY_RESPONSE|NET_RESET|CONNECTION_RESET|NET_INTERRUPT|CONNECTION_CLOSED': 'HOST closes the connection.',
  // Chrome has no page for an error without a body.
  HTTP_RESPONSE_CODE_FAILURE: 'HOST answers with an error, and without a page. Check the address.',
  'ERR_ABORTED|Download': 'it is a file to download, and no page.'
}
