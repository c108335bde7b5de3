// What came of a call of Rupt.attach: was the device attached, and where was the visitor sent?
import type { Subscription } from '../running'
import { explainField, givesEmailOnIdentify, isEmpty } from '../plan'
import type { Plan } from '../plan'
import type { Mend } from '../mend'
import { fieldId, FIELDS, settingProblems } from '../setup/setup'
import type { Call, EventCard, VisitCard } from '../log/cards'
import type { Log } from '../log/log'
import { bad, clip } from './verdict'
import type { Verdict } from './verdict'

/** Milliseconds. The first event of each page waits a moment for the SDK, which is no news. */
const LATE_MS = 3000

interface Mapped {
  subscription: Subscription
  plan: Plan
}

export function callVerdict(call: Call, visit: VisitCard, log: Log, card: EventCard, mapped?: Mapped): Verdict {
  const { config } = call
  const { text: but, ...lack } = lacking(call, log, card, mapped)
  const late = call.at - card.at > LATE_MS ? 'late ' : ''
  const attached = `attached ${late}as ${clip(String(config.account))}${but}`
  const { settings } = visit.running
  return (
    sentAway(call, attached, log, settings) ??
    failed(call) ??
    answered(call, attached, lack, settings) ??
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
    return { tone: 'attention', text, advice, mends: [{ kind: 'identified' }] }
  }
  const row = mapped && explainField('email', mapped.subscription, card.event, mapped.plan)
  return { tone: 'attention', text, advice: UNPROVABLE, mends: row?.mends }
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
function sentAway(call: Call, attached: string, log: Log, settings: Settings): Verdict | undefined {
  const { config, attach, pushes, redirects } = call
  const [first, ...others] = redirects.map((url) => place(url, call.page))
  const then = others.map((url) => `, then to ${url}`).join('')
  const to = first === undefined ? '' : `: sent to ${first}${then}`
  const attention = (text: string, advice?: string, mends?: Mend[]): Verdict => ({
    tone: 'attention',
    text,
    advice,
    mends
  })
  const { logout_url } = (config.redirect_urls ?? {}) as { logout_url?: string }

  const { action } = (pushes[pushes.length - 1] ?? {}) as { action?: string }
  if (action === 'challenge') {
    const text = first === undefined ? 'challenged' : `challenged: sent to Rupt’s page${then}`
    if (!redirects.some(isLogout)) return attention(text)
    const { advice, mends } = logoutUrl(settings)
    return attention(`${text}, and still signed in`, advice, mends)
  }
  if (action === 'logout') {
    if (logout_url) return attention(`${attached}, then logged out by the owner${to}`)
    const { why, advice, mends } = logoutUrl(settings)
    return attention(`${attached}, then logged out by the owner: not redirected, because ${why}`, advice, mends)
  }
  if (!(attach?.answer as Answer | null | undefined)?.suspended) return undefined
  return attention(`suspended${to}${first !== undefined && attachesAgain(call, log) ? ', which attaches again' : ''}`)
}

type Settings = VisitCard['running']['settings']

/** What a Logout URL that leads nowhere means, and what to do about it. */
function logoutUrl(settings: Settings): { why: string; advice: string; mends: Mend[] } {
  const problem = settingProblems(settings).find(({ field }) => field === fieldId('logout_url'))
  const blank = !settings.logout_url?.trim()
  const stays = 'a visitor who is to be logged out stays signed in.'
  return {
    why: blank ? 'there is no Logout URL' : 'Logout URL is ignored',
    advice: blank ? `Without a Logout URL, ${stays}` : `Logout URL is ignored, and ${stays}`,
    mends: [problem?.fix ?? { kind: 'fill', key: 'logout_url' }]
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

function answered(call: Call, attached: string, lack: Omit<Verdict, 'text'>, settings: Settings): Verdict | undefined {
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
    if (!isLogout(call.page)) {
      return bad(
        'not attached: Rupt’s SDK gave up before it sent a request',
        'It does this silently on http pages, without storage, and in sandboxed frames.'
      )
    }
    const { advice, mends } = logoutUrl(settings)
    return {
      tone: 'attention',
      text: 'not attached: the address has rupt_action=logout, and the visitor is still signed in',
      advice: `There, Rupt’s SDK does nothing but log out. ${advice}`,
      mends
    }
  }
  // The SDK's result may be seen before the answer.
  return outcome && attach?.status !== undefined ? bad('not attached: Rupt’s SDK could not read the answer') : undefined
}

function unanswered({ config, attach, redirects, page }: Call, { ended }: VisitCard): Verdict {
  if (redirects.length > 0) return { tone: 'bad', text: `sent to ${place(redirects[0], page)}` }
  if (ended) return { tone: 'attention', text: 'unknown: the visitor left the page before Rupt answered' }
  return {
    tone: 'waiting',
    text: attach ? 'waiting for Rupt’s answer' : `attaching as ${clip(String(config.account))}`
  }
}

/** A page of the customer's site by its path, any other with its host. */
function place(url: string | undefined, page: string): string {
  if (url === undefined) return 'another site'
  const { protocol, origin, host, pathname } = new URL(url)
  if (URL.canParse(page) && origin === new URL(page).origin) return pathname
  return /^https?:$/.test(protocol) ? host + pathname : url
}
