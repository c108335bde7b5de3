// The answer of a card: was the device attached, as whom, and if not, why not?
import { clientId } from '../../../src/text'
import type { Subscription } from '../../protocol'
import { explainField, givesEmailOnIdentify, isEmpty, reads, readTrigger, servedNote } from '../explain'
import type { Plan } from '../explain'
import type { Fix } from '../setup/fixes'
import { fieldId, FIELDS, settingProblems } from '../setup/setup'
import type { Call, Card, EventCard, VisitCard } from './cards'
import type { Log } from './log'

export type Tone = 'good' | 'attention' | 'bad' | 'waiting' | 'quiet'

export interface Verdict {
  tone: Tone
  text: string
  /** What to do about it. */
  advice?: string
  /** What of the advice can be done at once. */
  fixes?: Fix[]
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

const bad = (text: string, advice?: string): Verdict => ({ tone: 'bad', text, advice })

/** How far the visit has come: settings, the destination's file, Rupt's SDK. */
function visitVerdict({
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

const NO_CLIENT_ID = 'Client ID is missing'
const COPY_CLIENT_ID = 'Copy it from your Rupt dashboard.'

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
      return call ? [{ mapping: 'No mapping', ...callVerdict(call, visit, log, card) }] : []
    })
  ]
  if (verdicts.length === 0) return [{ tone: 'quiet', text: 'ignored: no mapping is on' }]
  return verdicts.length > 1 ? verdicts : [{ ...verdicts[0], mapping: undefined }]
}

/** How far the event came with a mapping: trigger, destination, mapping, SDK, Rupt. */
function mappingVerdict(
  card: EventCard,
  index: number,
  made: Plan,
  visit: VisitCard,
  log: Log,
  broken: number
): Verdict {
  const { trigger, config, payload, error } = made
  const { call, waiting, sameAs } = card.runs[index]
  const subscription = visit.running.subscriptions[index]
  const called = log.callOf(call)
  if (called) return asServed(callVerdict(called, visit, log, card, { subscription, plan: made }), subscription)
  if (!trigger.matches) {
    const { note } = readTrigger(subscription.subscribe)
    const fixes = triggerFix(subscription)
    // That Segment reads it differently is on the card: here, the event does not match either way.
    const tone = note === undefined || note === servedNote(subscription.subscribe) ? 'quiet' : 'attention'
    return { tone, text: `ignored: the trigger wants ${clip(trigger.wants, 120)}`, advice: note, fixes }
  }
  if (!clientId(visit.running.settings.client_id)) return bad(`not attached: ${NO_CLIENT_ID}`, COPY_CLIENT_ID)
  if (visit.dropped !== undefined) return bad(`not attached: ${cause(visit.dropped)}`, visit.dropped)
  if (error !== undefined) return bad(`not attached: the mapping cannot run: ${error}`)
  if (made.suspendedPage) {
    const advice = 'Rupt would suspend the visitor here again, and the page would reload without end.'
    return { tone: 'quiet', text: 'not attached: this is the page of the Suspended URL', advice }
  }
  if (!config) return withoutAccount(card, subscription, payload?.account)
  if (!card.handled) {
    return visit.ended
      ? { tone: 'attention', text: 'not attached: the visitor left the page before the destination had loaded' }
      : { tone: 'waiting', text: 'waiting for the destination to load' }
  }
  if (broken >= 0 && broken < index) {
    const { name } = visit.running.subscriptions[broken]
    return bad(`not attached: “${name}” failed first, and Segment’s runtime stops there`)
  }
  if (sameAs) {
    const advice = 'Not repeated: an identical call is still waiting for its answer.'
    return { tone: 'quiet', text: 'same call already in flight', advice }
  }
  if (waiting) return withoutSdk(visit)
  if (card.failure !== undefined) return bad(`not attached: ${card.failure}`)
  return { tone: 'attention', text: 'not attached: no call of Rupt.attach was seen' }
}

function triggerFix({ name, subscribe }: Subscription): Fix[] {
  const { better, label = '' } = readTrigger(subscribe)
  return better ? [{ kind: 'trigger', mapping: name, trigger: better, label }] : []
}

/** What this version attaches, the one that Segment serves may not. */
function asServed(verdict: Verdict, subscription: Subscription): Verdict {
  const note = servedNote(subscription.subscribe)
  if (note === undefined) return verdict
  return {
    ...verdict,
    tone: verdict.tone === 'good' ? 'attention' : verdict.tone,
    text: `${verdict.text}${THIS_VERSION}`,
    advice: [note, verdict.advice].filter(Boolean).join(' '),
    fixes: [...triggerFix(subscription), ...(verdict.fixes ?? [])]
  }
}

const THIS_VERSION = ', in this version only'

function withoutSdk(visit: VisitCard): Verdict {
  const { tone, text, advice } = visitVerdict(visit)
  if (tone === 'bad') return bad(`not attached: ${text}`, advice)
  return visit.ended
    ? { tone: 'attention', text: 'not attached: the visitor left the page before Rupt’s SDK arrived' }
    : { tone: 'waiting', text: 'waiting for Rupt’s SDK' }
}

function withoutAccount({ event }: EventCard, { name, mapping }: Subscription, value: unknown): Verdict {
  // `analytics.identify(null)` makes an event whose user ID is null.
  if (reads(mapping.account, 'userId') && !event.userId && (value ?? undefined) === undefined) {
    const advice = event.type === 'identify' ? 'Pass the user’s ID to identify.' : 'Call identify before this event.'
    return { tone: 'quiet', text: 'not attached: nobody is signed in', advice }
  }
  const unmapped = mapping.account === undefined
  const why = unmapped ? 'is not mapped' : value === undefined ? 'is not in this event' : 'cannot be used'
  const fixes: Fix[] = event.userId ? [{ kind: 'field', mapping: name, key: 'account', path: '$.userId' }] : []
  return { tone: 'attention', text: `not attached: the account ${why}`, fixes }
}

/** Milliseconds. The first event of each page waits a moment for the SDK, which is no news. */
const LATE_MS = 3000

interface Mapped {
  subscription: Subscription
  plan: Plan
}

function callVerdict(call: Call, visit: VisitCard, log: Log, card: EventCard, mapped?: Mapped): Verdict {
  const { config } = call
  const { text: but, ...lack } = lacking(call, log, card, mapped)
  const late = call.at - card.at > LATE_MS ? 'late ' : ''
  const attached = `attached ${late}as ${clip(String(config.account))}${but}`
  const logout = logoutUrl(visit.running.settings)
  return (
    sentAway(call, attached, log, logout) ??
    failed(call) ??
    answered(call, attached, lack, logout) ??
    unanswered(call, visit)
  )
}

/** What Rupt should have got and did not: what was mapped and is unusable, and a way to ask the visitor for proof. */
function lacking(call: Call, log: Log, card: EventCard, mapped?: Mapped): Verdict {
  const { config } = call
  const unusable = Object.entries(mapped?.plan.payload ?? {})
    .filter(([key, value]) => key in FIELDS && !(key in config) && value != null && !isEmpty(value))
    .map(([key]) => key)
  const by = config.email ? undefined : eventWithEmail(call, log, card.visit)
  const lost = config.email || by || unusable.includes('email') ? unusable : ['email', ...unusable]
  const without = lost
    .map((key) => FIELDS[key].label)
    .join(' and ')
    .toLowerCase()
  const text = `${without ? `, without ${without}` : ''}${by ? `, email sent by ${by}` : ''}`
  const provable = config.email !== undefined || config.phone !== undefined || by !== undefined
  if (provable) return { tone: unusable.length > 0 ? 'attention' : 'good', text }
  const onIdentify = log.visitOf(card.visit)!.running.subscriptions.find(givesEmailOnIdentify)
  if (onIdentify) {
    const advice = `${UNPROVABLE} Call identify: “${onIdentify.name}” then sends the email.`
    return { tone: 'attention', text, advice, fixes: [{ kind: 'identified' }] }
  }
  const row = mapped && explainField('email', mapped.subscription, card.event, mapped.plan)
  return { tone: 'attention', text, advice: UNPROVABLE, fixes: row?.fixes }
}

const UNPROVABLE =
  'Without an email or a phone, Rupt cannot ask for proof: anyone who uses this account can remove its devices.'

/** The type of the event of this visit that has sent an email for the account. */
export function eventWithEmail({ id, config: { account } }: Call, log: Log, visit: string): string | undefined {
  const cards = log.cards.filter((card): card is EventCard => card.kind === 'event' && card.visit === visit)
  const sent = (other: Call) =>
    other.id !== id && other.config.account === account && other.config.email && said(other)?.success
  return cards.find((card) => log.callsOf(card).some(sent))?.event.type
}

/** Rupt sent the visitor away. */
function sentAway(call: Call, attached: string, log: Log, logout: LogoutUrl): Verdict | undefined {
  const { config, attach, pushes, redirects } = call
  const [first, ...others] = redirects.map(place)
  const then = others.map((url) => `, then to ${url}`).join('')
  const to = first === undefined ? '' : `: sent to ${first}${then}`
  const attention = (text: string, advice?: string, fixes?: Fix[]): Verdict => ({
    tone: 'attention',
    text,
    advice,
    fixes
  })
  const { logout_url } = (config.redirect_urls ?? {}) as { logout_url?: string }

  const { action } = (pushes[pushes.length - 1] ?? {}) as { action?: string }
  if (action === 'challenge') {
    const text = first === undefined ? 'challenged' : `challenged: sent to Rupt’s page${then}`
    return redirects.some(isLogout)
      ? attention(`${text}, and still signed in`, logout.advice, logout.fixes)
      : attention(text)
  }
  if (action === 'logout') {
    return logout_url
      ? attention(`${attached}, then logged out by the owner${to}`)
      : attention(
          `${attached}, then logged out by the owner: not redirected, because ${logout.why}`,
          logout.advice,
          logout.fixes
        )
  }
  if (!(attach?.answer as Answer | null | undefined)?.suspended) return undefined
  return attention(`suspended${to}${first !== undefined && attachesAgain(call, log) ? ', which attaches again' : ''}`)
}

/** What a Logout URL that leads nowhere means, and what to do about it. */
interface LogoutUrl {
  why: string
  advice: string
  fixes: Fix[]
}

function logoutUrl(settings: VisitCard['running']['settings']): LogoutUrl {
  const problem = settingProblems(settings).find(({ field }) => field === fieldId('logout_url'))
  const blank = !settings.logout_url?.trim()
  const stays = 'a visitor who is to be logged out stays signed in.'
  return {
    why: blank ? 'there is no Logout URL' : 'Logout URL is ignored',
    advice: blank ? `Without a Logout URL, ${stays}` : `Logout URL is ignored, and ${stays}`,
    fixes: [problem?.fix ?? { kind: 'fill', key: 'logout_url' }]
  }
}

/** The address on which the SDK logs out, and attaches nothing. */
const isLogout = (url: string | undefined) => url !== undefined && /[?&]rupt_action=logout\b/.test(url)

/** Whether the visit that the redirect led to attached the same account. */
function attachesAgain({ visit, config }: Call, log: Log): boolean {
  const visits = log.cards.filter((card): card is VisitCard => card.kind === 'visit')
  const next = visits[visits.findIndex(({ id }) => id === visit) + 1]
  return !!next?.arrived && log.calls.some((call) => call.visit === next.id && call.config.account === config.account)
}

function failed({ outcome, attach }: Call): Verdict | undefined {
  const { status } = attach ?? {}
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

/** What Rupt said, as the SDK passed it on, or else as Rupt's side sent it. */
const said = ({ outcome, attach }: Call) => (outcome?.value ?? attach?.answer) as Answer | null | undefined

function answered(call: Call, attached: string, lack: Omit<Verdict, 'text'>, logout: LogoutUrl): Verdict | undefined {
  const { outcome, attach } = call
  const answer = said(call)
  if (answer?.success) {
    const devices = answer.attached_devices ?? 0
    const limit = answer.default_device_limit ?? Infinity
    if (devices <= limit) return { ...lack, text: attached }
    return { ...lack, tone: 'attention', text: `${attached}: over the limit, ${devices} of ${limit} devices` }
  }
  if (outcome?.value) return bad('not attached: Rupt’s answer does not say success')
  if (outcome && !attach) {
    return isLogout(call.page)
      ? {
          tone: 'attention',
          text: 'not attached: the address has rupt_action=logout, and the visitor is still signed in',
          advice: `There, Rupt’s SDK does nothing but log out. ${logout.advice}`,
          fixes: logout.fixes
        }
      : bad(
          'not attached: Rupt’s SDK gave up before it sent a request',
          'It does this silently on http pages, without storage, and in sandboxed frames.'
        )
  }
  // The SDK's result may be seen before the answer.
  return outcome && attach?.status !== undefined ? bad('not attached: Rupt’s SDK could not read the answer') : undefined
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
