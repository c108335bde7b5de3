// What is told of a setup before the first event.
import { FIELDS, isField, MAX_MAPPINGS, SETTINGS } from '../definition'
import type { UrlKey } from '../definition'
import type { FindingKind, SetupFinding } from '../setup/findings'
import { readingText } from './triggers'
import { listed } from './values'

interface Words {
  /** For the terminal and the list: what is the matter. */
  text: string
  advice: string
  /** At the field, which is named already. */
  atField: string
}

const BLANK: Partial<Record<UrlKey, [text: string, advice: string, atField: string]>> = {
  new_account_url: [
    'New Account URL is blank: Segment requires it.',
    'Enter the URL for a visitor who wants an account of their own.',
    'Required in Segment, and not here.'
  ],
  logout_url: [
    'Logout URL is blank: a device that the owner removes stays signed in.',
    'Enter the URL that signs a visitor out.',
    'Without it, a device that the owner removes stays signed in.'
  ]
}

const MAP_ACCOUNT = 'Map Account to $.userId.'

type Making = { [K in FindingKind]: (finding: Extract<SetupFinding, { kind: K }>) => Partial<Words> & { text: string } }

const WORDS: Making = {
  noClientId: () => ({
    text: 'Client ID is missing.',
    advice: 'Copy it from your Rupt dashboard.',
    atField: 'Required. Without it, the destination is off.'
  }),
  blankUrl: ({ key }) => {
    const [text, advice, atField] = BLANK[key] ?? [`${SETTINGS[key].label} is blank.`, '', '']
    return { text, advice, atField }
  },
  ignoredUrl: ({ key }) => ({
    text: `${SETTINGS[key].label} is ignored: a visitor cannot be sent there, and Rupt’s default applies.`,
    advice: 'Enter a URL that starts with https://.',
    atField: 'A visitor cannot be sent to this. It is ignored, and Rupt’s default applies.'
  }),
  mistypedUrl: ({ key, value }) => ({
    text: `${SETTINGS[key].label} is probably mistyped: ${value} leads a visitor nowhere.`,
    advice: 'Enter a URL that starts with https://.',
    atField: 'This is probably mistyped, and leads a visitor nowhere.'
  }),
  noMapping: () => ({
    text: 'No mapping is on.',
    advice: 'In Segment, open the destination’s mappings and turn Attach Device on.'
  }),
  noProof: () => ({
    text: 'No mapping can give an email or a phone: Rupt cannot verify a challenged visitor.',
    advice: 'Map Email, or add a mapping for type = "identify" with Email from $.traits.email.'
  }),
  tooMany: ({ mappings }) => ({
    text: `There are ${mappings} mappings, and Segment’s limit is ${MAX_MAPPINGS}.`,
    advice: 'Merge mappings with the same fields: combine their triggers with or.'
  }),
  unreadableTrigger: ({ trigger, reading }) => ({
    text: `the trigger ${trigger} cannot be read, so no event matches.`,
    advice: 'Example: type = "page".',
    atField: readingText(reading)
  }),
  matchesNothing: ({ trigger, reading }) => ({
    text: `the trigger ${trigger} matches no event.`,
    advice: readingText(reading)
  }),
  readOtherwise: ({ trigger, reading }) => ({
    text: `the trigger ${trigger} is read otherwise.`,
    advice: readingText(reading)
  }),
  unknownType: ({ trigger, reading }) => ({
    text: `the trigger ${trigger} asks for a type that no event has.`,
    advice: readingText(reading)
  }),
  servedOtherwise: ({ trigger, reading }) => ({
    text: `the trigger ${trigger} works in this build, and not in the one that Segment serves today.`,
    advice: readingText(reading)
  }),
  noAccount: () => ({
    text: 'Account is not mapped.',
    advice: MAP_ACCOUNT,
    atField: 'Without it, no device is ever attached.'
  }),
  accountNowhere: ({ paths, types }) => ({
    text: `Account is mapped to ${listed(paths.map(pathText), 'or')}, which no ${listed(types, 'or')} event has.`,
    advice: MAP_ACCOUNT
  }),
  shared: ({ by, account }) => ({
    text:
      by === 'all'
        ? 'Account is a fixed value: everyone shares one account.'
        : `Account is “${account}” where nobody is signed in: they all share that account.`,
    advice: MAP_ACCOUNT
  }),
  anonymous: () => ({
    text: 'Account falls to $.anonymousId: anonymous visitors are attached, each under an account of its own.',
    advice: MAP_ACCOUNT,
    atField: 'This also attaches anonymous visitors, each under a separate account.'
  }),
  notJson: ({ key, message }) => ({ text: `${FIELDS[key].label} is not JSON.`, atField: message, advice: message }),
  barePath: ({ key, path }) => ({
    text: `${FIELDS[key].label} is a path, and not the JSON of one.`,
    advice: `To read ${path} from the event, write {"@path": "${path}"}.`
  }),
  cannotRun: ({ key, message }) => ({
    text: `the mapping of ${FIELDS[key].label} cannot run, and no mapping after it does.`,
    advice: message
  })
}

/** `$userId` is a name of its own, without `$.`. */
const pathText = (path: string) => (path.startsWith('$') ? path : `$.${path}`)

function wordsOf(finding: SetupFinding): Words {
  const { text, advice = '', atField } = WORDS[finding.kind](finding as never)
  return { text, advice, atField: atField || advice || text }
}

/** With the name of its mapping. */
export function findingText(finding: SetupFinding): string {
  const { text } = wordsOf(finding)
  return finding.mapping ? `“${finding.mapping.name}”: ${text}` : text
}

export const findingAdvice = (finding: SetupFinding) => wordsOf(finding).advice

/** At the field that it is about, which is named there. */
export const findingAtField = (finding: SetupFinding) => wordsOf(finding).atField

/** The label of the field that it is about. */
export function findingField({ field }: SetupFinding): string {
  if (field === undefined) return ''
  if (field === 'trigger') return 'Trigger'
  return isField(field) ? FIELDS[field].label : SETTINGS[field].label
}

/** In the terminal, with its source where a page has several. */
export const findingLines = (finding: SetupFinding, source?: string): string[] => [
  `${finding.keeps ? '✗' : '!'} ${source ? `Source ${source}: ` : ''}${findingText(finding)}`,
  `  ${findingAdvice(finding)}`
]
