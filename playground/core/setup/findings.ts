// What can be told of a setup before the first event: one set for the fields, the terminal and `--check`.
import { redirectUrls } from '../../../src/redirectUrls'
import { clientId } from '../../../src/values'
import { FIELD_KEYS, MAX_MAPPINGS, saved, SETTING_KEYS } from '../definition'
import type { FieldKey, Settings, SettingKey, UrlKey } from '../definition'
import { NotJson } from '../json'
import { EVENT_TYPES } from '../log/sighting'
import type { SegmentEvent } from '../log/sighting'
import { errorOf, valueOf } from '../mapping/run'
import { pathsOf, sourceOf } from '../mapping/source'
import type { Mend } from '../mend'
import { isEmpty, withValue } from '../places'
import type { Running, Subscription } from '../running'
import { readTrigger } from '../trigger/reading'
import type { Reading } from '../trigger/reading'
import { BarePath, fieldId, parseMapping, toSubscription } from './setup'
import type { Mapping, Setup } from './setup'
import { httpsUrl, isMistyped } from './urls'

type Kinds =
  | { kind: 'noClientId' }
  | { kind: 'blankUrl'; key: UrlKey }
  | { kind: 'ignoredUrl'; key: UrlKey }
  | { kind: 'mistypedUrl'; key: UrlKey; value: string }
  | { kind: 'noMapping' }
  | { kind: 'noProof' }
  | { kind: 'tooMany'; mappings: number }
  | { kind: 'unreadableTrigger'; trigger: string; reading: Reading }
  | { kind: 'matchesNothing'; trigger: string; reading: Reading }
  | { kind: 'readOtherwise'; trigger: string; reading: Reading }
  | { kind: 'unknownType'; trigger: string; reading: Reading }
  | { kind: 'servedOtherwise'; trigger: string; reading: Reading }
  | { kind: 'noAccount' }
  | { kind: 'accountNowhere'; paths: string[]; types: string[] }
  | { kind: 'shared'; by: 'all' | 'signedOut'; account: string }
  | { kind: 'anonymous' }
  | { kind: 'notJson'; key: FieldKey; message: string }
  | { kind: 'barePath'; key: FieldKey; path: string }
  | { kind: 'cannotRun'; key: FieldKey; message: string }

export type FindingKind = Kinds['kind']

interface About {
  /** It keeps a device from being attached. */
  keeps: boolean
  /** What it is about cannot run, and is held back. */
  held?: boolean
  /** The mapping that it is about. */
  mapping?: { id: string; name: string }
  /** The field that it is about. */
  field?: FieldKey | SettingKey | 'trigger'
  mends?: Mend[]
}

export type SetupFinding = Kinds & About

/** The element of the field that a finding is about. */
export const fieldOf = ({ field, mapping }: SetupFinding) => field && fieldId(field, mapping?.id)

/** Everything worth saying of what runs, the worst first. */
export function findings({ settings, subscriptions }: Pick<Running, 'settings' | 'subscriptions'>): SetupFinding[] {
  const enabled = subscriptions.filter(({ enabled }) => enabled)
  const each = enabled.map((subscription) => ({ subscription, found: subscriptionFindings(subscription) }))
  return worstFirst([
    ...settingFindings(settings),
    ...each.flatMap(({ found }) => found),
    ...listFindings(each, subscriptions.length)
  ])
}

/** The same of a setup that is being typed, in the order of its fields. */
export function setupFindings({ settings, mappings }: Setup): SetupFinding[] {
  const enabled = mappings.filter(({ enabled }) => enabled)
  const each = enabled.map((mapping) => ({ mapping, found: mappingFindings(mapping) }))
  // One that is held back is not there yet.
  const whole = each
    .filter(({ found }) => !found.some(({ held }) => held))
    .map(({ mapping, found }) => ({ subscription: toSubscription(mapping), found }))
  const list = each.length > 0 && whole.length === 0 ? [] : listFindings(whole, mappings.length)
  return [...settingFindings(settings), ...each.flatMap(({ found }) => found), ...list]
}

const worstFirst = (found: SetupFinding[]) => [...found].sort((a, b) => Number(b.keeps) - Number(a.keeps))

/** Any page: where a relative URL leads does not matter. */
const ANYWHERE = { URL: 'https://example.com/', baseURI: 'https://example.com/' }

/** What a blank one means is worth a word. */
const WANTED: SettingKey[] = ['new_account_url', 'logout_url']

export function settingFindings(settings: Settings): SetupFinding[] {
  const { unusable } = redirectUrls(saved(settings), ANYWHERE)
  return SETTING_KEYS.flatMap((key): SetupFinding[] => {
    if (key === 'client_id') {
      return clientId(settings.client_id) ? [] : [{ kind: 'noClientId', field: key, keeps: true, held: true }]
    }
    const typed = settings[key] ?? ''
    const value = httpsUrl(typed)
    const mends: Mend[] = value === undefined ? [] : [{ kind: 'setting', key, value }]
    if (unusable.includes(key)) return [{ kind: 'ignoredUrl', key, field: key, keeps: false, mends }]
    if (isMistyped(typed)) return [{ kind: 'mistypedUrl', key, value: typed.trim(), field: key, keeps: false, mends }]
    const blank = isEmpty(settings[key]) && WANTED.includes(key)
    return blank ? [{ kind: 'blankUrl', key, field: key, keeps: false }] : []
  })
}

interface Judged {
  subscription: Subscription
  found: SetupFinding[]
}

/** What is told of all mappings together. */
function listFindings(each: Judged[], count: number): SetupFinding[] {
  const able = each.filter(({ found }) => found.every(({ keeps }) => !keeps))
  const provable = able.some(
    ({ subscription: { mapping } }) => !isUnmapped(mapping.email) || !isUnmapped(mapping.phone)
  )
  const found: (SetupFinding | false)[] = [
    each.length === 0 && { kind: 'noMapping', keeps: true },
    able.length > 0 && !provable && { kind: 'noProof', keeps: false },
    count > MAX_MAPPINGS && { kind: 'tooMany', mappings: count, keeps: false }
  ]
  return found.filter((one) => one !== false)
}

const isUnmapped = (mapping: unknown) => mapping === undefined || mapping === null || mapping === ''

const known = new WeakMap<Mapping, SetupFinding[]>()

/** Found once for each mapping: a change makes a new one, and several parts of the page ask. */
export function mappingFindings(mapping: Mapping): SetupFinding[] {
  const found = known.get(mapping) ?? findInMapping(mapping)
  known.set(mapping, found)
  return found
}

function findInMapping(mapping: Mapping): SetupFinding[] {
  const { id, name, trigger, fields } = mapping
  const about = { mapping: { id, name } }
  const broken = FIELD_KEYS.flatMap((key) => brokenField(key, fields[key] ?? '').map((one) => ({ ...one, ...about })))
  if (broken.length > 0) return [...triggerFindings(trigger, id).map((one) => ({ ...one, ...about })), ...broken]
  return subscriptionFindings({ ...toSubscription(mapping), id })
}

function brokenField(key: FieldKey, text: string): SetupFinding[] {
  if (text.trim() === '') return []
  try {
    parseMapping(key, text)
    return []
  } catch (error) {
    const about = { key, field: key, keeps: true, held: true } as const
    const { message } = error as Error
    if (error instanceof BarePath) return [{ kind: 'barePath', path: error.path, ...about }]
    return [{ kind: error instanceof NotJson ? 'notJson' : 'cannotRun', message, ...about }]
  }
}

export function subscriptionFindings({ id = '', name, subscribe, mapping }: Subscription): SetupFinding[] {
  const unable = FIELD_KEYS.flatMap((key): SetupFinding[] => {
    const message = mapping[key] === undefined ? undefined : errorOf(key, mapping[key])
    return message === undefined ? [] : [{ kind: 'cannotRun', key, field: key, message, keeps: true, held: true }]
  })
  const broken = unable.some(({ field }) => field === 'account')
  const account = broken ? [] : accountFindings(mapping.account, readTrigger(subscribe))
  return [...triggerFindings(subscribe, id), ...account, ...unable].map((one) => ({ ...one, mapping: { id, name } }))
}

function triggerFindings(trigger: string, mapping: string): SetupFinding[] {
  const reading = readTrigger(trigger)
  const { mend } = reading
  const mends: Mend[] = mend ? [{ kind: 'trigger', mapping, better: mend }] : []
  const kind = triggerKind(reading)
  if (!kind) return []
  const keeps = kind === 'unreadableTrigger' || kind === 'matchesNothing'
  return [{ kind, trigger, reading, field: 'trigger', keeps, held: kind === 'unreadableTrigger', mends }]
}

function triggerKind({ condition, faithful, types, unknownTypes, served }: Reading) {
  if (!condition) return 'unreadableTrigger'
  if (types?.length === 0) return 'matchesNothing'
  if (unknownTypes.length > 0) return 'unknownType'
  if (!faithful) return 'readOtherwise'
  return served && 'servedOtherwise'
}

/** Where each type of event has fields of its own. */
const ROOTS: Record<string, string[]> = {
  page: ['properties', 'name', 'category'],
  track: ['properties', 'event'],
  identify: ['traits'],
  group: ['traits', 'groupId'],
  alias: ['previousId']
}
const COMMON = ['userId', 'anonymousId', 'context', 'messageId', 'timestamp', 'type', 'integrations', 'writeKey']

function accountFindings(account: unknown, { types = EVENT_TYPES, condition }: Reading): SetupFinding[] {
  const about = { field: 'account', keeps: false } as const
  if (isUnmapped(account)) return [{ kind: 'noAccount', ...about, keeps: true }]
  const paths = pathsOf(sourceOf(account))
  const [type] = types
  const [one, other] = ['a', 'b'].map((visitor) => eventOf(type ?? 'page', paths, visitor))
  const named = valueOf(account, one)
  if (!isEmpty(named) && valueOf(account, other) === named) {
    return [{ kind: 'shared', by: 'all', account: String(named), ...about }]
  }
  const there = [...COMMON, ...types.flatMap((name) => ROOTS[name])]
  const nowhere = paths.length > 0 && !paths.some((path) => there.includes(path.split(/[.[]/)[0]))
  if (nowhere && isEmpty(valueOf(account, {}))) {
    return types.length === 0 ? [] : [{ kind: 'accountNowhere', paths, types, ...about, keeps: true }]
  }
  const nobody = valueOf(account, { type: type ?? 'page' })
  if (!isEmpty(nobody) && !asksForUser(condition))
    return [{ kind: 'shared', by: 'signedOut', account: String(nobody), ...about }]
  return paths.includes('anonymousId') ? [{ kind: 'anonymous', ...about }] : []
}

/** Whether a trigger takes nobody who is signed out. */
const asksForUser = (condition: Reading['condition']) =>
  condition?.operator === 'and' &&
  condition.children.some(({ type, operator }) => type === 'userId' && !/^(!=|not_exists)$/.test(operator))

/** An event of this visitor, with something of their own at each of these places. */
const eventOf = (type: string, paths: string[], visitor: string): SegmentEvent =>
  paths.reduce((event, path) => withValue(event, path, `${path} of ${visitor}`), { type } as SegmentEvent)
