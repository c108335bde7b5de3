// One's own site, told line by line.
import type { Card } from '../core/log/cards'
import { titleOf } from '../core/verdict/eventVerdicts'
import type { Verdict } from '../core/verdict/verdict'
import { defaultMapping, toSubscription } from '../core/setup/setup'
import type { Setup } from '../core/setup/document'
import { findingLine, verdictLine, worthALine } from './lines'
import { Site } from './site'
import type { Choices, Files } from './site'
import { pathOf, verdictsOf } from '../core/verdict/siteVerdicts'

/** How long a verdict must last to be told, in milliseconds: its cause or its end may be seen a moment later. */
const MOMENT = 200
const WAIT = 1000

/** A site that says each verdict as it comes and as it changes. */
export function told(files: Files, choices: Omit<Choices, 'fallback'>, say: (line: string) => void): Site {
  const said = new Map<string, string>()
  const passing = new Map<string, ReturnType<typeof setTimeout>>()

  const tell = (key: string, at: number, card: Card, path: string, verdict: Verdict) => {
    const leaves = card.kind === 'visit' && card.ended && verdict.tone === 'quiet'
    if (leaves || said.get(key) === verdict.text) return
    said.set(key, verdict.text)
    say(verdictLine(at, path, titleOf(card), verdict))
  }

  const show = (card: Card) => {
    worthALine(verdictsOf(card, site.log)).forEach((verdict, index) => {
      const key = `${card.kind} ${card.id} ${index}`
      clearTimeout(passing.get(key))
      const lasts = verdict.tone === 'waiting' ? WAIT : MOMENT
      passing.set(key, setTimeout(tell, lasts, key, Date.now(), card, pathOf(card, site.log), verdict).unref())
    })
  }

  const site: Site = new Site(
    files,
    { ...choices, fallback: FALLBACK },
    {
      changed: (cards) => cards.forEach(show),
      read: (url) => say(`Settings document: ${url}`),
      found: (findings) => findings.forEach((finding) => say(findingLine(finding)))
    }
  )
  return site
}

/** What runs where Rupt is not enabled yet: Segment's preset. */
const FALLBACK: Setup = { settings: { client_id: 'visit' }, subscriptions: [toSubscription(defaultMapping('1'))] }
