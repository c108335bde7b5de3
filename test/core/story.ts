import type { Running, Subscription } from '../../playground/core/running'
import type { Seen, SegmentEvent } from '../../playground/core/log/sighting'
import type { Mend } from '../../playground/core/mend'
import { Log } from '../../playground/core/log/log'
import type { EventCard } from '../../playground/core/log/cards'
import { verdictsOf } from '../../playground/core/verdict/verdicts'
import type { Verdict } from '../../playground/core/verdict/verdict'
import { mappingName, verdictAdvice, verdictText } from '../../playground/core/words/verdicts'
import { presetSubscription } from '../preset'

export const SETTINGS = { client_id: 'client-1', new_account_url: 'https://site.test/new' }

export const subscription = (name = 'Attach Device', changed: Partial<Subscription> = {}): Subscription => ({
  ...presetSubscription(),
  // As the version that Segment serves can read it, too.
  subscribe: 'type = "page"',
  id: name,
  name,
  ...changed
})

/** The page that events come from, and that resolves their URLs. */
export const PLACE = { href: 'https://site.test/home', base: 'https://site.test/home' }

const running = (changed: Partial<Running> = {}): Running => ({
  visit: 'visit-1',
  scenario: 'within',
  settings: SETTINGS,
  subscriptions: [subscription()],
  held: [],
  ...changed
})

/** The same, as an event is seen with it. */
export const SEEN_AT = { page: PLACE.href, base: PLACE.base }

/** What is seen in a visit, told in order; each thing is seen a millisecond after the one before. */
export class Story {
  readonly log = new Log()
  private visit = ''
  private now = 0

  constructor(changed?: Partial<Running>) {
    this.begin(changed)
  }

  begin(changed?: Partial<Running>, arrived = false): this {
    const next = running(changed)
    this.visit = next.visit
    this.log.visit(next, this.now++, arrived)
    return this
  }

  see(...seen: Seen[]): this {
    for (const one of seen) this.log.take({ ...one, visit: this.visit }, this.now++)
    return this
  }

  /** An event, a page view of a signed-in visitor unless told otherwise, that the destination has handled without a call. */
  event(id: string, event: Partial<SegmentEvent> = {}): this {
    this.see({ kind: 'event', event: { type: 'page', userId: 'user-1', ...event, messageId: id }, ...SEEN_AT })
    return this.see({ kind: 'handled', event: id })
  }

  /** An event whose call is made at once, with what a mapping makes of it or another argument. */
  attach(id: string, event: Partial<SegmentEvent> = {}, config?: object, mapping = 0): this {
    this.see({ kind: 'event', event: { type: 'page', userId: 'user-1', ...event, messageId: id }, ...SEEN_AT })
    const argument = (config ?? this.log.plansOf(this.card(id))[mapping].config) as Record<string, unknown>
    this.see({ kind: 'call', event: id, call: `call-${id}`, config: argument, page: PLACE.href })
    return this.see({ kind: 'handled', event: id })
  }

  /** Rupt's side is asked to attach the device, and answers. */
  request(id: string, body: object = { user: 'user-1' }): this {
    const url = 'https://api.rupt.dev/v2/device/attach'
    return this.see({ kind: 'request', request: id, method: 'POST', url, body })
  }

  answer(id: string, status: number | 'failed', body?: unknown): this {
    return this.see({ kind: 'answer', request: id, status, body })
  }

  resolve(id: string, value: unknown): this {
    return this.see({ kind: 'outcome', call: `call-${id}`, how: 'resolved', value })
  }

  /** The verdicts on an event, or on the visit, as data. */
  data(id: string): Verdict[] {
    return verdictsOf(
      this.log.cards.find((card) => card.id === id)!,
      this.log
    )
  }

  /** The same in words. */
  verdicts(id: string): string[] {
    return this.data(id).map((verdict) => {
      const name = mappingName(verdict)
      return name ? `${name}: ${verdictText(verdict)}` : verdictText(verdict)
    })
  }

  advice(id: string): string | undefined {
    return verdictAdvice(this.data(id)[0])
  }

  mends(id: string): Mend[] {
    return this.data(id)[0].mends ?? []
  }

  tone(id: string): string {
    return this.data(id)[0].tone
  }

  card(id: string): EventCard {
    return this.log.cards.find((card): card is EventCard => card.kind === 'event' && card.id === id)!
  }
}
