// The answer of a card: was the device attached, as whom, and if not, why not?
import { reads, readTrigger } from '../explain'
import type { Plan } from '../explain'
import { FIELDS } from '../setup/setup'
import type { Call, Card, EventCard, VisitCard } from './cards'
import type { Log } from './log'

export type Tone = 'good' | 'attention' | 'bad' | 'waiting' | 'quiet'

export interface Verdict {
  tone: Tone
  text: string
  /** What to do about it. */
  advice?: string
  /** The name of the mapping, if a visit has several. */
  mapping?: string
}

/** What a card is about: the event, or the visit. */
export function titleOf(card: Card): string {
  if (card.kind === 'note') return card.text
  if (card.kind === 'visit') return card.arrived ? 'visit, by a redirect or a reload' : 'visit'
  const { type, event, name } = card.event
  return [type, clip(event ?? name ?? '')].filter(Boolean).join(' ')
}

export function verdictsOf(card: Card, log: Log): Verdict[] {
  if (card.kind === 'note') return []
  if (card.kind === 'visit') return [visitVerdict(card)]
  return eventVerdicts(card, log)
}

function visitVerdict({ running, sdk, dropped, ended, requests }: VisitCard): Verdict {
  if (running.subscriptions.length === 0) return { tone: 'attention', text: 'no mapping runs' }
  if (dropped !== undefined) return { tone: 'bad', text: `the destination is off: ${cause(dropped)}`, advice: dropped }
  if (sdk) return { tone: 'good', text: 'Rupt’s SDK is on the page' }
  if (requests.filter(({ url, status }) => url.includes('cdn.rupt.dev') && status === 'failed').length > 1) {
    return { tone: 'bad', text: 'Rupt’s SDK failed to load, twice' }
  }
  if (ended) return { tone: 'quiet', text: 'the visitor left before Rupt’s SDK arrived' }
  return { tone: 'waiting', text: 'waiting for Rupt’s SDK' }
}

function eventVerdicts(card: EventCard, log: Log): Verdict[] {
  const visit = log.visitOf(card.visit)!
  const { subscriptions, held } = visit.running
  const plans = log.plansOf(card)
  const threw = (index: number) => log.callOf(card.runs[index].call)?.outcome?.how === 'threw'
  const broken = plans.findIndex(({ error }, index) => error !== undefined || threw(index))

  const verdicts = [
    ...subscriptions.map(({ name }, index) => ({
      mapping: name,
      ...mappingVerdict(card, index, plans[index], visit, log, broken)
    })),
    ...held.map(({ name, field, reason }): Verdict => ({
      mapping: name,
      tone: 'bad',
      text: `not run: ${field} is invalid`,
      advice: `${field}: ${reason}`
    })),
    ...card.unexplained.flatMap((id) => {
      const call = log.callOf(id)
      return call ? [{ mapping: 'No mapping', ...callVerdict(call, visit) }] : []
    })
  ]
  if (verdicts.length === 0) return [{ tone: 'quiet', text: 'ignored: no mapping is on' }]
  return verdicts.length > 1 ? verdicts : [{ ...verdicts[0], mapping: undefined }]
}

function mappingVerdict(
  card: EventCard,
  index: number,
  { trigger, config, payload, error }: Plan,
  visit: VisitCard,
  log: Log,
  broken: number
): Verdict {
  const { call, late, waiting, sameAs } = card.runs[index]
  const made = log.callOf(call)
  if (made) return callVerdict(made, visit, payload, late)
  if (!trigger.matches) {
    const { note } = readTrigger(visit.running.subscriptions[index].subscribe)
    const tone = note === undefined ? 'quiet' : 'attention'
    return { tone, text: `ignored: the trigger wants ${clip(trigger.wants, 120)}`, advice: note }
  }
  if (visit.dropped !== undefined) {
    return { tone: 'bad', text: `not attached: ${cause(visit.dropped)}`, advice: visit.dropped }
  }
  if (error !== undefined) {
    return { tone: 'bad', text: `not attached: the mapping cannot run: ${error}` }
  }
  if (!config) return withoutAccount(card, visit.running.subscriptions[index].mapping.account, payload?.account)
  if (!card.handled) {
    return visit.ended
      ? { tone: 'attention', text: 'not attached: the visitor left the page before the destination had loaded' }
      : { tone: 'waiting', text: visit.sdk ? 'waiting for the destination to load' : 'waiting for Rupt’s SDK' }
  }
  if (broken >= 0 && broken < index) {
    const { name } = visit.running.subscriptions[broken]
    return { tone: 'bad', text: `not attached: “${name}” failed first, and Segment’s runtime stops there` }
  }
  if (sameAs) {
    const advice = 'Not repeated: an identical call is still waiting for its answer.'
    return { tone: 'quiet', text: 'same call already in flight', advice }
  }
  if (waiting) return withoutSdk(visit)
  if (card.failure !== undefined) return { tone: 'bad', text: `not attached: ${card.failure}` }
  return { tone: 'attention', text: 'not attached: no call of Rupt.attach was seen' }
}

function withoutSdk(visit: VisitCard): Verdict {
  if (visit.ended) {
    return { tone: 'attention', text: 'not attached: the visitor left the page before Rupt’s SDK arrived' }
  }
  const { tone, text } = visitVerdict(visit)
  return tone === 'bad' ? { tone, text: `not attached: ${text}` } : { tone: 'waiting', text: 'waiting for Rupt’s SDK' }
}

function withoutAccount({ event }: EventCard, mapping: unknown, value: unknown): Verdict {
  if (reads(mapping, 'userId') && !event.userId && value === undefined) {
    return { tone: 'quiet', text: 'not attached: nobody is signed in', advice: 'Call identify before this event.' }
  }
  const why = mapping === undefined ? 'is not mapped' : value === undefined ? 'is not in this event' : 'cannot be used'
  return { tone: 'attention', text: `not attached: the account ${why}` }
}

function callVerdict(call: Call, visit: VisitCard, payload: Plan['payload'] = {}, late = false): Verdict {
  const { config } = call
  // What was mapped but is unusable, and the email in any case: Rupt needs it most.
  const lost = Object.keys(FIELDS).filter((key) => !(key in config) && (key === 'email' || payload[key] != null))
  const without = lost.map((key) => FIELDS[key].label).join(' and ')
  const but = without ? `, without ${without.toLowerCase()}` : ''
  const attached = `attached ${late ? 'late ' : ''}as ${clip(String(config.account))}${but}`
  return sentAway(call, attached) ?? failed(call) ?? answered(call, attached, but === '') ?? unanswered(call, visit)
}

/** Rupt sent the visitor away. */
function sentAway({ config, attach, pushes, redirects }: Call, attached: string): Verdict | undefined {
  const [first, ...others] = redirects.map(place)
  const then = others.map((url) => `, then to ${url}`).join('')
  const to = first === undefined ? '' : `: sent to ${first}${then}`

  const { action } = (pushes[pushes.length - 1] ?? {}) as { action?: string }
  if (action === 'challenge') {
    return { tone: 'attention', text: first === undefined ? 'challenged' : `challenged: sent to Rupt’s page${then}` }
  }
  if (action === 'logout') {
    const { logout_url } = config.redirect_urls as { logout_url?: string }
    const nowhere = logout_url ? '' : ': not redirected, because there is no Logout URL'
    return { tone: 'attention', text: `${attached}, then logged out by the owner${to || nowhere}` }
  }
  return (attach?.answer as Answer | null | undefined)?.suspended
    ? { tone: 'attention', text: `suspended${to}` }
    : undefined
}

function failed({ outcome, attach }: Call): Verdict | undefined {
  const { status } = attach ?? {}
  const bad = (text: string, advice?: string): Verdict => ({ tone: 'bad', text, advice })
  if (outcome?.how === 'threw') return bad(`not attached: Rupt’s SDK threw an error: ${String(outcome.value)}`)
  if (outcome?.how === 'rejected') return bad(`not attached: Rupt’s SDK reported an error: ${String(outcome.value)}`)
  if (status === 401 || status === 403) {
    return bad(
      `refused by Rupt (${status}): check the Client ID`,
      'Copy it from your Rupt dashboard into the setting Client ID.'
    )
  }
  if (status === 'failed') return bad('not attached: the request to Rupt failed')
  if (typeof status === 'number' && status >= 400) return bad(`not attached: Rupt answered ${status}`)
  return undefined
}

interface Answer {
  success?: boolean
  suspended?: boolean
  attached_devices?: number
  default_device_limit?: number
}

function answered({ outcome, attach }: Call, attached: string, complete: boolean): Verdict | undefined {
  const value = outcome?.value as Answer | null | undefined
  const said = value ?? (attach?.answer as Answer | null | undefined)
  if (said?.success) {
    const devices = said.attached_devices ?? 0
    const limit = said.default_device_limit ?? Infinity
    if (devices <= limit) return { tone: complete ? 'good' : 'attention', text: attached }
    return { tone: 'attention', text: `${attached}: over the limit, ${devices} of ${limit} devices` }
  }
  if (value) return { tone: 'bad', text: 'not attached: Rupt’s answer does not say success' }
  if (outcome && !attach) {
    return {
      tone: 'bad',
      text: 'not attached: Rupt’s SDK gave up before it sent a request',
      advice: 'It does this silently on http pages, without storage, and in sandboxed frames.'
    }
  }
  // The SDK's result may be seen before the answer.
  return outcome && attach?.status !== undefined
    ? { tone: 'bad', text: 'not attached: Rupt’s SDK could not read the answer' }
    : undefined
}

function unanswered({ config, attach, redirects }: Call, { ended }: VisitCard): Verdict {
  if (redirects.length > 0) return { tone: 'bad', text: `sent to ${place(redirects[0])}` }
  if (ended) return { tone: 'attention', text: 'unknown: the visitor left the page before Rupt answered' }
  return {
    tone: 'waiting',
    text: attach ? 'waiting for Rupt’s answer' : `attaching as ${clip(String(config.account))}`
  }
}

/** Clips long values, to leave room for the rest. */
const clip = (text: string, length = 60) => (text.length > length ? `${text.slice(0, length)}…` : text)

/** A message from the destination, without its name and anything after the first sentence. */
const cause = (message: string) =>
  message
    .replace(/^Rupt: /, '')
    .replace(/\. .*$/s, '')
    .replace(/\.$/, '')

/** A page of the customer's site by its path, any other with its host. */
function place(url: string | undefined): string {
  if (url === undefined) return 'another site'
  const { protocol, origin, host, pathname } = new URL(url)
  if (origin === globalThis.location?.origin) return pathname
  return /^https?:$/.test(protocol) ? host + pathname : url
}
