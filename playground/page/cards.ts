// Turns what was seen into cards: one per event, one per visit, and one per other action.
import { deviceKey } from '../../src/client'
import type { Running, Seen, SegmentEvent, Sighting } from '../protocol'
import { plan } from './explain'
import type { Config, Plan } from './explain'

/** One thing that was seen, as a card lists it. */
export interface Line {
  at: number
  what: 'Request' | 'Answer' | 'Push' | 'Console' | 'Redirect'
  text: string
  detail?: unknown
}

interface Request {
  id: string
  method: string
  url: string
  body?: unknown
  status?: number | 'failed' | 'sent'
  answer?: unknown
}

/** A call of `Rupt.attach`, and what followed from it. */
export interface Call {
  id: string
  visit: string
  at: number
  config: Config
  path: string
  outcome?: { how: 'resolved' | 'rejected' | 'threw'; value: unknown }
  /** The request that attaches the device. */
  attach?: Request
  /** The requests for the stream on which Rupt reaches the page. */
  streams: Request[]
  pushes: unknown[]
  /** Where the visitor was sent, or undefined if the browser does not say. */
  redirects: (string | undefined)[]
  lines: Line[]
}

/** The result of one mapping for one event. */
interface Run {
  call?: string
  /** The call was made once the SDK had arrived. */
  late?: boolean
  waiting?: boolean
  /** The identical call that was still unanswered. */
  sameAs?: string
}

export interface EventCard {
  kind: 'event'
  id: string
  visit: string
  at: number
  event: SegmentEvent
  handled: boolean
  failure?: string
  /** One for each mapping of the visit. */
  runs: Run[]
  /** Calls that no mapping explains. */
  unexplained: string[]
  lines: Line[]
}

export interface VisitCard {
  kind: 'visit'
  id: string
  at: number
  running: Running
  /** A redirect or a reload opened the site. */
  arrived: boolean
  /** Another visit has begun. */
  ended: boolean
  sdk: boolean
  dropped?: string
  requests: Request[]
  lines: Line[]
}

export interface NoteCard {
  kind: 'note'
  id: string
  at: number
  text: string
  lines: Line[]
}

export type Card = EventCard | VisitCard | NoteCard

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const ATTACH = '/v2/device/attach'

/** A refused call's stream is opened again every 3 s for as long as the page is open. */
const MAX_STREAMS = 20

const isObject = (value: unknown) => typeof value === 'object' && value !== null

export class Log {
  readonly cards: Card[] = []
  readonly calls: Call[] = []
  private readonly byId = new Map<string, Card | Call>()
  private readonly plans = new WeakMap<EventCard, Plan[]>()

  /** Restores what was stored before a reload. */
  restore(cards: Card[], calls: Call[]): void {
    for (const call of calls) this.addCall(call)
    const visits = new Set(cards.filter(({ kind }) => kind === 'visit').map(({ id }) => id))
    for (const card of cards) if (card.kind !== 'event' || visits.has(card.visit)) this.add(card)
    this.endVisits()
  }

  /** Forgets everything except the current visit. */
  clear(visit: VisitCard | undefined): void {
    const calls = this.calls.filter((call) => call.visit === visit?.id)
    this.cards.length = 0
    this.calls.length = 0
    this.byId.clear()
    for (const call of calls) this.addCall(call)
    if (visit) this.add({ ...visit, lines: [] })
  }

  visit(running: Running, at: number, arrived = false): Card[] {
    const ended = this.endVisits()
    const card: VisitCard = {
      kind: 'visit',
      id: running.visit,
      at,
      running,
      arrived,
      ended: false,
      sdk: false,
      requests: [],
      lines: []
    }
    return [...ended, this.add(card)]
  }

  note(id: string, at: number, text: string): Card[] {
    return [this.add({ kind: 'note', id, at, text, lines: [] })]
  }

  /** Returns the changed cards, or none if the visit is not in this log. */
  take({ visit: id, ...seen }: Sighting, at: number): Card[] {
    const visit = this.visitOf(id)
    if (!visit) return []
    if (seen.kind === 'event') return [this.event(visit, seen.event, at)]
    if (seen.kind === 'dropped') return this.changeVisit(visit, { dropped: seen.message })
    if (seen.kind === 'sdk') return this.changeVisit(visit, { sdk: true })
    if (seen.kind === 'call') return this.call(visit, seen, at)
    if (seen.kind === 'outcome') {
      const call = this.callOf(seen.call)
      if (call) call.outcome = { how: seen.how, value: seen.value }
      return this.cardsOf(call)
    }
    if (seen.kind === 'handled' || seen.kind === 'failed') {
      const card = this.eventCard(seen.event)
      if (!card) return []
      if (seen.kind === 'failed') card.failure = seen.message
      else this.handled(visit, card)
      return [card]
    }
    return this.line(visit, seen, at)
  }

  callOf(id: string | undefined): Call | undefined {
    return id === undefined ? undefined : (this.byId.get(`call ${id}`) as Call | undefined)
  }

  visitOf(id: string): VisitCard | undefined {
    return this.byId.get(`visit ${id}`) as VisitCard | undefined
  }

  /** What each mapping makes of the event. */
  plansOf(card: EventCard): Plan[] {
    const known = this.plans.get(card)
    if (known) return known
    const { settings, subscriptions } = this.visitOf(card.visit)!.running
    const plans = subscriptions.map((subscription) => plan(subscription, card.event, settings))
    this.plans.set(card, plans)
    return plans
  }

  /** The calls that belong to a card. */
  callsOf(card: EventCard): Call[] {
    const ids = [...card.runs.map(({ call }) => call), ...card.unexplained]
    return [...new Set(ids)].flatMap((id) => this.callOf(id) ?? [])
  }

  /** Everything that a card lists, oldest first. */
  linesOf(card: Card): Line[] {
    const lines = card.kind === 'event' ? [card, ...this.callsOf(card)].flatMap((part) => part.lines) : card.lines
    return [...lines].sort((a, b) => a.at - b.at)
  }

  private add(card: Card): Card {
    this.cards.push(card)
    this.byId.set(`${card.kind} ${card.id}`, card)
    return card
  }

  private addCall(call: Call): void {
    this.calls.push(call)
    this.byId.set(`call ${call.id}`, call)
  }

  private endVisits(): Card[] {
    const open = this.cards.filter((card): card is VisitCard => card.kind === 'visit' && !card.ended)
    return open.flatMap((visit) => this.changeVisit(visit, { ended: true }))
  }

  /** A change to a visit also shows on its unsettled events. */
  private changeVisit(visit: VisitCard, change: Partial<VisitCard>): Card[] {
    Object.assign(visit, change)
    return [
      visit,
      ...this.cards.filter((card) => card.kind === 'event' && card.visit === visit.id && this.isOpen(card))
    ]
  }

  private isOpen(card: EventCard): boolean {
    return (
      !card.handled || card.runs.some(({ waiting }) => waiting) || this.callsOf(card).some(({ outcome }) => !outcome)
    )
  }

  private event(visit: VisitCard, event: SegmentEvent, at: number): Card {
    const runs = visit.running.subscriptions.map(() => ({}))
    const id = String(event.messageId)
    return this.add({ kind: 'event', id, visit: visit.id, at, event, handled: false, runs, unexplained: [], lines: [] })
  }

  private eventCard(id: string | undefined): EventCard | undefined {
    return this.byId.get(`event ${id}`) as EventCard | undefined
  }

  private call(
    visit: VisitCard,
    { event, call: id, config, path }: Extract<Seen, { kind: 'call' }>,
    at: number
  ): Card[] {
    const call: Call = { id, visit: visit.id, at, config, path, streams: [], pushes: [], redirects: [], lines: [] }
    this.addCall(call)

    const card = this.eventCard(event)
    const run = card?.runs.find((run, index) => !run.call && same(this.plansOf(card)[index].config, config))
    if (card && run) {
      run.call = id
      return [card]
    }
    // The SDK has arrived: one call for every event that waited to attach this device.
    const late = this.cards.filter((card): card is EventCard => {
      if (card.kind !== 'event' || card.visit !== visit.id) return false
      const plans = this.plansOf(card)
      const runs = card.runs.filter((run, index) => run.waiting && sameDevice(plans[index].config, config))
      for (const run of runs) Object.assign(run, { call: id, late: true, waiting: false })
      return runs.length > 0
    })
    if (late.length > 0 || !card) return late
    card.unexplained.push(id)
    return [card]
  }

  /** The destination has made its calls for this event. */
  private handled(visit: VisitCard, card: EventCard): void {
    card.handled = true
    this.plansOf(card).forEach(({ config }, index) => {
      const run = card.runs[index]
      if (!config || run.call) return
      if (!visit.sdk) run.waiting = true
      else run.sameAs = this.last(visit, (call) => !call.outcome && same(call.config, config))?.id
    })
  }

  private line(
    visit: VisitCard,
    seen: Extract<Seen, { kind: 'console' | 'redirect' | 'request' | 'answer' | 'push' }>,
    at: number
  ): Card[] {
    switch (seen.kind) {
      case 'console': {
        const line: Line = { at, what: 'Console', text: seen.text, detail: seen.level }
        const card = this.eventCard(seen.event)
        if (card) {
          card.lines.push(line)
          return [card]
        }
        // An export of the message would cost each visitor 10 bytes.
        const rejected = seen.text.startsWith('Rupt: this device was not attached')
        return this.addLine(
          rejected ? this.last(visit, ({ outcome }) => ['rejected', 'threw'].includes(outcome?.how ?? '')) : undefined,
          visit,
          line
        )
      }
      case 'redirect': {
        const call = this.redirecting(visit)
        call?.redirects.push(seen.url)
        return this.addLine(call, visit, { at, what: 'Redirect', text: seen.url ?? 'to another site' })
      }
      case 'request': {
        const { request: id, method, url, body } = seen
        const request: Request = { id, method, url, body }
        const call = this.asking(visit, request)
        if (!call) visit.requests.push(request)
        else if (url.includes(ATTACH)) call.attach = request
        else if (call.streams.length < MAX_STREAMS) call.streams.push(request)
        else return []
        return this.addLine(call, visit, { at, what: 'Request', text: `${method} ${short(url)}`, detail: body })
      }
      case 'answer': {
        const [request, call] = this.requestOf(visit, seen.request)
        if (!request) return []
        Object.assign(request, { status: seen.status, answer: seen.body })
        return this.addLine(call, visit, {
          at,
          what: 'Answer',
          text: `${seen.status} ${short(request.url)}`,
          detail: seen.body
        })
      }
      case 'push': {
        const [, call] = this.requestOf(visit, seen.request)
        call?.pushes.push(seen.body)
        return this.addLine(call, visit, { at, what: 'Push', text: 'Rupt to the page', detail: seen.body })
      }
    }
  }

  /** Adds a line to a call's cards, or to the visit if it belongs to no call. */
  private addLine(call: Call | undefined, visit: VisitCard, line: Line): Card[] {
    ;(call ?? visit).lines.push(line)
    return call ? this.cardsOf(call) : this.changeVisit(visit, {})
  }

  private cardsOf(call: Call | undefined): Card[] {
    if (!call) return []
    return this.cards.filter((card) => card.kind === 'event' && this.callsOf(card).includes(call))
  }

  private last(visit: VisitCard, fits: (call: Call) => boolean): Call | undefined {
    return [...this.calls].reverse().find((call) => call.visit === visit.id && fits(call))
  }

  /** The call that makes a request. */
  private asking(visit: VisitCard, { url, body }: Request): Call | undefined {
    if (url.includes('/listen')) {
      // The SDK opens a stream once it has read an answer, and opens it again when it breaks.
      const read = this.calls.filter(({ visit: id, attach }) => id === visit.id && isObject(attach?.answer))
      return read.find(({ streams }) => streams.length === 0) ?? read[read.length - 1]
    }
    if (!url.includes(ATTACH)) return undefined
    const { user, email, phone, metadata } = body as Record<string, unknown>
    const asking = this.calls.filter(
      ({ visit: id, attach, config }) =>
        id === visit.id &&
        !attach &&
        same([user, email, phone, metadata], [config.account, config.email, config.phone, config.metadata])
    )
    // A call that has ended may never have asked.
    return asking.find(({ outcome }) => !outcome) ?? asking[0]
  }

  /** The call whose answer or stream sends the visitor away. The redirect may be seen before its cause. */
  private redirecting(visit: VisitCard): Call | undefined {
    return (
      this.last(visit, ({ pushes }) => pushes.length > 0) ??
      this.last(visit, ({ attach, outcome }) => attach !== undefined && outcome === undefined) ??
      this.last(visit, ({ attach }) => attach !== undefined)
    )
  }

  /** A request of this visit, and the call that made it, unless it was made for none. */
  requestOf(visit: VisitCard, id: string): [Request?, Call?] {
    const own = visit.requests.find((request) => request.id === id)
    if (own) return [own]
    for (const call of [...this.calls].reverse()) {
      const request = [call.attach, ...call.streams].find((request) => request?.id === id)
      if (request) return [request, call]
    }
    return []
  }
}

function sameDevice(planned: Config | undefined, called: Config): boolean {
  return planned !== undefined && deviceKey(planned as never) === deviceKey(called as never)
}

/** Without the query, which repeats the Client ID. */
function short(url: string): string {
  const { host, pathname } = new URL(url)
  return host + pathname
}
