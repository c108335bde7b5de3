// One's own site in a browser that Playwright drives: what is changed of it, and the log of what was seen there.
import { EventEmitter } from 'node:events'
import type { BrowserContext, Frame, Page, Request, Route } from '@playwright/test'
import { LIVE } from '../core/running'
import type { Subscription } from '../core/running'
import type { Card } from '../core/log/cards'
import { Log } from '../core/log/log'
import { isRupt } from '../rupt/answers'
import type { Seen, SegmentEvent } from '../core/log/sighting'
import { findings as findingsOf } from '../core/setup/findings'
import type { SetupFinding } from '../core/setup/findings'
import { isForSegment, isPixel, ruptOf, SEGMENT, setupOf, withSetup, writeKeyIn } from '../core/setup/document'
import type { RunningSetup, SettingsDocument } from '../core/setup/document'
import { newFacts, whyUnsent } from '../core/log/facts'
import type { Facts } from '../core/log/facts'
import { visitOf } from './messages'
import type { Edited, Message } from './messages'
import { READ, REPORT } from './report'
import type { Read, Report } from './report'
import type { SiteSeen } from '../core/log/facts'
import type { Place } from '../core/log/sighting'
import { readIn, reportIn } from './shapes'
import { Sources } from './sources'
import { CHALLENGE, isSuspendedPage, StandIn } from './standIn'

export interface Files {
  /** The built destination: its text. */
  destination: string
  /** Rupt's SDK. */
  sdk: string
  /** The script that watches each page: its text. */
  watched: string
  /** The tool's page: its files by their paths. */
  tool: Record<string, string>
}

export interface Choices {
  rupt: string
  send: boolean
  /** Runs in place of what the settings document has. What is left out stays. */
  setup?: Partial<Edited>
  /** Runs where no settings document of the page has Rupt. */
  fallback: RunningSetup
}

export interface Heard {
  /** These cards have changed. */
  changed: (cards: Card[]) => void
  /** A settings document was read at this address, for the first time. */
  read: (url: string) => void
  /** A settings document was read for the first time, or another one. Where the page has several sources, of which. */
  found: (findings: SetupFinding[], source: string | undefined) => void
}

export class Site {
  readonly log = new Log()
  readonly standIn: StandIn
  /** What another log needs to have the same cards. */
  readonly messages: Message[] = []
  /** Says `message` when there are more of them. */
  readonly more = new EventEmitter()
  private readonly visits = new Map<Frame, string>()
  private readonly places = new Map<string, Place>()
  private readonly sources = new Sources()
  /** What `analytics.load` was given, by visit and source. */
  private readonly integrations = new Map<string, Record<string, unknown>>()
  /** What Analytics.js is not done with yet, by message ID. */
  private readonly dispatched = new Map<string, Place & { event: SegmentEvent; source: string }>()
  /** By source, what was said of it last. */
  private readonly told = new Map<string, string>()
  private readonly addresses = new Set<string>()

  constructor(
    private readonly files: Files,
    private readonly choices: Choices,
    private readonly heard: Heard
  ) {
    this.standIn = new StandIn(
      choices.rupt,
      files.sdk,
      (request, seen) => this.seenOf(request, seen),
      // The visitor proved to be the owner, and logged the other devices out.
      () => this.choose('within')
    )
  }

  /** The page is watched; what its context requests is answered. */
  async watch(context: BrowserContext, page: Page): Promise<void> {
    await context.route('**/*', (route) => this.answer(route))
    await page.exposeBinding(REPORT, ({ frame }, report: unknown) => this.take(frame, reportIn(report)))
    await page.exposeBinding(READ, ({ frame }, read: unknown) => this.read(frame, readIn(read)))
    await page.addInitScript({ content: this.files.watched })
  }

  /** Rupt answers like this from the next request on. The browser was started to reach Rupt, or not to. */
  choose(scenario: string): void {
    if ((scenario === LIVE) !== (this.standIn.scenario === LIVE)) return
    this.standIn.scenario = scenario
    this.tell({ kind: 'scenario', scenario })
  }

  /** Runs this from the next settings document on; without it, what the document itself has. */
  run(setup: Edited | undefined): void {
    this.choices.setup = setup
  }

  /** What goes wrong with a request, such as that its page is gone, is that request's. */
  private async answer(route: Route): Promise<void> {
    await this.respond(route).catch(() => route.abort().catch(() => {}))
  }

  private async respond(route: Route): Promise<void> {
    const request = route.request()
    const url = new URL(request.url())
    if (!/^https?:$/.test(url.protocol)) return route.fallback()
    if (isRupt(url.href) || isSuspendedPage(url)) return this.standIn.respond(route)
    const key = writeKeyIn(url)
    if (key) this.sources.asked(request.frame(), key)
    if (request.resourceType() === 'script' && this.sources.isDestination(url)) {
      return route.fulfill({ body: this.files.destination, contentType: 'text/javascript', headers: ANY_ORIGIN })
    }
    const asking = { url, method: request.method(), body: request.postData(), apis: this.sources.apis }
    if (this.choices.send || !isForSegment(asking)) return route.fallback()
    const body = isPixel(url) ? PIXEL : { json: { success: true } }
    return route.fulfill({ status: 200, headers: ANY_ORIGIN, ...body })
  }

  /** What Analytics.js gets in place of its settings document, or null for the document itself. */
  private async read(frame: Frame, read: Read | undefined): Promise<string | null> {
    if (!read) return null
    const { visit, document, url } = read
    const source = sourceOf(read)
    const has = ruptOf(document) !== undefined
    // The site has it in its own code, or has changed what was read.
    if (url === '') {
      if (this.log.visitOf(visit)?.sources?.[source]) return null
      this.sources.learn(frame, source, document)
      this.found(frame, visit, source, document, { without: !has, added: false, edited: false })
      return null
    }

    if (!this.addresses.has(url)) this.heard.read(url)
    this.addresses.add(url)
    this.sources.learn(frame, source, document)
    const without = !has && (await this.sources.hasNeighborWithRupt(frame, source))
    const { setup, fallback } = this.choices
    const added = !has && !without
    const edited = setup !== undefined && !without
    const used = edited || added ? withSetup(document, { ...(has ? setupOf(document) : fallback), ...setup }) : document
    this.found(frame, visit, source, used, { without, added, edited })
    return used === document ? null : JSON.stringify(used)
  }

  /** What the page runs with. */
  private found(
    frame: Frame,
    visit: string,
    source: string,
    used: SettingsDocument,
    { without, added, edited }: { without: boolean; added: boolean; edited: boolean }
  ): void {
    const facts = this.log.visitOf(visit)?.facts
    if (!facts) return
    const setup = setupOf(used)
    const held = (edited && this.choices.setup?.held) || []
    const runs = { settings: setup.settings, subscriptions: setup.subscriptions.filter(isOn), held }
    this.tell({ kind: 'runs', visit, source, runs })
    const cards = this.log.run(visit, source, runs)
    const sources = this.sources.on(frame)
    this.learned(visit, cards, {
      sources,
      document: true,
      ...(without ? { without: [...facts.without, source] } : { added, edited })
    })
    if (without) return

    const document = this.sources.documentOf(source)!
    const saved = ruptOf(document) ? setupOf(document) : this.choices.fallback
    const text = JSON.stringify([saved, setup])
    if (text === this.told.get(source)) return
    this.told.set(source, text)
    // Segment has nothing to mend in what runs for want of an entry.
    const findings = added && !edited ? [] : findingsOf(runs)
    this.tell({ kind: 'found', enabled: !added, saved, setup, findings })
    this.heard.found(findings, sources.length > 1 ? source : undefined)
  }

  private take(frame: Frame, report: Report | undefined): void {
    if (!report) return
    const { visit, seen, ...place } = report
    this.places.set(visit, place)
    const facts = this.log.visitOf(visit)?.facts
    if (seen.kind === 'opened') this.open(frame, visit, place)
    else if (facts) this.note(visit, facts, seen)
  }

  private open(frame: Frame, visit: string, { href }: Place): void {
    this.visits.set(frame, visit)
    this.sources.open(frame)
    const url = new URL(href)
    // The stand-in's pages are none of the site's.
    if (!/^https?:$/.test(url.protocol) || href.startsWith(CHALLENGE) || isSuspendedPage(url)) return
    const running = { visit, scenario: this.standIn.scenario, settings: {}, subscriptions: [], held: [] }
    const at = Date.now()
    this.tell({ kind: 'visit', at, path: url.pathname, running })
    const cards = this.log.visit({ ...running }, at)
    this.log.visitOf(visit)!.facts = newFacts(url.pathname)
    this.changed(cards)
  }

  private note(visit: string, facts: Facts, seen: SiteSeen): void {
    const card = this.log.visitOf(visit)!
    switch (seen.kind) {
      case 'opened':
        return
      case 'analytics':
        this.integrations.set(`${visit} ${seen.source}`, seen.integrations)
        return this.learned(visit, [card], { instances: [...facts.instances, seen.version] })
      case 'destination':
        return this.learned(visit, [card], { destination: seen.from })
      case 'policy': {
        const url = URL.canParse(seen.url) ? new URL(seen.url) : undefined
        if (!url || !(isRupt(url.href) || url.host === SEGMENT)) return
        const cards = this.log.cards.filter((one) => one.kind !== 'note' && visitOf(one) === visit)
        return this.learned(visit, cards, { blocked: { ...facts.blocked, [url.host]: seen.directive } })
      }
      case 'settled':
        return this.learned(visit, [card], { settled: seen })
      case 'dispatched':
        this.dispatched.set(String(seen.event.messageId), { ...this.places.get(visit)!, ...seen })
        return
      case 'delivered':
        return this.delivered(visit, facts, seen.event)
      case 'sdk':
        if (!facts.destination) this.learned(visit, [card], { sdkOfTheSite: true })
        return this.see(visit, seen)
      case 'redirect':
        return this.isRupts(visit, seen.url) ? this.see(visit, seen) : undefined
      default:
        return this.see(visit, seen)
    }
  }

  /** Analytics.js is done with an event that the destination may not have got. */
  private delivered(visit: string, facts: Facts, id: string): void {
    const dispatched = this.dispatched.get(id)
    this.dispatched.delete(id)
    const find = () => this.log.cards.find((card) => card.kind === 'event' && card.id === id)
    const known = find()
    if (!dispatched || (known?.kind === 'event' && known.handled)) return
    const { event, source, href, base } = dispatched
    const integrations = this.integrations.get(`${visit} ${source}`) ?? {}
    const loaded = { document: this.sources.documentOf(source), integrations }
    // What plugins have added is in the event that the card has.
    const obstacle = whyUnsent(known?.kind === 'event' ? known.event : event, facts, loaded, !known)
    facts.unsent.set(id, obstacle)
    this.tell({ kind: 'unsent', visit, event: id, obstacle })
    if (known) this.changed([known])
    else this.see(visit, { kind: 'event', event, source, page: href, base })
  }

  /** A navigation that Rupt's SDK makes: to a URL of the settings, or to a page of Rupt's. The site makes others. */
  private isRupts(visit: string, url = ''): boolean {
    if (!URL.canParse(url)) return false
    if (isRupt(url) || isSuspendedPage(new URL(url)) || url.includes('rupt_action=logout')) return true
    const bare = (one: unknown) => String(one).replace(/[?#].*$/, '').replace(/\/$/, '') // prettier-ignore
    return this.log.calls.some(
      ({ visit: whose, config }) =>
        whose === visit && Object.values(config.redirect_urls ?? {}).some((to) => bare(to) === bare(url))
    )
  }

  /** What a request of a page tells. */
  private seenOf(request: Request, seen: Seen): void {
    let visit: string | undefined
    try {
      visit = this.visits.get(request.frame())
    } catch {
      // A service worker's.
    }
    if (visit && this.places.has(visit)) this.see(visit, seen)
  }

  private see(visit: string, seen: Seen): void {
    const sighting = { ...seen, visit }
    const at = Date.now()
    this.tell({ kind: 'seen', at, sighting })
    this.changed(this.log.take(sighting, at))
  }

  private tell(message: Message): void {
    this.messages.push(message)
    this.more.emit('message')
  }

  /** What is known of a visit has changed. */
  private learned(visit: string, cards: Card[], changed: Partial<Omit<Facts, 'unsent'>>): void {
    Object.assign(this.log.visitOf(visit)!.facts!, changed)
    this.tell({ kind: 'facts', visit, changed })
    this.changed(cards)
  }

  private changed(cards: Card[]): void {
    if (cards.length > 0) this.heard.changed(cards)
  }
}

const ANY_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, authorization',
  'cross-origin-resource-policy': 'cross-origin'
}

/** What Segment's pixel is: an image of one transparent point. */
const PIXEL = {
  contentType: 'image/gif',
  body: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
}

const isOn = ({ enabled, partnerAction }: Subscription) => enabled && partnerAction === 'attach'

/** The write key of a settings document's source, which its address has, too. */
function sourceOf({ document, url }: Read): string {
  const { apiKey } = (document.integrations['Segment.io'] ?? {}) as { apiKey?: unknown }
  return (URL.canParse(url) ? writeKeyIn(new URL(url)) : undefined) ?? (typeof apiKey === 'string' ? apiKey : url)
}
