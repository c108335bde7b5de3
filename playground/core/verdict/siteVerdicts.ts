// The verdicts on one's own site: those of the playground, and what only a real site has.
import type { Card, EventCard, VisitCard } from '../log/cards'
import type { Log } from '../log/log'
import { commonVerdicts } from './eventVerdicts'
import type { Verdict } from './verdict'
import { SEGMENT } from '../setup/document'
import type { Facts } from '../log/facts'

export function verdictsOf(card: Card, log: Log): Verdict[] {
  const facts = factsOf(card, log)
  if (!facts || card.kind === 'note') return commonVerdicts(card, log)
  return card.kind === 'visit' ? visitVerdicts(card, log, facts) : eventVerdicts(card, log, facts)
}

/** What is known of the page that a card is about. */
const factsOf = (card: Card, log: Log): Facts | undefined =>
  card.kind === 'note' ? undefined : log.visitOf(card.kind === 'event' ? card.visit : card.id)?.facts

/** The path of the page that a card is about, on one's own site. */
export function pathOf(card: Card, log: Log): string {
  const facts = factsOf(card, log)
  return card.kind === 'event' && facts ? new URL(card.page).pathname : (facts?.path ?? '')
}

const attention = (text: string, advice?: string): Verdict => ({ tone: 'attention', text, advice })

function visitVerdicts(card: VisitCard, log: Log, facts: Facts): Verdict[] {
  const { settled, instances, destination, added, edited, sdkOfTheSite } = facts
  const withoutSegment = blockedVerdict(facts, SEGMENT)
  if (instances.length === 0) return [withoutSegment ?? withoutAnalytics(card, facts)]
  const [own] = commonVerdicts(card, log)
  const open = own.tone === 'waiting' || own.tone === 'bad'
  const base = (open && blockedVerdict(facts, SDK_HOST)) || own
  const missing = settled && !destination && !card.ended
  return [
    missing
      ? (withoutSegment ??
        attention(
          'the destination is not on the page',
          'Analytics.js left it out: for want of consent, for the integrations of analytics.load, or the file failed to load.'
        ))
      : base,
    ...(added ? [attention('Rupt is not enabled for this source yet. It runs in this browser only')] : []),
    ...(edited ? [{ tone: 'quiet', text: 'runs your setup, not Segment’s' } as const] : []),
    ...(instances.length > 1
      ? [attention(`${instances.length} copies of Analytics.js`, 'Each sends its own events. Load it once.')]
      : []),
    ...(destination === 'bundle'
      ? [attention('the destination comes with the site’s own code: it is watched as it is, and not replaced')]
      : []),
    ...(sdkOfTheSite ? [{ tone: 'quiet', text: 'the site loads Rupt’s SDK itself' } as const] : [])
  ]
}

function withoutAnalytics({ ended }: VisitCard, { settled, document }: Facts): Verdict {
  const { version = '' } = settled ?? {}
  if (settled?.classic && !/^(next-)?[01]\./.test(version)) {
    return attention(
      `the site has classic analytics.js ${settled.version}, which runs no such destination`,
      'Turn on Analytics.js 2.0 in the settings of the source, in Segment.'
    )
  }
  if (settled?.version && isOlder(settled.version)) {
    return attention(
      `the events of Analytics.js ${settled.version} cannot be seen`,
      'Versions from 1.60 on can be watched.'
    )
  }
  if (settled && (document || settled.version)) {
    return attention(
      'Analytics.js is switched off on this page',
      'The site passes disable to analytics.load, or a consent manager holds it back.'
    )
  }
  if (settled) {
    return attention(
      'Analytics.js was not seen on this page',
      'Another page may load it, it may wait for consent, or a blocker may keep it out.'
    )
  }
  return ended
    ? { tone: 'quiet', text: 'the visitor left before Analytics.js was seen' }
    : { tone: 'waiting', text: 'waiting for Analytics.js' }
}

/** Than the first version with the inspector. */
function isOlder(version: string): boolean {
  const [major, minor] = version.replace(/^\D+/, '').split('.').map(Number)
  return major < 1 || (major === 1 && minor < 60)
}

function eventVerdicts(card: EventCard, log: Log, facts: Facts): Verdict[] {
  const unsent = facts.unsent[card.id]
  // An event that no trigger wants goes nowhere in any case.
  const wanted = log.plansOf(card).some(({ trigger }) => trigger.matches)
  if (unsent && wanted && !card.handled) {
    return [{ tone: 'attention', text: `not sent to Rupt: ${unsent.text}`, advice: unsent.advice }]
  }
  return commonVerdicts(card, log).map((verdict, index) => {
    // That a trigger is read otherwise was said before the first event.
    if (verdict.tone === 'quiet' && verdict.text.startsWith('ignored')) return { ...verdict, advice: undefined }
    const account = log.callOf(card.runs[index]?.call)?.config.account
    const odd = /^attached/.test(verdict.text) ? oddAccount(account, card) : undefined
    if (odd) return { ...verdict, tone: 'attention', advice: [odd, verdict.advice].filter(Boolean).join(' ') }
    // Who left the page while it waited for the SDK waited for what the policy blocks.
    const waits = verdict.tone === 'waiting' || verdict.text.startsWith('not attached: the visitor left')
    const stuck = waits ? SDK_HOST : verdict.tone === 'bad' ? 'api.rupt.dev' : undefined
    const blocked = stuck && (blockedVerdict(facts, stuck) ?? blockedVerdict(facts, SDK_HOST))
    return blocked ? { ...blocked, mapping: verdict.mapping } : verdict
  })
}

const SDK_HOST = 'cdn.rupt.dev'
/** Nothing is requested of it as long as the SDK is blocked. */
const AND_THE_API = ', and https://api.rupt.dev to its connect-src'

function blockedVerdict({ blocked }: Facts, host: string): Verdict | undefined {
  const directive = blocked[host]
  return directive === undefined
    ? undefined
    : {
        tone: 'bad',
        text: `not attached: the page’s Content-Security-Policy blocks https://${host}`,
        advice: `Add https://${host} to its ${directive.replace(/-elem$/, '')}${host === SDK_HOST ? AND_THE_API : ''}.`
      }
}

/** An account that is none, or that changes: each visitor then counts as someone else. */
function oddAccount(account: unknown, { event }: EventCard): string | undefined {
  if (typeof account !== 'string') return undefined
  if (/^(undefined|null|NaN|\[object Object\])$/.test(account)) {
    return `The account is the text “${account}”: everyone shares it. Pass the user’s ID to identify.`
  }
  if (account === event.anonymousId) {
    return 'The account is the anonymous ID: each browser has another. Map Account to $.userId.'
  }
  if (/^\S+@\S+\.\S+$/.test(account)) {
    return 'The account looks like an email, which people change. Use the ID of the user.'
  }
  return undefined
}
