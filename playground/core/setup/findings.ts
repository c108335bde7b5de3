// What can be told of a setup before the first event.
import { parseFql } from '@segment/destination-subscriptions'
import type { Condition } from '@segment/destination-subscriptions'
import { redirectUrls } from '../../../src/redirectUrls'
import { doubleQuoted } from '../../../src/triggers'
import { pathsOf, readTrigger, servedNote } from '../plan'
import { MAX_MAPPINGS, SETTINGS } from './setup'
import type { Subscription } from '../running'
import type { Setup } from './document'

export interface Finding {
  /** It keeps a device from being attached. */
  keeps: boolean
  text: string
  /** What to do. */
  advice: string
}

const keeps = (text: string, advice: string): Finding => ({ keeps: true, text, advice })
const loses = (text: string, advice: string): Finding => ({ keeps: false, text, advice })

/** Everything worth saying, the worst first. */
export function check({ settings, subscriptions }: Setup): Finding[] {
  const enabled = subscriptions.filter(({ enabled }) => enabled)
  return [...checkSettings(settings), ...checkMappings(enabled), ...checkCount(subscriptions.length)].sort(
    (a, b) => Number(b.keeps) - Number(a.keeps)
  )
}

/** Any page: where a relative URL leads does not matter. */
const ANYWHERE = { URL: 'https://example.com/', baseURI: 'https://example.com/' }

function checkSettings(settings: Setup['settings']): Finding[] {
  const label = (key: string) => SETTINGS[key].label
  const blank = (key: string) => !settings[key]?.trim()
  const { unusable } = redirectUrls(settings as never, ANYWHERE)
  return [
    ...(blank('client_id') ? [keeps('Client ID is missing.', 'Copy it from your Rupt dashboard.')] : []),
    ...(blank('logout_url')
      ? [
          loses(
            'Logout URL is blank: a device that the owner removes stays signed in.',
            'Enter the URL that signs a visitor out.'
          )
        ]
      : []),
    ...unusable.map((key) =>
      loses(
        `${label(key)} is ignored: a visitor cannot be sent there, and Rupt’s default applies.`,
        'Enter a URL that starts with https://.'
      )
    )
  ]
}

function checkMappings(enabled: Subscription[]): Finding[] {
  if (enabled.length === 0) {
    return [keeps('No mapping is on.', 'In Segment, open the destination’s mappings and turn Attach Device on.')]
  }
  const able = enabled.filter((mapping) => checkMapping(mapping).every(({ keeps }) => !keeps))
  const reaches = able.some((mapping) => maps(mapping, 'email') || maps(mapping, 'phone'))
  return [
    ...enabled.flatMap((mapping) =>
      checkMapping(mapping).map((finding) => ({ ...finding, text: `“${mapping.name}”: ${finding.text}` }))
    ),
    ...(able.length > 0 && !reaches
      ? [
          loses(
            'No mapping can give an email or a phone: Rupt cannot verify a challenged visitor.',
            'Map Email, or add a mapping for type = "identify" with Email from $.traits.email.'
          )
        ]
      : [])
  ]
}

const checkCount = (mappings: number): Finding[] =>
  mappings <= MAX_MAPPINGS
    ? []
    : [
        loses(
          `There are ${mappings} mappings, and Segment’s limit is ${MAX_MAPPINGS}.`,
          'Merge mappings with the same fields: combine their triggers with or.'
        )
      ]

function checkMapping({ subscribe, mapping }: Subscription): Finding[] {
  return [...checkTrigger(subscribe), ...checkAccount(mapping.account, typesOf(subscribe))]
}

function checkTrigger(trigger: string): Finding[] {
  const { error, note } = readTrigger(trigger)
  if (error) return [keeps(`the trigger ${trigger} cannot be read, so no event matches.`, 'Example: type = "page".')]
  if (note === undefined || note === servedNote(trigger)) {
    if (typesOf(trigger)?.length === 0) {
      return [keeps(`the trigger ${trigger} matches no event.`, 'Its conditions exclude one another.')]
    }
    const text = `the trigger ${trigger} works in this build, and not in the one that Segment serves today.`
    return note === undefined ? [] : [loses(text, note)]
  }
  const none = typesOf(trigger)?.length === 0 || note.startsWith('Use a single =')
  return [(none ? keeps : loses)(`the trigger ${trigger} ${none ? 'matches no event' : 'is read otherwise'}.`, note)]
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

function checkAccount(account: unknown, types = Object.keys(ROOTS)): Finding[] {
  const what = 'Map Account to $.userId.'
  if (account === undefined || account === null || account === '') return [keeps('Account is not mapped.', what)]
  const paths = pathsOf(account)
  if (paths.length === 0) {
    return typeof account === 'object' ? [] : [loses('Account is a fixed value: everyone shares one account.', what)]
  }
  const there = [...COMMON, ...types.flatMap((type) => ROOTS[type])]
  if (types.length > 0 && !paths.some((path) => there.includes(path.split(/[.[]/)[0]))) {
    const names = paths.map((path) => `$.${path}`).join(' or ')
    return [keeps(`Account is mapped to ${names}, which no ${types.join(' or ')} event has.`, what)]
  }
  return paths.includes('anonymousId')
    ? [
        loses(
          'Account falls to $.anonymousId: anonymous visitors are attached, each under an account of its own.',
          what
        )
      ]
    : []
}

const maps = ({ mapping }: Subscription, key: string) => ![undefined, null, ''].includes(mapping[key] as string)

/** The types that a trigger admits, or undefined where it admits any. */
function typesOf(trigger: string): string[] | undefined {
  const read = parseFql(doubleQuoted(trigger))
  return 'error' in read ? [] : admitted(read)
}

function admitted(condition: Condition): string[] | undefined {
  if (condition.type !== 'group') {
    const { type, operator, value } = condition as { type: string; operator: string; value?: string }
    if (type !== 'event-type') return type === 'event' ? ['track'] : undefined
    if (operator === '=') return Object.keys(ROOTS).filter((name) => name === value)
    return operator === '!=' ? Object.keys(ROOTS).filter((name) => name !== value) : undefined
  }
  const parts = condition.children.map(admitted)
  if (condition.operator === 'or') return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? [])
  const limits = parts.filter((part) => part !== undefined)
  const [first, ...rest] = limits
  return first?.filter((name) => rest.every((limit) => limit.includes(name)))
}
