// How far a visit has come.
import { clientId } from '../../../src/values'
import type { VisitCard } from '../log/cards'
import { bad } from './verdict'
import type { Verdict } from './verdict'

/** Settings, the destination's file, Rupt's SDK. */
export function visitVerdict({
  running: { settings, subscriptions },
  bundle,
  sdk,
  dropped,
  ended,
  requests,
  lines
}: VisitCard): Verdict {
  if (subscriptions.length === 0) return { tone: 'attention', text: 'no mapping runs' }
  if (!clientId(settings.client_id)) return bad(`the destination is off: ${NO_CLIENT_ID}`, COPY_CLIENT_ID)
  if (dropped !== undefined) return bad(`the destination is off: ${cause(dropped)}`, dropped)
  if (sdk) return { tone: 'good', text: 'Rupt’s SDK is on the page' }

  const failures = requests.filter(({ url, status }) => url.includes('cdn.rupt.dev') && status === 'failed')
  if (failures.length > 1) {
    return bad('Rupt’s SDK failed twice to load', 'Check content blockers and the page’s Content-Security-Policy.')
  }
  if (lines.some(({ what, text }) => what === 'Console' && text.includes('did not define Rupt.attach'))) {
    return bad('Rupt’s SDK did not define Rupt.attach', 'Check content blockers.')
  }
  const what = bundle ? 'Rupt’s SDK' : 'the destination'
  return ended
    ? { tone: 'quiet', text: `the visitor left before ${what} arrived` }
    : { tone: 'waiting', text: `waiting for ${what}` }
}

export const NO_CLIENT_ID = 'Client ID is missing'
export const COPY_CLIENT_ID = 'Copy it from your Rupt dashboard.'

/** A message from the destination, without its name and anything after the first sentence. */
export const cause = (message: string) =>
  message
    .replace(/^Rupt: /, '')
    .replace(/\. .*$/s, '')
    .replace(/\.$/, '')
