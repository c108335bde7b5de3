// A verdict in a sentence, with what to do about it: for the card, the terminal, the copied text and README's table.
import { INTEGRATION } from '../setup/document'
import type { Card } from '../log/cards'
import type { Obstacle } from '../log/facts'
import type { FieldState } from '../mapping/field'
import type { Attachment, Kind, Part, Target, UselessUrl, Verdict } from '../verdict/verdict'
import { fieldAdvice, labelOf, stateText } from './mappings'
import { meansText, readingText, servedNote, UNREADABLE } from './triggers'
import { clip, listed } from './values'

interface Words {
  text: string
  advice?: string
}

type Making = { [K in Kind]: (verdict: Extract<Verdict, { kind: K }>) => Words | string }

const WORDS: Making = {
  attached: ({ attachment, overLimit }) => ({
    text: `${attachmentText(attachment)}${overLimit ? `: over the limit, ${overLimit.devices} of ${overLimit.limit} devices` : ''}`,
    advice: attachmentAdvice(attachment)
  }),
  challenged: ({ targets, stillSignedIn }) => {
    const [, ...others] = targets
    const sent = targets.length === 0 ? '' : `: sent to Rupt’s page${thenTo(others)}`
    return stillSignedIn
      ? { text: `challenged${sent}, and still signed in`, advice: uselessAdvice(stillSignedIn) }
      : `challenged${sent}`
  },
  loggedOut: ({ attachment, targets }) =>
    `${attachmentText(attachment)}, then logged out by the owner${sentTo(targets)}`,
  notLoggedOut: ({ attachment, url }) => ({
    text: `${attachmentText(attachment)}, then logged out by the owner: not redirected, because ${uselessText(url)}`,
    advice: uselessAdvice(url)
  }),
  suspended: ({ targets, again }) =>
    again === undefined
      ? `suspended${sentTo(targets)}`
      : {
          text: `suspended${sentTo(targets)}, which attaches again`,
          advice: `The visitor ends up at ${again}. Enter that address as Suspended URL: nothing is attached on the page that it names.`
        },
  sdkError: ({ how, message }) =>
    `not attached: Rupt’s SDK ${how === 'threw' ? 'threw' : 'reported'} an error: ${clip(message, 120)}`,
  refused: ({ status }) => ({
    text: `refused by Rupt (${status}): check the Client ID`,
    advice: 'Copy it from your Rupt dashboard into the setting Client ID.'
  }),
  requestFailed: () => 'not attached: the request to Rupt failed',
  serverError: ({ status }) => `not attached: Rupt answered ${status}`,
  noSuccess: () => 'not attached: Rupt’s answer does not say success',
  gaveUp: () => ({
    text: 'not attached: Rupt’s SDK gave up before it sent a request',
    advice: 'It does this silently on http pages, without storage, and in sandboxed frames.'
  }),
  logoutAddress: ({ url }) => ({
    text: 'not attached: the address has rupt_action=logout, and the visitor is still signed in',
    advice: `There, Rupt’s SDK does nothing but log out. ${uselessAdvice(url)}`
  }),
  unreadableAnswer: () => 'not attached: Rupt’s SDK could not read the answer',
  redirected: ({ target }) => `sent to ${targetText(target)}`,
  leftUnanswered: () => 'unknown: the visitor left the page before Rupt answered',
  waitingForAnswer: () => 'waiting for Rupt’s answer',
  attaching: ({ account }) => `attaching as ${clip(account)}`,

  ignored: ({ failures, reading }) => {
    if (reading && !reading.condition) return { text: 'ignored: the trigger cannot be read', advice: UNREADABLE }
    const wanted = clip(failures.map(({ text }) => text).join(' or '), 120)
    if (!reading) return `ignored: the trigger wants ${wanted}`
    return { text: `ignored: the trigger is read as ${wanted}`, advice: readingText(reading) }
  },
  ignoredByAll: () => 'ignored: no trigger wants it',
  noMapping: () => 'ignored: no mapping is on',
  noClientId: ({ on }) => ({ text: `${off(on)}: Client ID is missing`, advice: 'Copy it from your Rupt dashboard.' }),
  destinationDropped: ({ on, message }) => ({ text: `${off(on)}: ${cause(message)}`, advice: message }),
  mappingFails: ({ message }) => `not attached: the mapping cannot run: ${message}`,
  suspendedPage: () => ({
    text: 'not attached: this is the page of the Suspended URL',
    advice: 'Rupt would suspend the visitor here again, and the page would reload without end.'
  }),
  noAccount: ({ state }) => {
    if (state.kind !== 'nobody')
      return { text: `not attached: the account ${accountText(state)}`, advice: accountAdvice(state) }
    const advice = state.identifies ? 'Pass the user’s ID to identify.' : 'Call identify before this event.'
    return { text: 'not attached: nobody is signed in', advice }
  },
  stopped: ({ by }) => `not attached: “${by}” failed first, and Segment’s runtime stops there`,
  inFlight: () => ({
    text: 'same call already in flight',
    advice: 'Not repeated: an identical call is still waiting for its answer.'
  }),
  failed: ({ message }) => `not attached: ${message}`,
  noCall: () => 'not attached: no call of Rupt.attach was seen',
  held: ({ field, reason }) => ({ text: `not run: ${field} is invalid`, advice: `${field}: ${reason}` }),
  notSent: ({ obstacle }) => {
    const { text, advice } = OBSTACLES[obstacle.kind](obstacle as never)
    return { text: `not sent to Rupt: ${text}`, advice }
  },

  waiting: ({ on, part }) => `waiting for ${part}${on === 'event' && part === 'the destination' ? ' to load' : ''}`,
  left: ({ on, part }) =>
    on === 'visit'
      ? `the visitor left before ${part} ${part === 'Analytics.js' ? 'was seen' : 'arrived'}`
      : `not attached: the visitor left the page before ${part} ${ARRIVED[part]}`,
  sdkFailed: ({ on }) => ({
    text: `${notAttached(on)}Rupt’s SDK failed twice to load`,
    advice: 'Check content blockers and the page’s Content-Security-Policy.'
  }),
  sdkUndefined: ({ on }) => ({
    text: `${notAttached(on)}Rupt’s SDK did not define Rupt.attach`,
    advice: 'Check content blockers.'
  }),
  blocked: ({ host, directive }) => ({
    text: `not attached: the page’s Content-Security-Policy blocks https://${host}`,
    // Nothing is requested of the API as long as the SDK is blocked.
    advice: `Add https://${host} to its ${directive.replace(/-elem$/, '')}${host === 'cdn.rupt.dev' ? ', and https://api.rupt.dev to its connect-src' : ''}.`
  }),

  ready: () => 'Rupt’s SDK is on the page',
  noMappingRuns: () => 'no mapping runs',
  destinationMissing: () => ({
    text: 'the destination is not on the page',
    advice:
      'Analytics.js left it out: for want of consent, for the integrations of analytics.load, or the file failed to load.'
  }),
  notEnabled: () => 'Rupt is not enabled for this source yet. It runs in this browser only',
  edited: () => 'runs your setup, not Segment’s',
  copies: ({ copies }) => ({
    text: `${copies} copies of Analytics.js`,
    advice: 'Each sends its own events. Load it once.'
  }),
  bundled: () => 'the destination comes with the site’s own code: it is watched as it is, and not replaced',
  sdkOfTheSite: () => 'the site loads Rupt’s SDK itself',
  classic: ({ version }) => ({
    text: `the site has classic analytics.js ${version}, which runs no such destination`,
    advice: 'Turn on Analytics.js 2.0 in the settings of the source, in Segment.'
  }),
  unwatchable: ({ version }) => ({
    text: `the events of Analytics.js ${version} cannot be seen`,
    advice: 'Versions from 1.60 on can be watched.'
  }),
  analyticsOff: () => ({
    text: 'Analytics.js is switched off on this page',
    advice: 'The site passes disable to analytics.load, or a consent manager holds it back.'
  }),
  analyticsUnseen: () => ({
    text: 'Analytics.js was not seen on this page',
    advice: 'Another page may load it, it may wait for consent, or a blocker may keep it out.'
  })
}

function wordsOf(verdict: Verdict): Words {
  const made = WORDS[verdict.kind](verdict as never)
  return typeof made === 'string' ? { text: made } : made
}

/** The verdict itself. */
export function verdictText(verdict: Verdict): string {
  const { text } = wordsOf(verdict)
  if (!verdict.servedOtherwise) return text
  return `${text}, but ${verdict.servedOtherwise.attaches ? 'it matches' : 'not'} in Segment today`
}

/** What to do about it. */
export function verdictAdvice(verdict: Verdict): string | undefined {
  const { servedOtherwise, triggerReadAs } = verdict
  const parts = [
    triggerReadAs === undefined ? undefined : `The trigger is not read as it is written. ${meansText(triggerReadAs)}`,
    servedOtherwise && servedNote(servedOtherwise),
    wordsOf(verdict).advice
  ]
  return parts.filter(Boolean).join(' ') || undefined
}

/** The name of the mapping that it is about, where there are several. */
export const mappingName = ({ mapping }: Verdict) => (mapping === null ? 'No mapping' : mapping)

/** What a card is about: the event, or the visit. */
export function titleOf(card: Card): string {
  if (card.kind === 'note') return card.text
  if (card.kind === 'visit') return card.arrived ? 'visit, by a redirect or a reload' : 'visit'
  const { type, event, name } = card.event
  return [type, clip(event ?? name ?? '')].filter(Boolean).join(' ')
}

const off = (on: Verdict['on']) => (on === 'visit' ? 'the destination is off' : 'not attached')
const notAttached = (on: Verdict['on']) => (on === 'visit' ? '' : 'not attached: ')

const ARRIVED: Record<Part, string> = {
  'Rupt’s SDK': 'arrived',
  'the destination': 'had loaded',
  'Analytics.js': 'had loaded'
}

/** A message from the destination, without its name and anything after the first sentence. */
const cause = (message: string) =>
  message
    .replace(/^Rupt: /, '')
    .replace(/\. .*$/s, '')
    .replace(/\.$/, '')

function attachmentText({ account, late, lacks, emailBy, noEmail }: Attachment): string {
  const without = listed(lacks.map(labelOf)).toLowerCase()
  return [
    `attached ${late ? 'late ' : ''}as ${clip(account)}`,
    without && `, without ${without}`,
    noEmail && ', with an email that is none',
    emailBy && `, email sent by ${emailBy}`
  ]
    .filter(Boolean)
    .join('')
}

const UNPROVABLE =
  'Without an email or a phone, Rupt cannot ask for proof: anyone who uses this account can remove its devices.'

const DOUBTS: Record<NonNullable<Attachment['doubt']>, string> = {
  shared: 'Other visitors get this account, too: everyone shares it. Map Account to $.userId.',
  anonymous: 'The account is the anonymous ID: each browser has another. Map Account to $.userId.',
  email: 'The account looks like an email, which people change. Use the ID of the user.'
}

function attachmentAdvice({ lacks, emailOnIdentify, noEmail, doubt }: Attachment): string | undefined {
  const parts = [
    doubt && DOUBTS[doubt],
    noEmail && 'Rupt gets what was mapped as the email, and cannot write to it: map Email to an address.',
    lacks.includes('email') && UNPROVABLE,
    emailOnIdentify !== undefined && `Call identify: “${emailOnIdentify}” then sends the email.`
  ]
  return parts.filter(Boolean).join(' ') || undefined
}

const targetText = (target: Target) => target ?? 'another site'
const thenTo = (targets: Target[]) => targets.map((target) => `, then to ${targetText(target)}`).join('')

function sentTo(targets: Target[]): string {
  const [first, ...others] = targets
  return targets.length === 0 ? '' : `: sent to ${targetText(first)}${thenTo(others)}`
}

const uselessText = ({ because }: UselessUrl) =>
  because === 'blank' ? 'there is no Logout URL' : 'Logout URL is ignored'

/** What a Logout URL that leads nowhere means. */
const uselessAdvice = ({ because }: UselessUrl) =>
  `${because === 'blank' ? 'Without a Logout URL,' : 'Logout URL is ignored, and'} a visitor who is to be logged out stays signed in.`

function accountText(state: FieldState): string {
  if (state.kind === 'unmapped') return 'is not mapped'
  return state.kind === 'unusable' ? 'cannot be used' : 'is not in this event'
}

function accountAdvice(state: FieldState): string | undefined {
  const why = stateText(state)
  return fieldAdvice('account', state) ?? (why && `It is ${why}.`)
}

const OBSTACLES: { [K in Obstacle['kind']]: (obstacle: Extract<Obstacle, { kind: K }>) => Words } = {
  integrations: ({ of, integrations }) => {
    const [who, whose] =
      of === 'call'
        ? ['the call has', 'the call’s integrations']
        : ['analytics.load has', 'the integrations that your site passes to analytics.load']
    return {
      text: `${who} integrations ${JSON.stringify(integrations)}`,
      advice: `Add "${INTEGRATION}": true to ${whose}.`
    }
  },
  consent: ({ categories }) => ({
    text: `the visitor has not consented to ${listed(categories)}`,
    advice: 'Segment’s consent settings put the destination in this category.'
  }),
  dropped: () => ({ text: 'a source middleware or plugin dropped it', advice: 'No destination got this event.' }),
  filter: () => ({
    text: 'it did not reach the destination, which has a destination filter',
    advice: 'Look at the filters of the destination in Segment.'
  }),
  destination: () => ({ text: 'the destination is not on the page', advice: 'The card of the visit says what is.' }),
  source: () => ({ text: 'this source does not have it' }),
  unknown: () => ({ text: 'it did not reach the destination' })
}
