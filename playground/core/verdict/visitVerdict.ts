// How far a visit has come.
import { clientId } from '../../../src/values'
import type { VisitCard } from '../log/cards'
import type { Finding } from './verdict'

/** Settings, the destination's file, Rupt's SDK. */
export function visitVerdict(visit: VisitCard): Finding {
  const { running, dropped } = visit
  if (running.subscriptions.length === 0) return { kind: 'noMappingRuns', tone: 'attention' }
  if (!clientId(running.settings.client_id)) return { kind: 'noClientId', tone: 'bad' }
  if (dropped !== undefined) return { kind: 'destinationDropped', tone: 'bad', message: dropped }
  return sdkVerdict(visit)
}

export function sdkVerdict({ bundle, sdk, ended, requests, lines }: VisitCard): Finding {
  if (sdk) return { kind: 'ready', tone: 'good' }
  const failures = requests.filter(({ url, status }) => url.includes('cdn.rupt.dev') && status === 'failed')
  if (failures.length > 1) return { kind: 'sdkFailed', tone: 'bad' }
  if (lines.some(({ what, text }) => what === 'Console' && SDK_UNDEFINED.test(text))) {
    return { kind: 'sdkUndefined', tone: 'bad' }
  }
  const part = bundle ? 'Rupt’s SDK' : 'the destination'
  return ended ? { kind: 'left', tone: 'quiet', part } : { kind: 'waiting', tone: 'waiting', part }
}

/** The destination's own warning: only the console tells of it. */
const SDK_UNDEFINED = /^Rupt: .* did not define Rupt\.attach\./
