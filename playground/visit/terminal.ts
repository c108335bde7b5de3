// One's own site, told line by line.
import type { Card } from '../core/log/cards'
import type { Verdict } from '../core/verdict/verdict'
import { defaultMapping, toSubscription } from '../core/setup/setup'
import type { RunningSetup } from '../core/setup/document'
import { verdictLines } from './lines'
import { Site } from './site'
import type { Choices, Files } from './site'
import { verdictsOf, worthALine } from '../core/verdict/verdicts'
import { findingLines } from '../core/words/findings'
import { titleOf, verdictText } from '../core/words/verdicts'

/** How long a verdict must last to be told, in milliseconds: its cause or its end may be seen a moment later. */
const MOMENT = 200
const WAIT = 1000

/** A site that says each verdict as it comes and as it changes. */
export function told(files: Files, choices: Omit<Choices, 'fallback'>, say: (...lines: string[]) => void): Site {
  const said = new Map<string, string>()
  const passing = new Map<string, ReturnType<typeof setTimeout>>()

  const tell = (key: string, at: number, card: Card, path: string, verdict: Verdict) => {
    const leaves = card.kind === 'visit' && card.ended && verdict.tone === 'quiet'
    if (leaves || said.get(key) === verdictText(verdict)) return
    said.set(key, verdictText(verdict))
    say(...verdictLines(at, path, titleOf(card), verdict))
  }

  const show = (card: Card) => {
    worthALine(verdictsOf(card, site.log)).forEach((verdict, index) => {
      const key = `${card.kind} ${card.id} ${index}`
      clearTimeout(passing.get(key))
      const lasts = verdict.tone === 'waiting' ? WAIT : MOMENT
      passing.set(key, setTimeout(tell, lasts, key, Date.now(), card, site.log.pathOf(card), verdict).unref())
    })
  }

  const site: Site = new Site(
    files,
    { ...choices, fallback: FALLBACK },
    {
      changed: (cards) => cards.forEach(show),
      read: (url) => say(`Settings document: ${url}`),
      found: (findings, source) => findings.forEach((finding) => say(...findingLines(finding, source)))
    }
  )
  return site
}

/** What runs where Rupt is not enabled yet: Segment's preset. */
const FALLBACK: RunningSetup = {
  settings: { client_id: 'visit' },
  subscriptions: [{ ...toSubscription(defaultMapping('1')), id: '1' }]
}
