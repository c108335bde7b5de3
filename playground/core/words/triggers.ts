// Triggers in words.
import { EVENT_TYPES } from '../log/sighting'
import type { ConditionResult } from '../trigger/conditions'
import type { TriggerMend } from '../trigger/mends'
import type { Reading } from '../trigger/reading'
import { valueText } from './values'

export const UNREADABLE =
  'Segment’s runtime cannot parse this trigger, so no event would match. Example: type = "page".'

export const meansText = (readAs: string) => `Segment’s runtime reads it as: ${readAs}.`

/** What to know about a trigger, whatever the event. */
export function readingText({
  condition,
  text,
  faithful,
  unknownTypes,
  types,
  served,
  mend
}: Reading): string | undefined {
  if (!condition) return UNREADABLE
  if (mend?.kind === 'equals') return `Use a single = to compare. ${meansText(text)}`
  if (unknownTypes.length > 0) {
    const known = `type must be one of ${EVENT_TYPES.join(', ')}. ${meansText(text)}`
    return types?.length === 0
      ? `No event matches: ${known}`
      : `No event has the type ${unknownTypes.map((type) => JSON.stringify(type)).join(' or ')}: ${known}`
  }
  if (!faithful) return meansText(text)
  if (types?.length === 0) return 'No event matches: its conditions exclude one another.'
  return served && servedText(served, mend)
}

/** What Segment's CDN serves today makes of a trigger with single quotes. */
function servedText(served: 'nothing' | 'otherwise', mend: TriggerMend | undefined): string {
  const what = served === 'nothing' ? 'with it, no event matches' : 'with it, other events match'
  const advice = mend ? ` Write ${mend.trigger}.` : ''
  return `The version that Segment serves today does not read single quotes: ${what}.${advice}`
}

/** The same of one event. */
export const servedNote = ({ attaches, trigger }: { attaches: boolean; trigger: string }) =>
  `The version that Segment serves today does not read single quotes: with it, this event ${attaches ? 'matches' : 'does not match'}. Write ${trigger}.`

/** What the event has beside a condition. */
export function besideText({ value, path, elsewhere }: ConditionResult): string | undefined {
  if (path === undefined) return undefined
  return `the event has ${valueText(value)}${elsewhere ? ` there; it has it at ${elsewhere}` : ''}`
}

/** What an event lacks for a trigger. */
export const wantsText = (failures: ConditionResult[], trigger: string) =>
  failures.map(({ text }) => text).join(' or ') || trigger
