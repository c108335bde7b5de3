import {
  apisOf,
  isFileOf,
  isForSegment,
  isSettingsDocument,
  ruptOf,
  withSetup,
  writeKeyIn
} from '../../../playground/core/setup/document'
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

test.each([
  ['a plugin that is none', { remotePlugins: [null] }],
  ['a URL that is none', { remotePlugins: [{ ...entry, url: 1 }] }],
  ['settings that are none', { remotePlugins: [{ ...entry, settings: 'x' }] }],
  ['mappings that are no list', { remotePlugins: [{ ...entry, settings: { subscriptions: {} } }] }],
  ['a mapping without fields', { remotePlugins: [{ ...entry, settings: { subscriptions: [{ name: 'A' }] } }] }],
  ['filters that are no list', { middlewareSettings: { routingRules: 1 } }]
])('What a page has made up is no settings document: %s', (_, changed) => {
  expect(isSettingsDocument({ ...document, ...changed })).toBe(false)
})

test.each([
  ['https://cdn.segment.com/analytics.js/v1/key/analytics.min.js', 'key'],
  ['https://cdn.example.com/seg/analytics.js/v1/key/analytics.js?v=2', 'key'],
  ['https://cdn.segment.com/v1/projects/key/settings', 'key'],
  ['https://cdn.segment.com/analytics-next/bundles/ajs-destination.bundle.js', undefined]
])('A request for %s is of the source %s', (url, key) => {
  expect(writeKeyIn(new URL(url))).toBe(key)
})

describe('Requests to Segment', () => {
  const event = JSON.stringify({ type: 'page', messageId: '1', anonymousId: '2' })
  const apis = apisOf({ integrations: { 'Segment.io': { apiHost: 'https://example.com/e/v1' } } })

  test.each([
    ['A request to Segment’s host carries an event', 'POST', 'https://api.segment.io/v1/p', null, true],
    ['A request to a region’s host carries an event', 'POST', 'https://events.eu1.segmentapis.com/v1/p', null, true],
    ['Segment’s pixel carries an event', 'GET', 'https://api.segment.io/v1/pixel/page?data=e30=', null, true],
    ['A pixel of a host of one’s own carries an event', 'GET', 'https://example.com/e/v1/pixel/page', null, true],
    ['A preflight to the apiHost is for an event', 'OPTIONS', 'https://example.com/e/v1/t', null, true],
    ['A request to the apiHost of a document carries an event', 'POST', 'https://example.com/e/v1/t', null, true],
    [
      'Analytics.js from the same host carries none',
      'GET',
      'https://example.com/e/v1/projects/key/settings',
      null,
      false
    ],
    ['A body with an event carries one, whatever its host', 'POST', 'https://elsewhere.example/collect', event, true],
    ['A body with a batch carries events', 'POST', 'https://elsewhere.example/b', `{"batch":[${event}]}`, true],
    ['A request of the site’s own carries none', 'POST', 'https://example.com/api', '{"type":"page"}', false],
    ['A body that is not JSON carries none', 'POST', 'https://example.com/api', 'a=b', false]
  ])('%s', (_, method, url, body, expected) => {
    expect(isForSegment({ url: new URL(url), method, body, apis })).toBe(expected)
  })
})
