// What only a real site has: its own Analytics.js, policy and consent.
import type { VisitCard } from '../log/cards'
import { SEGMENT } from '../setup/document'
import type { Facts } from '../log/facts'
import type { Finding, Verdict } from './verdict'

const SDK_HOST = 'cdn.rupt.dev'
const API_HOST = 'api.rupt.dev'

/** How far a visit of one's own site has come, and what is odd about the site. */
export function siteVerdicts(card: VisitCard, facts: Facts, own: Finding): Finding[] {
  if (facts.instances.length === 0) return [blocked(facts, SEGMENT) ?? withoutAnalytics(card, facts)]
  return [progress(card, facts, own), ...oddities(facts)]
}

function progress({ ended }: VisitCard, facts: Facts, own: Finding): Finding {
  if (facts.settled && !facts.destination && !ended) {
    return blocked(facts, SEGMENT) ?? { kind: 'destinationMissing', tone: 'attention' }
  }
  const open = own.tone === 'waiting' || own.tone === 'bad'
  return (open ? blocked(facts, SDK_HOST) : undefined) ?? own
}

function oddities({ added, edited, instances, destination, sdkOfTheSite }: Facts): Finding[] {
  const found: (Finding | false)[] = [
    added && { kind: 'notEnabled', tone: 'attention' },
    edited && { kind: 'edited', tone: 'quiet' },
    instances.length > 1 && { kind: 'copies', tone: 'attention', copies: instances.length },
    destination === 'bundle' && { kind: 'bundled', tone: 'attention' },
    sdkOfTheSite && { kind: 'sdkOfTheSite', tone: 'quiet' }
  ]
  return found.filter((one) => one !== false)
}

function withoutAnalytics({ ended }: VisitCard, { settled, document }: Facts): Finding {
  if (!settled) {
    return ended
      ? { kind: 'left', tone: 'quiet', part: 'Analytics.js' }
      : { kind: 'waiting', tone: 'waiting', part: 'Analytics.js' }
  }
  const { version = '', classic } = settled
  if (classic && !/^(next-)?[01]\./.test(version)) return { kind: 'classic', tone: 'attention', version }
  if (version && isOlder(version)) return { kind: 'unwatchable', tone: 'attention', version }
  return { kind: document || version ? 'analyticsOff' : 'analyticsUnseen', tone: 'attention' }
}

/** Than the first version with the inspector. */
function isOlder(version: string): boolean {
  const [major, minor] = version.replace(/^\D+/, '').split('.').map(Number)
  return major < 1 || (major === 1 && minor < 60)
}

/** What the page's policy stopped is why an event waits, or failed. */
export function withPolicy(verdict: Verdict, facts: Facts): Verdict {
  const host = stuckFor(verdict)
  const cause = host && (blocked(facts, host) ?? blocked(facts, SDK_HOST))
  return cause ? { ...cause, on: 'event', mapping: verdict.mapping } : verdict
}

/** The host that an event waits for. Who left the page meanwhile waited for it, too. */
function stuckFor({ kind, tone }: Verdict): string | undefined {
  if (tone === 'waiting' || kind === 'left') return SDK_HOST
  return tone === 'bad' ? API_HOST : undefined
}

function blocked({ blocked }: Facts, host: string): Finding | undefined {
  const directive = blocked[host]
  return directive === undefined ? undefined : { kind: 'blocked', tone: 'bad', host, directive }
}
