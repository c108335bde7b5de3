import { isSegmentApi, unreachable } from '../../../playground/core/setup/hosts'

const RUPT = ['rupt.dev', '*.rupt.dev', '*.sabl.app']
const SEGMENT = ['api.segment.io', '*.segmentapis.com']

test.each([
  [{ rupt: 'within', send: false }, [...RUPT, ...SEGMENT]],
  [{ rupt: 'within', send: true }, RUPT],
  [{ rupt: 'live', send: false }, SEGMENT],
  [{ rupt: 'live', send: true }, []]
])('With %j, these hosts are out of reach', (options, hosts) => {
  expect(unreachable(options)).toEqual(hosts)
})

test.each([
  ['api.segment.io', true],
  ['events.eu1.segmentapis.com', true],
  ['cdn.segment.com', false],
  ['api.segment.io.example.com', false],
  ['segmentapis.com.example', false]
])('%s takes events for Segment: %s', (host, takes) => {
  expect(isSegmentApi(host)).toBe(takes)
})
