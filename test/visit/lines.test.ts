import type { Verdict } from '../../playground/core/verdict/verdict'
import { readTrigger } from '../../playground/core/trigger/reading'
import { worthALine } from '../../playground/core/verdict/verdicts'
import { changesOf, verdictLines, whyClosed } from '../../playground/visit/lines'

const attachment = { account: 'u1', late: false, lacks: ['email' as const], noEmail: false }
const attached: Verdict = { kind: 'attached', on: 'event', tone: 'attention', attachment }
const ignored: Verdict = {
  kind: 'ignored',
  on: 'event',
  tone: 'quiet',
  failures: [{ text: 'type = "page"', holds: false }]
}

test('A line has the time, the path and the verdict, with the advice below it', () => {
  const at = new Date(2026, 0, 2, 13, 4, 11).getTime()
  const advice =
    'Without an email or a phone, Rupt cannot ask for proof: anyone who uses this account can remove its devices.'
  expect(verdictLines(at, '/dash', 'page', attached)).toEqual([
    '13:04:11  /dash  page · attached as u1, without email',
    `          ${advice}`
  ])
  expect(verdictLines(at, '/', 'page', { ...ignored, mapping: 'Pages' })).toEqual([
    '13:04:11  /  page · Pages · ignored: the trigger wants type = "page"'
  ])
})

test('A mapping that ignores an event has a line only where all do, and then they share one', () => {
  expect(worthALine([ignored, attached])).toEqual([attached])
  expect(worthALine([ignored])).toEqual([ignored])
  expect(worthALine([ignored, ignored])).toEqual([{ kind: 'ignoredByAll', on: 'event', tone: 'quiet' }])
})

test('An ignored event does not repeat in the terminal what is wrong with its trigger', () => {
  const reading = readTrigger('type == "page"')
  expect(verdictLines(0, '/', 'page', { ...ignored, kind: 'ignored', reading })).toHaveLength(1)
})

test('The first lines say what leaves this machine', () => {
  const options = { target: 'https://site.test/', rupt: 'over', send: false }
  const changes = (chosen = {}) => changesOf({ ...options, ...chosen }).join('\n')
  expect(changes()).toContain('Rupt’s hosts           answered here: over')
  expect(changes()).toContain('Segment gets no event')
  expect(changes({ rupt: 'live', send: true })).toMatch(/LIVE: Rupt itself[^]*SENT: Segment gets the events/)
})

test.each([
  [
    'page.goto: net::ERR_NAME_NOT_RESOLVED at https://a.test/',
    'no host a.test is known. Check the address, and your VPN.'
  ],
  ['NS_ERROR_CONNECTION_REFUSED', 'nothing listens at a.test. Start the site, or check its port.'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'the certificate of a.test is not valid, or it speaks no https. Try http://.'],
  [
    'net::ERR_HTTP_RESPONSE_CODE_FAILURE at https://a.test/',
    'a.test answers with an error, and without a page. Check the address.'
  ],
  ['ENOTFOUND', 'no host a.test is known. Check the address, and your VPN.'],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'Node does not know the certificate of a.test. If a CA of yours signs it, set NODE_EXTRA_CA_CERTS to its file.'
  ],
  ['Download is starting', 'it is a file to download, and no page.'],
  ['net::ERR_UNSAFE_PORT at x', 'ERR_UNSAFE_PORT']
])('The error %s is explained in a sentence', (message, why) => {
  expect(whyClosed('https://a.test/', message)).toBe(`https://a.test/ cannot be opened: ${why}`)
})
