// Turns what was seen into cards.
import type { Running } from '../running'
import type { Seen, Sighting } from './sighting'
import { cookieText, ELSEWHERE, TO_THE_PAGE } from '../words/lines'
import { plan } from '../plan'
import type { Plan } from '../plan'
import { askedBy, inFlight, isAttach, redirectedBy, requestOf, same, sameDevice, warnedBy } from './attribution'
import type { Call, Card, EventCard, Line, Request, Runs, VisitCard } from './cards'

/** A refused call's stream is opened again every 3 s for as long as the page is open. */
const MAX_STREAMS = 20

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
      bundle: false,
      sdk: false,
      requests: [],
      lines: []
    }
    return [...ended, this.add(card)]
  }

  /** What a source of the visit runs. The visit's own is that of the latest one that runs anything. */
  run(id: string, source: string, runs: Runs): Card[] {
    const visit = this.visitOf(id)
    if (!visit) return []
    const { subscriptions, settings } = runs
    if (subscriptions.length > 0 || Object.keys(settings).length > 0) Object.assign(visit.running, runs)
    return this.changeVisit(visit, { sources: { ...visit.sources, [source]: runs } })
  }

  note(id: string, at: number, text: string): Card[] {
    return [this.add({ kind: 'note', id, at, text, lines: [] })]
  }

  /** Returns the changed cards, or none if the visit is not in this log. */
  take({ visit: id, ...seen }: Sighting, at: number): Card[] {
    const visit = this.visitOf(id)
    if (!visit) return []
    if (seen.kind === 'event') return [this.event(visit, seen, at)]
    if (seen.kind === 'dropped') return this.changeVisit(visit, { dropped: seen.message })
    if (seen.kind === 'bundle') return this.changeVisit(visit, { bundle: true })
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

  /** The setup that an event runs through: its source's, on a site that has several. */
  runsOf({ visit: id, source = '' }: EventCard): Runs {
    const { running, sources = {} } = this.visitOf(id)!
    return sources[source] ?? running
  }

  /** What each mapping makes of the event. */
  plansOf(card: EventCard): Plan[] {
    const known = this.plans.get(card)
    if (known) return known
    const { settings, subscriptions } = this.runsOf(card)
    const plans = subscriptions.map((subscription) =>
      plan(subscription, card.event, settings, { href: card.page, base: card.base })
    )
    this.plans.set(card, plans)
    return plans
  }

  /** The calls that belong to a card. */
  callsOf(card: EventCard): Call[] {
    const ids = [...card.runs.map(({ call }) => call), ...card.unexplained]
    return [...new Set(ids)].flatMap((id) => this.callOf(id) ?? [])
  }

  /** The path of the page that a card is about, on one's own site, with an event's source where the page has several. */
  pathOf(card: Card): string {
    const facts = card.kind === 'note' ? undefined : this.visitOf(card.kind === 'event' ? card.visit : card.id)?.facts
    if (card.kind !== 'event' || !facts) return facts?.path ?? ''
    const { pathname } = new URL(card.page)
    return facts.sources.length > 1 && card.source ? `${pathname} (source ${card.source})` : pathname
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
    return [visit, ...this.eventsOf(visit).filter((card) => this.isOpen(card))]
  }

  private isOpen(card: EventCard): boolean {
    return (
      !card.handled || card.runs.some(({ waiting }) => waiting) || this.callsOf(card).some(({ outcome }) => !outcome)
    )
  }

  private event(visit: VisitCard, { event, source, page, base }: Extract<Seen, { kind: 'event' }>, at: number): Card {
    const card: EventCard = {
      kind: 'event',
      id: String(event.messageId),
      visit: visit.id,
      at,
      event,
      source,
      page,
      base,
      handled: false,
      runs: [],
      unexplained: [],
      lines: []
    }
    card.runs = this.runsOf(card).subscriptions.map(() => ({}))
    return this.add(card)
  }

  private eventCard(id: string | undefined): EventCard | undefined {
    return this.byId.get(`event ${id}`) as EventCard | undefined
  }

  private call(
    visit: VisitCard,
    { event, call: id, config, page }: Extract<Seen, { kind: 'call' }>,
    at: number
  ): Card[] {
    const call: Call = { id, visit: visit.id, at, config, page, streams: [], pushes: [], redirects: [], lines: [] }
    this.addCall(call)

    const card = this.eventCard(event)
    const own = card?.runs.find((run, index) => !run.call && same(this.plansOf(card)[index].config, config))
    if (own) own.call = id
    // One call for every event that waited for the SDK to attach this device.
    const waited = this.eventsOf(visit).filter((waiting) => {
      const plans = this.plansOf(waiting)
      const runs = waiting.runs.filter((run, index) => run.waiting && sameDevice(plans[index].config, config))
      for (const run of runs) Object.assign(run, { call: id, waiting: false })
      return runs.length > 0
    })
    if (card && !own && waited.length === 0) card.unexplained.push(id)
    return card ? [card, ...waited] : waited
  }

  private eventsOf(visit: VisitCard): EventCard[] {
    return this.cards.filter((card): card is EventCard => card.kind === 'event' && card.visit === visit.id)
  }

  /** The destination has made its calls for this event. */
  private handled(visit: VisitCard, card: EventCard): void {
    card.handled = true
    this.plansOf(card).forEach(({ config }, index) => {
      const run = card.runs[index]
      if (!config || run.call) return
      if (!visit.sdk) run.waiting = true
      else run.sameAs = inFlight(this.callsIn(visit), config)?.id
    })
  }

  private line(
    visit: VisitCard,
    seen: Extract<Seen, { kind: 'console' | 'redirect' | 'request' | 'answer' | 'push' | 'cookie' }>,
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
        return this.addLine(warnedBy(this.callsIn(visit), seen.text), visit, line)
      }
      case 'redirect': {
        const call = redirectedBy(this.callsIn(visit))
        call?.redirects.push(seen.url)
        return this.addLine(call, visit, { at, what: 'Redirect', text: seen.url ?? ELSEWHERE })
      }
      case 'request': {
        const { request: id, method, url, body, headers } = seen
        const request: Request = { id, method, url, body }
        const call = askedBy(this.callsIn(visit), request)
        if (!call) visit.requests.push(request)
        else if (isAttach(url)) call.attach = request
        else if (call.streams.length < MAX_STREAMS) call.streams.push(request)
        else return []
        return this.addLine(call, visit, {
          at,
          what: 'Request',
          text: `${method} ${short(url)}`,
          detail: sentWith(url, headers, body)
        })
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
      case 'cookie':
        return this.addLine(this.callOf(seen.call), visit, { at, what: 'Cookie', text: cookieText(seen) })
      case 'push': {
        const [, call] = this.requestOf(visit, seen.request)
        call?.pushes.push(seen.body)
        return this.addLine(call, visit, { at, what: 'Push', text: TO_THE_PAGE, detail: seen.body })
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

  private callsIn(visit: VisitCard): Call[] {
    return this.calls.filter((call) => call.visit === visit.id)
  }

  /** A request of this visit, and the call that made it, unless it was made for none. */
  requestOf(visit: VisitCard, id: string): [Request?, Call?] {
    const own = visit.requests.find((request) => request.id === id)
    return own ? [own] : (requestOf(this.callsIn(visit), id) ?? [])
  }
}

/** All that a request has beside its address. */
function sentWith(url: string, headers: object | undefined, body: unknown): object | undefined {
  const query = Object.fromEntries(new URL(url).searchParams)
  const sent = {
    ...(Object.keys(query).length > 0 && { query }),
    ...(headers && { headers }),
    ...(body !== undefined && { body })
  }
  return Object.keys(sent).length > 0 ? sent : undefined
}

/** Without the query, which is in the detail. */
function short(url: string): string {
  const { host, pathname } = new URL(url)
  return host + pathname
}
