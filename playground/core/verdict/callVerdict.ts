// What came of a call of Rupt.attach: was the device attached, and where was the visitor sent?
import { FIELD_KEYS, saved } from '../definition'
import type { FieldKey, Settings } from '../definition'
import type { Call, EventCard, VisitCard } from '../log/cards'
import type { Log } from '../log/log'
import { doubtOf } from '../mapping/account'
import { fieldRow, isEmail } from '../mapping/field'
import type { Mend } from '../mend'
import { isEmpty } from '../places'
import type { Plan } from '../plan'
import type { Subscription } from '../running'
import { givesEmailOnIdentify } from '../setup/identify'
import { redirectUrls } from '../../../src/redirectUrls'
import { httpsUrl } from '../setup/urls'
import type { Attachment, Finding, Target, UselessUrl } from './verdict'

/** Milliseconds. The first event of each page waits a moment for the SDK, which is no news. */
const LATE_MS = 3000

interface Mapped {
  subscription: Subscription
  plan: Plan
}

export function callVerdict(call: Call, visit: VisitCard, log: Log, card: EventCard, mapped?: Mapped): Finding {
  return (
    sentAway(call, log, card, visit, mapped) ??
    failed(call) ??
    answered(call, log, card, visit, mapped) ??
    unanswered(call, visit)
  )
}

/** Who is attached by the call, and what Rupt should have got and did not. */
function attachmentOf(call: Call, log: Log, card: EventCard, mapped?: Mapped): Attachment {
  const { config } = call
  const payload = mapped?.plan.payload ?? {}
  const unusable = FIELD_KEYS.filter((key) => !(key in config) && isUnusable(payload[key]))
  const emailBy = config.email ? undefined : eventWithEmail(call, log)
  const provable = isProvable(config) || emailBy !== undefined
  const lacks: FieldKey[] = provable || unusable.includes('email') ? unusable : ['email', ...unusable]
  const onIdentify = provable ? undefined : log.runsOf(card).subscriptions.find(givesEmailOnIdentify)
  return {
    account: String(config.account),
    late: call.at - card.at > LATE_MS,
    lacks,
    ...(emailBy && { emailBy }),
    ...(onIdentify && { emailOnIdentify: onIdentify.name }),
    noEmail: config.email !== undefined && !isEmail(config.email),
    doubt: doubtOf(config.account, card.event, mapped?.subscription.mapping.account)
  }
}

const isUnusable = (value: unknown) => !isEmpty(value) && JSON.stringify(value) !== '{}'

/** Rupt can ask the visitor for proof. */
const isProvable = ({ email, phone }: Call['config']) => email !== undefined || phone !== undefined

/** Whether all is as it should be with what was attached. */
const isSound = ({ lacks, noEmail, doubt }: Attachment) => lacks.length === 0 && !noEmail && doubt === undefined

function mendsOf({ lacks, emailOnIdentify }: Attachment, card: EventCard, mapped?: Mapped): Mend[] {
  if (emailOnIdentify !== undefined) return [{ kind: 'identified' }]
  if (!lacks.includes('email') || !mapped) return []
  return fieldRow('email', mapped.subscription, card.event, mapped.plan).mends
}

/** The type of the event that has sent an email for the account: on any page of the site that ran the same setup. */
export function eventWithEmail({ id, visit, config: { account } }: Call, log: Log): string | undefined {
  const sent = (other: Call) =>
    other.id !== id && other.config.account === account && other.config.email && answerOf(other)?.success
  const setup = setupOf(log.visitOf(visit))
  const cards = log.cards.filter((card): card is EventCard => card.kind === 'event')
  return cards.find((card) => log.callsOf(card).some(sent) && setupOf(log.visitOf(card.visit)) === setup)?.event.type
}

const setupOf = (visit: VisitCard | undefined) =>
  visit && JSON.stringify([visit.running.settings, visit.running.subscriptions])

/** Rupt sent the visitor away. */
function sentAway(call: Call, log: Log, card: EventCard, visit: VisitCard, mapped?: Mapped): Finding | undefined {
  const { config, attach, pushes, redirects, page } = call
  const targets = redirects.map((url) => targetOf(url, page))
  const { logout_url } = (config.redirect_urls ?? {}) as { logout_url?: string }
  const attachment = () => attachmentOf(call, log, card, mapped)
  const useless = () => uselessUrl(visit.running.settings)

  const { action } = (pushes[pushes.length - 1] ?? {}) as { action?: string }
  if (action === 'challenge') {
    if (!redirects.some(isLogout)) return { kind: 'challenged', tone: 'attention', targets }
    return { kind: 'challenged', tone: 'attention', targets, stillSignedIn: useless(), mends: mendsOfUrl(visit) }
  }
  if (action === 'logout') {
    if (logout_url) return { kind: 'loggedOut', tone: 'attention', attachment: attachment(), targets }
    const [url, mends] = [useless(), mendsOfUrl(visit)]
    return { kind: 'notLoggedOut', tone: 'attention', attachment: attachment(), url, mends }
  }
  if (!(attach?.answer as Answer | null | undefined)?.suspended) return undefined
  return {
    kind: 'suspended',
    tone: 'attention',
    targets,
    again: targets.length > 0 ? attachesAgain(call, log) : undefined
  }
}

/** Why the Logout URL led nowhere. */
const uselessUrl = ({ logout_url = '' }: Settings): UselessUrl => ({
  key: 'logout_url',
  because: logout_url.trim() === '' ? 'blank' : 'ignored'
})

function mendsOfUrl({ running: { settings } }: VisitCard): Mend[] {
  const { unusable } = redirectUrls(saved(settings), { URL: 'https://example.com/', baseURI: 'https://example.com/' })
  const value = unusable.includes('logout_url') ? httpsUrl(settings.logout_url ?? '') : undefined
  return [value === undefined ? { kind: 'fill', key: 'logout_url' } : { kind: 'setting', key: 'logout_url', value }]
}

/** The address on which the SDK logs out, and attaches nothing. */
const isLogout = (url: string | undefined) => url !== undefined && /[?&]rupt_action=logout\b/.test(url)

/** The path of the page that the redirect led to, if it attached the same account. */
function attachesAgain({ visit, config }: Call, log: Log): string | undefined {
  const visits = log.cards.filter((card): card is VisitCard => card.kind === 'visit')
  const next = visits[visits.findIndex(({ id }) => id === visit) + 1]
  // On one's own site, each page of the tab is a visit. On the playground, the next one may be another visitor's.
  if (!next?.arrived && !next?.facts) return undefined
  const again = log.calls.find((call) => call.visit === next.id && call.config.account === config.account)
  return again && new URL(again.page).pathname
}

function failed({ outcome, attach }: Call): Finding | undefined {
  const { status } = attach ?? {}
  if (outcome?.how === 'threw' || outcome?.how === 'rejected') {
    return { kind: 'sdkError', tone: 'bad', how: outcome.how, message: String(outcome.value) }
  }
  if (status === 401 || status === 403) return { kind: 'refused', tone: 'bad', status }
  if (status === 'failed') return { kind: 'requestFailed', tone: 'bad' }
  return typeof status === 'number' && status >= 400 ? { kind: 'serverError', tone: 'bad', status } : undefined
}

interface Answer {
  success?: boolean
  suspended?: boolean
  attached_devices?: number
  default_device_limit?: number
}

/** What Rupt answered, as the SDK passed it on, or else as Rupt's side sent it. */
const answerOf = ({ outcome, attach }: Call) => (outcome?.value ?? attach?.answer) as Answer | null | undefined

function answered(call: Call, log: Log, card: EventCard, visit: VisitCard, mapped?: Mapped): Finding | undefined {
  const { outcome, attach } = call
  const answer = answerOf(call)
  if (answer?.success) {
    const attachment = attachmentOf(call, log, card, mapped)
    const { attached_devices: devices = 0, default_device_limit: limit = Infinity } = answer
    const over = devices > limit ? { overLimit: { devices, limit } } : {}
    const tone = isSound(attachment) && devices <= limit ? 'good' : 'attention'
    return { kind: 'attached', tone, attachment, ...over, mends: mendsOf(attachment, card, mapped) }
  }
  if (outcome?.value) return { kind: 'noSuccess', tone: 'bad' }
  if (outcome && !attach) {
    if (!isLogout(call.page)) return { kind: 'gaveUp', tone: 'bad' }
    const url = uselessUrl(visit.running.settings)
    return { kind: 'logoutAddress', tone: 'attention', url, mends: mendsOfUrl(visit) }
  }
  // The SDK's result may be seen before the answer.
  return outcome && attach?.status !== undefined ? { kind: 'unreadableAnswer', tone: 'bad' } : undefined
}

function unanswered({ config, attach, redirects, page }: Call, { ended }: VisitCard): Finding {
  if (redirects.length > 0) return { kind: 'redirected', tone: 'bad', target: targetOf(redirects[0], page) }
  if (ended) return { kind: 'leftUnanswered', tone: 'attention' }
  if (attach) return { kind: 'waitingForAnswer', tone: 'waiting' }
  return { kind: 'attaching', tone: 'waiting', account: String(config.account) }
}

/** A page of the same site by its path, any other with its host. */
function targetOf(url: string | undefined, page: string): Target {
  if (url === undefined) return undefined
  const { protocol, origin, host, pathname } = new URL(url)
  if (URL.canParse(page) && origin === new URL(page).origin) return pathname
  return /^https?:$/.test(protocol) ? host + pathname : url
}
