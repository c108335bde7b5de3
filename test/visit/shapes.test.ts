import { readIn, reportIn } from '../../playground/visit/shapes'

const HOME = 'https://site.test/home'
const EVENT = { type: 'page', messageId: 'e1', anonymousId: 'a1', userId: 'user-1', properties: {} }

const report = (seen: unknown, changed: object = {}) =>
  reportIn(JSON.stringify({ visit: 'visit1', href: HOME, base: HOME, seen, ...changed }))

test.each([
  { kind: 'opened' },
  { kind: 'analytics', source: 'key', version: '1.84.3', integrations: {} },
  { kind: 'dispatched', source: 'key', event: EVENT },
  { kind: 'event', event: EVENT, source: 'key', page: HOME, base: HOME },
  { kind: 'event', event: { type: 'track', event: 1, name: null }, page: HOME, base: 'about:blank' },
  { kind: 'delivered', event: 'e1' },
  { kind: 'destination', from: 'cdn' },
  { kind: 'call', call: 'c1', config: { account: 'user-1' }, page: HOME },
  { kind: 'outcome', call: 'c1', how: 'resolved', value: null },
  { kind: 'console', level: 'warn', text: 'x' },
  { kind: 'redirect' },
  { kind: 'settled', classic: false }
])('%j is reported', (seen) => {
  expect(report(seen)?.seen).toEqual(seen)
})

test.each([
  [null],
  ['opened'],
  [{ kind: 'constructor' }],
  // Only the stand-in sees requests.
  [{ kind: 'request', request: 'r1', method: 'GET', url: HOME }],
  [{ kind: 'event', event: EVENT, page: 'nowhere', base: HOME }],
  [{ kind: 'event', event: null, page: HOME, base: HOME }],
  [{ kind: 'event', event: { ...EVENT, type: 1 }, page: HOME, base: HOME }],
  [{ kind: 'event', event: { ...EVENT, name: {} }, page: HOME, base: HOME }],
  [{ kind: 'event', event: { ...EVENT, context: 'x' }, page: HOME, base: HOME }],
  [{ kind: 'analytics', source: 'key', version: 1, integrations: {} }],
  [{ kind: 'analytics', source: 'key', version: '1', integrations: null }],
  [{ kind: 'call', call: 'c1', config: null, page: HOME }],
  [{ kind: 'outcome', call: 'c1', how: 'well' }],
  [{ kind: 'settled' }]
])('%j is dropped', (seen) => {
  expect(report(seen)).toBeUndefined()
})

test.each([{ visit: '../x' }, { visit: 'x'.repeat(30) }, { visit: 1 }, { href: 'x' }, { base: {} }])(
  'A report of %j is dropped',
  (changed) => expect(report({ kind: 'opened' }, changed)).toBeUndefined()
)

test.each([undefined, null, 1, {}, [], '', 'x', 'null', '[]', '{"visit":"visit1"'])('%j is dropped', (given) => {
  expect(reportIn(given)).toBeUndefined()
  expect(readIn(given)).toBeUndefined()
})

test('A report that is too large or too deep is dropped', () => {
  const text = (length: number) => report({ kind: 'console', level: 'warn', text: 'x'.repeat(length) })
  expect(text(100_000)).toBeDefined()
  expect(text(1_000_000)).toBeUndefined()
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
  const outcome = `{"visit":"v","href":"${HOME}","base":"${HOME}","seen":{"kind":"outcome","call":"c","how":"threw","value":${deep}}}`
  expect(reportIn(outcome)).toBeUndefined()
  expect(reportIn(outcome.replace(deep, '[[]]'))).toBeDefined()
})

test('Only settings documents are read', () => {
  const read = (document: unknown) => readIn(JSON.stringify({ visit: 'visit1', url: HOME, document }))
  expect(read({ integrations: {}, remotePlugins: [] })).toBeDefined()
  expect(read({ integrations: {}, remotePlugins: [null] })).toBeUndefined()
})
