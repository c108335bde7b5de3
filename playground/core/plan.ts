// What the destination makes of an event on a page, by its own functions and Segment's runtime.
import { attachConfig } from '../../src/attachDevice/attachConfig'
import { redirectUrls } from '../../src/redirectUrls'
import { saved } from './definition'
import type { FieldKey, Settings } from './definition'
import type { Place, SegmentEvent } from './log/sighting'
import { doubtOf } from './mapping/account'
import type { AccountDoubt } from './mapping/account'
import { messageOf, run } from './mapping/run'
import type { Subscription } from './running'
import { tryTrigger } from './trigger/conditions'
import type { TriggerResult } from './trigger/conditions'

export type Config = Record<string, unknown>
type Payload = { [key in FieldKey]?: unknown }

/** The result of a mapping for an event, as far as it gets. */
export interface Plan {
  trigger: TriggerResult
  /** Made even if the trigger does not match: a card shows what would have been sent. */
  payload?: Payload
  /** The argument that the mapping leads to, whether or not the trigger matches. */
  argument?: Config
  /** The argument of `Rupt.attach`. Without it, nothing goes to Rupt. */
  config?: Config
  /** Nothing is attached on the page of the Suspended URL. */
  suspendedPage?: boolean
  /** Why the account is probably not the one that is meant. */
  doubt?: AccountDoubt
  /** The runtime refuses the mapping. */
  error?: string
}

export function plan(
  { subscribe, mapping }: Subscription,
  event: SegmentEvent,
  settings: Settings,
  place: Place
): Plan {
  const trigger = tryTrigger(subscribe, event)
  try {
    const payload = run(mapping, event) as Payload
    const { argument, suspendedPage } = argumentOf(payload, settings, place)
    const config = trigger.matches && !suspendedPage ? argument : undefined
    const doubt = argument && doubtOf(argument.account, event, mapping.account)
    return { trigger, payload, argument, config, suspendedPage, doubt }
  } catch (error) {
    return trigger.matches ? { trigger, error: messageOf(error as Error) } : { trigger }
  }
}

/** What the destination makes of a payload on a page. */
function argumentOf(
  payload: Payload,
  settings: Settings,
  { href, base }: Place
): Pick<Plan, 'argument' | 'suspendedPage'> {
  const page = { URL: href, baseURI: base }
  const values = payload as Parameters<typeof attachConfig>[0]
  // Without a Client ID the destination is not on the page, and the argument is never made.
  const argument = attachConfig(values, saved({ ...settings, suspended_url: '' }), page)
  if (!argument) return {}
  return {
    argument: { ...argument, redirect_urls: redirectUrls(saved(settings), page).usable },
    suspendedPage: attachConfig(values, saved(settings), page) === undefined
  }
}
