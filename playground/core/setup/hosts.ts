// The hosts that a visit keeps out of the browser's reach, whatever a page does to get there.
import { LIVE } from '../running'

const RUPT = ['rupt.dev', '*.rupt.dev', '*.sabl.app']

/** In the US and, by region, elsewhere. */
const SEGMENT_API = ['api.segment.io', '*.segmentapis.com']

/** As a browser's own rules name them. */
export const unreachable = ({ rupt, send }: { rupt: string; send: boolean }): string[] => [
  ...(rupt === LIVE ? [] : RUPT),
  ...(send ? [] : SEGMENT_API)
]

/** Whether a host is one of Segment's that take events. */
export const isSegmentApi = (host: string) => SEGMENT_API.some((rule) => matches(host, rule))

const matches = (host: string, rule: string) => (rule.startsWith('*') ? host.endsWith(rule.slice(1)) : host === rule)
