import { isFileOf, isForSegment, isSettingsDocument, ruptOf, withSetup } from '../../playground/own/document'
import { entry, other } from '../playground/setup/segment'

const document = { integrations: { 'Segment.io': { apiKey: 'key' } }, remotePlugins: [other, entry] }
const setup = { settings: { client_id: 'mine' }, subscriptions: [] }

test.each([[document], [{ integrations: {}, remotePlugins: [] }], [{ integrations: { 'Segment.io': {} }, plan: {} }]])(
  '%j is a settings document',
  (value) => expect(isSettingsDocument(value)).toBe(true)
)

test.each([null, 'text', [], {}, { integrations: [] }, { integrations: { Slack: {} } }, { remotePlugins: [] }])(
  '%j is no settings document',
  (value) => expect(isSettingsDocument(value)).toBe(false)
)

test('a setup replaces that of the entry, which keeps its place and its file', () => {
  const { remotePlugins = [] } = withSetup(document, setup)
  expect(remotePlugins).toEqual([other, { ...entry, settings: { client_id: 'mine', subscriptions: [] } }])
  expect(entry.settings.client_id).toBe('from-segment')
})

test('where Rupt is not enabled, an entry is added, and the rest stays', () => {
  const made = withSetup({ integrations: { Slack: {} }, remotePlugins: [other] }, setup)
  expect(made.integrations).toEqual({ Slack: {}, 'Actions Rupt': {} })
  expect(made.remotePlugins?.[0]).toBe(other)
  expect(ruptOf(made)).toMatchObject({ creationName: 'Actions Rupt', settings: { client_id: 'mine' } })
})

test.each([
  ['https://cdn.segment.com/next-integrations/actions/rupt/1.js', true],
  ['https://cdn.example.com/next-integrations/actions/rupt/1.js', true],
  ['https://example.com/seg/next-integrations/actions/rupt/1.js?v=2', true],
  ['https://cdn.example.com/next-integrations/actions/cnVwdA/1.js', true],
  ['https://cdn.segment.com/next-integrations/actions/rupt/2.js', false],
  ['https://cdn.segment.com/next-integrations/actions/amplitude/1.js', false]
])('%s is the destination’s file: %s', (url, expected) => {
  expect(isFileOf(entry, new URL(url))).toBe(expected)
})

describe('an event for Segment is known', () => {
  const event = JSON.stringify({ type: 'page', messageId: '1', anonymousId: '2' })
  const own = { ...document, integrations: { 'Segment.io': { apiHost: 'example.com/e/v1' } } }

  test.each([
    ['by Segment’s host', 'https://api.segment.io/v1/p', null, true],
    ['by the host of the document', 'https://example.com/e/v1/t', null, true],
    ['by its body, wherever it goes', 'https://elsewhere.example/collect', event, true],
    ['by its body in a batch', 'https://elsewhere.example/b', `{"batch":[${event}]}`, true],
    ['and the site’s own requests are none', 'https://example.com/api', '{"type":"page"}', false],
    ['and what is no JSON is none', 'https://example.com/api', 'a=b', false]
  ])('%s', (_, url, body, expected) => expect(isForSegment(new URL(url), body, own)).toBe(expected))
})
