import { isFileOf, isForSegment, isSettingsDocument, ruptOf, withSetup } from '../../../playground/core/setup/document'
import { entry, other } from './segment'

const document = { integrations: { 'Segment.io': { apiKey: 'key' } }, remotePlugins: [other, entry] }
const setup = { settings: { client_id: 'mine' }, subscriptions: [] }

test.each([[document], [{ integrations: {}, remotePlugins: [] }], [{ integrations: { 'Segment.io': {} }, plan: {} }]])(
  '%j is a settings document',
  (value) => expect(isSettingsDocument(value)).toBe(true)
)

test.each([null, 'text', [], {}, { integrations: [] }, { integrations: { Slack: {} } }, { remotePlugins: [] }])(
  '%j is not a settings document',
  (value) => expect(isSettingsDocument(value)).toBe(false)
)

test('A setup replaces the settings of Rupt’s entry, which keeps its place and its file', () => {
  const { remotePlugins = [] } = withSetup(document, setup)
  expect(remotePlugins).toEqual([other, { ...entry, settings: { client_id: 'mine', subscriptions: [] } }])
  expect(entry.settings.client_id).toBe('from-segment')
})

test('An entry is added where Rupt is not enabled, and the rest stays', () => {
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
])('A request for %s is for the destination’s file: %s', (url, expected) => {
  expect(isFileOf(entry, new URL(url))).toBe(expected)
})

describe('Requests to Segment', () => {
  const event = JSON.stringify({ type: 'page', messageId: '1', anonymousId: '2' })
  const own = { ...document, integrations: { 'Segment.io': { apiHost: 'example.com/e/v1' } } }

  test.each([
    ['A request to Segment’s host carries an event', 'https://api.segment.io/v1/p', null, true],
    ['A request to the apiHost of the settings document carries an event', 'https://example.com/e/v1/t', null, true],
    [
      'A request with an event in its body carries an event, whatever its host',
      'https://elsewhere.example/collect',
      event,
      true
    ],
    [
      'A request with a batch of events in its body carries an event, whatever its host',
      'https://elsewhere.example/b',
      `{"batch":[${event}]}`,
      true
    ],
    ['A request of the site’s own carries no event', 'https://example.com/api', '{"type":"page"}', false],
    ['A request whose body is not JSON carries no event', 'https://example.com/api', 'a=b', false]
  ])('%s', (_, url, body, expected) => expect(isForSegment(new URL(url), body, own)).toBe(expected))
})
