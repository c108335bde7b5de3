import type { Asked } from './running'

interface SegmentEvent {
  type?: string
  event?: string
  name?: string
  category?: string
  userId?: string
  groupId?: string
  previousId?: string
  traits?: object
  properties?: object
  context?: object
  anonymousId?: string
  timestamp?: string
}

/** The call of Analytics.js that makes an event such as this one, whatever was typed for it. */
export function callOf(value: unknown): Asked {
  const event = value as SegmentEvent | null
  if (typeof event !== 'object' || event === null) throw new Error('An event is an object: { "type": "page" }')
  for (const part of ['properties', 'traits', 'context'] as const) {
    if (part in event && typeof event[part] !== 'object') throw new Error(`"${part}" is an object: { … }`)
  }
  const { type, name, category, userId, anonymousId, timestamp, context = {}, properties = {}, traits = {} } = event
  const options = filled({ context, anonymousId, timestamp })
  switch (type) {
    case 'page':
      return { call: type, args: [category ?? null, name ?? null, properties, filled({ ...options, userId })] }
    case 'track':
      if (!event.event) throw new Error('A track event needs its name: "event": "Report Exported"')
      return { call: type, args: [event.event, properties, filled({ ...options, userId })] }
    case 'identify':
      return { call: type, args: [userId, traits, options] }
    case 'group':
      return { call: type, args: [event.groupId, traits, filled({ ...options, userId })] }
    case 'alias':
      return { call: type, args: [userId, event.previousId, options] }
    default:
      throw new Error('An event needs a "type": page, track, identify, group or alias.')
  }
}

export const filled = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
