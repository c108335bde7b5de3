import { readFileSync } from 'node:fs'
import type { Attachment, Kind, Verdict } from '../../../playground/core/verdict/verdict'
import { verdictAdvice, verdictText } from '../../../playground/core/words/verdicts'

const attachment: Attachment = { account: 'user-1', late: false, lacks: [], noEmail: false }
const blank = { key: 'logout_url', because: 'blank' } as const
const good = { on: 'event', tone: 'good' } as const
const bad = { on: 'event', tone: 'bad' } as const
const attention = { on: 'event', tone: 'attention' } as const
const quiet = { on: 'event', tone: 'quiet' } as const
const waiting = { on: 'event', tone: 'waiting' } as const
const visit = { on: 'visit', tone: 'attention' } as const

/** Each kind with its sentences. Those without an example in README explain themselves. */
const SENTENCES: { [K in Kind]: [sentence: string, verdict: Extract<Verdict, { kind: K }>][] } = {
  attached: [
    ['attached as user-1', { kind: 'attached', ...good, attachment }],
    [
      'attached as user-1, without email',
      { kind: 'attached', ...attention, attachment: { ...attachment, lacks: ['email'] } }
    ],
    [
      'attached as user-1, with an email that is none',
      { kind: 'attached', ...attention, attachment: { ...attachment, noEmail: true } }
    ],
    [
      'attached as user-1, email sent by identify',
      { kind: 'attached', ...good, attachment: { ...attachment, emailBy: 'identify' } }
    ],
    [
      'attached as user-1, but not in Segment today',
      { kind: 'attached', ...attention, attachment, servedOtherwise: { attaches: false, trigger: 'type = "page"' } }
    ],
    ['attached late as user-1', { kind: 'attached', ...good, attachment: { ...attachment, late: true } }],
    [
      'attached as user-1: over the limit, 4 of 3 devices',
      { kind: 'attached', ...attention, attachment, overLimit: { devices: 4, limit: 3 } }
    ]
  ],
  challenged: [
    [
      'challenged: sent to Rupt’s page, then to /signed-out',
      { kind: 'challenged', ...attention, targets: ['rupt', '/signed-out'] }
    ],
    [
      'challenged: sent to Rupt’s page, then to /home, and still signed in',
      { kind: 'challenged', ...attention, targets: ['rupt', '/home'], stillSignedIn: blank }
    ],
    ['challenged', { kind: 'challenged', ...attention, targets: [] }]
  ],
  loggedOut: [
    [
      'attached as user-1, then logged out by the owner: sent to /signed-out',
      { kind: 'loggedOut', ...attention, attachment, targets: ['/signed-out'] }
    ],
    [
      'attached as user-1, then logged out by the owner: sent to another site',
      { kind: 'loggedOut', ...attention, attachment, targets: [undefined] }
    ]
  ],
  notLoggedOut: [
    [
      'attached as user-1, then logged out by the owner: not redirected, because there is no Logout URL',
      { kind: 'notLoggedOut', ...attention, attachment, url: blank }
    ]
  ],
  suspended: [
    ['suspended: sent to /suspended', { kind: 'suspended', ...attention, targets: ['/suspended'] }],
    [
      'suspended: sent to /suspended, which attaches again',
      { kind: 'suspended', ...attention, targets: ['/suspended'], again: '/en/suspended' }
    ]
  ],
  sdkError: [
    ['not attached: Rupt’s SDK threw an error: broken', { kind: 'sdkError', ...bad, how: 'threw', message: 'broken' }]
  ],
  refused: [['refused by Rupt (401): check the Client ID', { kind: 'refused', ...bad, status: 401 }]],
  requestFailed: [['not attached: the request to Rupt failed', { kind: 'requestFailed', ...bad }]],
  serverError: [['not attached: Rupt answered 500', { kind: 'serverError', ...bad, status: 500 }]],
  noSuccess: [['not attached: Rupt’s answer does not say success', { kind: 'noSuccess', ...bad }]],
  gaveUp: [['not attached: Rupt’s SDK gave up before it sent a request', { kind: 'gaveUp', ...bad }]],
  logoutAddress: [
    [
      'not attached: the address has rupt_action=logout, and the visitor is still signed in',
      { kind: 'logoutAddress', ...attention, url: blank }
    ]
  ],
  unreadableAnswer: [['not attached: Rupt’s SDK could not read the answer', { kind: 'unreadableAnswer', ...bad }]],
  redirected: [['sent to /away', { kind: 'redirected', ...bad, target: '/away' }]],
  leftUnanswered: [
    ['unknown: the visitor left the page before Rupt answered', { kind: 'leftUnanswered', ...attention }]
  ],
  waitingForAnswer: [['waiting for Rupt’s answer', { kind: 'waitingForAnswer', ...waiting }]],
  attaching: [['attaching as user-1', { kind: 'attaching', ...waiting, account: 'user-1' }]],
  ignored: [
    [
      'ignored: the trigger wants type = "page"',
      { kind: 'ignored', ...quiet, failures: [{ text: 'type = "page"', holds: false }] }
    ]
  ],
  ignoredByAll: [['ignored: no trigger wants it', { kind: 'ignoredByAll', ...quiet }]],
  noMapping: [['ignored: no mapping is on', { kind: 'noMapping', ...quiet }]],
  noClientId: [
    ['not attached: Client ID is missing', { kind: 'noClientId', ...bad }],
    ['the destination is off: Client ID is missing', { kind: 'noClientId', ...visit }]
  ],
  destinationDropped: [
    ['not attached: it broke', { kind: 'destinationDropped', ...bad, message: 'Rupt: it broke. Look at it.' }]
  ],
  mappingFails: [['not attached: the mapping cannot run: broken', { kind: 'mappingFails', ...bad, message: 'broken' }]],
  suspendedPage: [['not attached: this is the page of the Suspended URL', { kind: 'suspendedPage', ...quiet }]],
  noAccount: [
    [
      'not attached: nobody is signed in',
      { kind: 'noAccount', ...quiet, state: { kind: 'nobody', identifies: false } }
    ],
    ['not attached: the account is not mapped', { kind: 'noAccount', ...attention, state: { kind: 'unmapped' } }],
    [
      'not attached: the account cannot be used',
      { kind: 'noAccount', ...attention, state: { kind: 'unusable', key: 'account', because: 'nothing' } }
    ]
  ],
  stopped: [
    ['not attached: “Pages” failed first, and Segment’s runtime stops there', { kind: 'stopped', ...bad, by: 'Pages' }]
  ],
  inFlight: [['same call already in flight', { kind: 'inFlight', ...quiet }]],
  failed: [['not attached: it broke', { kind: 'failed', ...bad, message: 'it broke' }]],
  noCall: [['not attached: no call of Rupt.attach was seen', { kind: 'noCall', ...attention }]],
  held: [['not run: Email is invalid', { kind: 'held', ...bad, field: 'Email', reason: 'Not JSON' }]],
  notSent: [
    [
      'not sent to Rupt: the call has integrations {"All":false}',
      { kind: 'notSent', ...attention, obstacle: { kind: 'integrations', of: 'call', integrations: { All: false } } }
    ]
  ],
  waiting: [
    ['waiting for Rupt’s SDK', { kind: 'waiting', ...waiting, part: 'Rupt’s SDK' }],
    ['waiting for the destination to load', { kind: 'waiting', ...waiting, part: 'the destination' }]
  ],
  left: [
    [
      'not attached: the visitor left the page before Rupt’s SDK arrived',
      { kind: 'left', ...attention, part: 'Rupt’s SDK' }
    ],
    ['the visitor left before Analytics.js was seen', { kind: 'left', ...visit, part: 'Analytics.js' }]
  ],
  sdkFailed: [['not attached: Rupt’s SDK failed twice to load', { kind: 'sdkFailed', ...bad }]],
  sdkUndefined: [['Rupt’s SDK did not define Rupt.attach', { kind: 'sdkUndefined', ...visit }]],
  blocked: [
    [
      'not attached: the page’s Content-Security-Policy blocks https://cdn.rupt.dev',
      { kind: 'blocked', ...bad, host: 'cdn.rupt.dev', directive: 'script-src-elem' }
    ]
  ],
  ready: [['Rupt’s SDK is on the page', { kind: 'ready', ...visit }]],
  noMappingRuns: [['no mapping runs', { kind: 'noMappingRuns', ...visit }]],
  destinationMissing: [['the destination is not on the page', { kind: 'destinationMissing', ...visit }]],
  notEnabled: [
    ['Rupt is not enabled for this source yet. It runs in this browser only', { kind: 'notEnabled', ...visit }]
  ],
  edited: [['runs your setup, not Segment’s', { kind: 'edited', ...visit }]],
  copies: [['2 copies of Analytics.js', { kind: 'copies', ...visit, copies: 2 }]],
  bundled: [
    [
      'the destination comes with the site’s own code: it is watched as it is, and not replaced',
      { kind: 'bundled', ...visit }
    ]
  ],
  sdkOfTheSite: [['the site loads Rupt’s SDK itself', { kind: 'sdkOfTheSite', ...visit }]],
  classic: [
    [
      'the site has classic analytics.js 4.1.0, which runs no such destination',
      { kind: 'classic', ...visit, version: '4.1.0' }
    ]
  ],
  unwatchable: [
    ['the events of Analytics.js 1.43.0 cannot be seen', { kind: 'unwatchable', ...visit, version: '1.43.0' }]
  ],
  analyticsOff: [['Analytics.js is switched off on this page', { kind: 'analyticsOff', ...visit }]],
  analyticsUnseen: [['Analytics.js was not seen on this page', { kind: 'analyticsUnseen', ...visit }]]
}

const all = Object.values(SENTENCES).flat() as [string, Verdict][]

it.each(all)('The sentence “%s” is made of the verdict', (sentence, verdict) => {
  expect(verdictText(verdict)).toBe(sentence)
})

it('README explains sentences that are made', () => {
  const [, body] = readFileSync('README.md', 'utf8').split(/^\| First line .*\n\|[ |-]*\n/m)
  const rows = body.split('\n\n')[0].split('\n').map((row) => row.split(' | ')[0].replace(/^\| */, '').trim()) // prettier-ignore
  expect(rows.length).toBeGreaterThan(12)
  expect(rows.filter((row) => !all.some(([sentence]) => sentence === row))).toEqual([])
})

it('The advice on a device that is attached says all that is to be done', () => {
  const lacking: Attachment = {
    ...attachment,
    lacks: ['email'],
    emailOnIdentify: 'Traits',
    noEmail: true,
    doubt: 'email'
  }
  const advice = verdictAdvice({
    kind: 'attached',
    ...attention,
    attachment: lacking,
    triggerReadAs: 'type = "page"',
    servedOtherwise: { attaches: false, trigger: 'type = "page"' }
  })
  expect(advice).toMatch(
    /not read as it is written.*does not match\. Write type.*looks like an email.*map Email to an address.*cannot ask for proof.*“Traits” then sends/
  )
})
