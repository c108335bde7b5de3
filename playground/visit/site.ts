// One's own site in a browser that Playwright drives: what is changed of it, and the log of what was seen there.
import { EventEmitter } from 'node:events'
import type { BrowserContext, Frame, Page, Request, Route } from '@playwright/test'
import type { Subscription } from '../core/running'
import type { Card } from '../core/log/cards'
import { Log } from '../core/log/log'
import { isRupt } from '../rupt/answers'
import type { Seen } from '../core/log/sighting'
import { findings as findingsOf } from '../core/setup/findings'
import type { SetupFinding } from '../core/setup/findings'
import { isFileOf, isForSegment, ruptOf, SEGMENT, setupOf, withSetup } from '../core/setup/document'
import type { RunningSetup, SettingsDocument } from '../core/setup/document'
import { newFacts, whyUnsent } from '../core/log/facts'
import type { Facts } from '../core/log/facts'
import { visitOf } from './messages'
import type { Edited, Message } from './messages'
import { READ, REPORT } from './report'
import type { Read, Report } from './report'
import type { SiteSeen } from '../core/log/facts'
import type { Place } from '../core/log/sighting'
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
  /** Runs where the document has no Rupt. */
  fallback: RunningSetup
}

export interface Heard {
  /** These cards have changed. */
  changed: (cards: Card[]) => void
  /** A settings document was read at this address, for the first time or at another one. */
  read: (url: string) => void
  /** A settings document was read for the first time, or another one. */
  found: (findings: SetupFinding[]) => void
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
  private document: SettingsDocument | undefined
  private told = ''
  private address = ''

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
    await page.exposeBinding(REPORT, ({ frame }, report: Report) => this.take(frame, report))
    await page.exposeBinding(READ, (_, read: Read) => this.read(read))
    await page.addInitScript({ content: this.files.watched })
  }

  /** Rupt answers like this from the next request on. */
  choose(scenario: string): void {
    this.standIn.scenario = scenario
    this.tell({ kind: 'scenario', scenario })
  }

  /** Runs this from the next settings document on; without it, what the document itself has. */
  run(setup: Edited | undefined): void {
    this.choices.setup = setup
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request()
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol)) {
      if (isRupt(url.href) || isSuspendedPage(url)) return this.standIn.respond(route)
      const entry = this.document && ruptOf(this.document)
      if (request.resourceType() === 'script' && entry && isFileOf(entry, url)) {
        return route.fulfill({ body: this.files.destination, contentType: 'text/javascript', headers: ANY_ORIGIN })
      }
      if (!this.choices.send && ['POST', 'OPTIONS'].includes(request.method())) {
        if (isForSegment(url, request.postData(), this.document)) {
          return route.fulfill({ status: 200, headers: ANY_ORIGIN, json: { success: true } })
        }
      }
    }
    return route.fallback()
  }

  /** What Analytics.js gets in place of its settings document. */
  private read({ visit, document, url }: Read): SettingsDocument {
    if (url !== this.address) this.heard.read(url)
    this.address = url
    const { setup, fallback } = this.choices
    const added = !ruptOf(document)
    const saved = added ? fallback : setupOf(document)
    const used = setup || added ? withSetup(document, { ...saved, ...setup }) : document
    this.document = used
    this.found(visit, used, saved, { document, added, edited: setup !== undefined })
    return used
  }

  /** What the page runs with, as its settings document has it. */
  private found(visit: string, used: SettingsDocument, saved: RunningSetup, known: Partial<Facts>): void {
    const setup = setupOf(used)
    const held = (known.edited && this.choices.setup?.held) || []
    const running = { settings: setup.settings, subscriptions: setup.subscriptions.filter(isOn), held }
    const card = this.log.visitOf(visit)
    const facts = card?.facts
    if (!card || !facts) return
    Object.assign(card.running, running)
    Object.assign(facts, known)

    const text = JSON.stringify([saved, setup])
    if (text !== this.told) {
      this.told = text
      // Segment has nothing to mend in what runs for want of an entry.
      const findings = known.added && !known.edited ? [] : findingsOf(running)
      this.tell({ kind: 'found', enabled: !known.added, saved, setup, findings })
      this.heard.found(findings)
    }
    this.learned(visit, [card])
  }

  private take(frame: Frame, { visit, seen, ...place }: Report): void {
    this.places.set(visit, place)
    const facts = this.log.visitOf(visit)?.facts
    if (seen.kind === 'opened') this.open(frame, visit, place)
    else if (facts) this.note(visit, facts, seen)
  }

  private open(frame: Frame, visit: string, { href }: Place): void {
    this.visits.set(frame, visit)
    const url = new URL(href)
    // The stand-in's pages are none of the site's.
    if (!/^https?:$/.test(url.protocol) || href.startsWith(CHALLENGE) || isSuspendedPage(url)) return
    const running = { visit, scenario: this.standIn.scenario, settings: {}, subscriptions: [], held: [] }
    const at = Date.now()
    this.tell({ kind: 'visit', at, running })
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
        facts.instances.push(seen.version)
        facts.integrations = seen.integrations
        // The site has the document in its own code.
        if (!facts.document && seen.document) {
          this.document ??= seen.document
          this.found(visit, seen.document, setupOf(seen.document), { document: seen.document, added: false })
        }
        return this.learned(visit, [card])
      case 'destination':
        facts.destination = seen.from
        return this.learned(visit, [card])
      case 'policy': {
        const url = URL.canParse(seen.url) ? new URL(seen.url) : undefined
        if (!url || !(isRupt(url.href) || url.host === SEGMENT)) return
        facts.blocked[url.host] = seen.directive
        return this.learned(
          visit,
          this.log.cards.filter((one) => one.kind !== 'note' && visitOf(one) === visit)
        )
      }
      case 'settled':
        facts.settled = seen
        return this.learned(visit, [card])
      case 'dispatched':
        facts.dispatched[String(seen.event.messageId)] = { ...this.places.get(visit)!, event: seen.event }
        return
      case 'delivered':
        return this.delivered(visit, facts, seen.event)
      case 'sdk':
        if (!facts.destination) {
          facts.sdkOfTheSite = true
          this.learned(visit, [card])
        }
        return this.see(visit, seen)
      case 'redirect':
        return this.isRupts(visit, seen.url) ? this.see(visit, seen) : undefined
      default:
        return this.see(visit, seen)
    }
  }

  /** Analytics.js is done with an event that the destination may not have got. */
  private delivered(visit: string, facts: Facts, id: string): void {
    const find = () => this.log.cards.find((card) => card.kind === 'event' && card.id === id)
    const known = find()
    if (known?.kind === 'event' && known.handled) return
    const dispatched = facts.dispatched[id]
    if (!dispatched || facts.unsent[id]) return
    const { event, href, base } = dispatched
    // What plugins have added is in the event that the card has.
    facts.unsent[id] = whyUnsent(known?.kind === 'event' ? known.event : event, facts, !known)
    this.learned(visit, known ? [known] : [])
    if (!known) this.see(visit, { kind: 'event', event, page: href, base })
  }

  /** A navigation that Rupt's SDK makes: to a URL of the settings, or to a page of Rupt's. The site makes others. */
  private isRupts(visit: string, url = ''): boolean {
    if (!URL.canParse(url)) return false
    if (isRupt(url) || isSuspendedPage(new URL(url)) || url.includes('rupt_action=logout')) return true
    const bare = (one: string) => one.replace(/[?#].*$/, '').replace(/\/$/, '')
    return this.log.calls.some(
      ({ visit: whose, config }) =>
        whose === visit &&
        Object.values((config.redirect_urls ?? {}) as Record<string, string>).some((to) => bare(to) === bare(url))
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
  private learned(visit: string, cards: Card[]): void {
    const facts = this.log.visitOf(visit)!.facts!
    const { settings, subscriptions, held } = this.log.visitOf(visit)!.running
    this.tell({ kind: 'facts', visit, facts: structuredClone(facts), running: { settings, subscriptions, held } })
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

const isOn = ({ enabled, partnerAction }: Subscription) => enabled && partnerAction === 'attach'
