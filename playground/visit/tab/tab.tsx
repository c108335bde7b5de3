// The tool's tab: the cards of what happens on one's own site.
import { signal, useSignal } from '@preact/signals'
import { render } from 'preact'
import { EventsPane } from '../../ui/events/EventsPane'
import { log, show } from '../../ui/session/history'
import { Host } from '../../ui/session/host'
import { Answer } from '../../ui/events/VerdictText'
import { LIVE, SCENARIOS } from '../../core/running'
import { edited, saved, scenario, visitId } from '../../ui/session/state'
import { SetupPane } from '../../ui/setup/SetupPane'
import type { Card } from '../../core/log/cards'
import { newFacts } from '../../core/log/facts'
import type { SetupFinding } from '../../core/setup/findings'
import { findingAdvice, findingText } from '../../core/words/findings'
import { found, known, passOn } from './edits'
import { visitOf } from '../messages'
import type { Message, Tool } from '../messages'

const tool = window as unknown as Tool
const findings = signal<SetupFinding[]>([])
const enabled = signal(true)

const host: Host = { origin: { name: 'settings document', setup: () => saved.value }, apply: () => {} }

function App({ target }: { target: string }) {
  const heard = useSignal('')
  return (
    <Host.Provider value={host}>
      <header>
        <h1>
          Rupt (Actions) <small>{target}</small>
        </h1>
      </header>
      <main class="own">
        {known.value ? (
          <SetupPane>
            <Whose />
          </SetupPane>
        ) : (
          <section id="setup" />
        )}
        <section class="rupt" aria-label="Rupt">
          <div class="row">
            <label for="scenario">Rupt answers</label>
            <select
              id="scenario"
              value={scenario.value}
              onChange={({ currentTarget: { value } }) => void tool.ruptVisitChoose(value)}
            >
              {Object.entries(SCENARIOS)
                .filter(([value]) => (value === LIVE) === (scenario.value === LIVE))
                .map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
            </select>
            <button
              type="button"
              disabled={scenario.value === LIVE}
              onClick={() =>
                void tool.ruptVisitLogOut().then((listening) => {
                  heard.value = listening ? '' : 'This device is not attached yet, so there is nothing to log out.'
                })
              }
            >
              As the owner, log this device out
            </button>
            <span role="status">{heard}</span>
          </div>
          <ul class="findings" aria-label="Before the first event">
            {findings.value.map((finding) => (
              <li key={findingText(finding)}>
                <Answer title="setup" tone={finding.keeps ? 'bad' : 'attention'} text={findingText(finding)} />
                <span class="advice">{findingAdvice(finding)}</span>
              </li>
            ))}
          </ul>
        </section>
        <EventsPane />
      </main>
    </Host.Provider>
  )
}

/** Whose setup it is. */
function Whose() {
  if (edited.value) {
    return (
      <p class="edited" role="status">
        Your edits run from the next page load on. Segment keeps what it has.
      </p>
    )
  }
  const has = enabled.value
    ? 'This is what the settings document has.'
    : 'The settings document has no Rupt yet. This is the preset.'
  return (
    <p class="description" role="status">
      {has} Edits run from the next page load on.
    </p>
  )
}

/** Does what the log of the command did. */
function apply(message: Message): Card[] {
  switch (message.kind) {
    case 'visit':
      visitId.value = message.running.visit
      return visited(message)
    case 'scenario':
      scenario.value = message.scenario
      return []
    case 'found':
      findings.value = message.findings
      enabled.value = message.enabled
      found(message.saved, message.setup)
      return []
    case 'seen':
      return log.take(message.sighting, message.at)
    case 'runs':
      return log.run(message.visit, message.source, message.runs)
    case 'facts':
      Object.assign(log.visitOf(message.visit)?.facts ?? {}, message.changed)
      return cardsOf(message.visit)
    case 'unsent':
      log.visitOf(message.visit)?.facts?.unsent.set(message.event, message.obstacle)
      return cardsOf(message.visit)
  }
}

function visited({ running, path, at }: Extract<Message, { kind: 'visit' }>): Card[] {
  const cards = log.visit(running, at)
  log.visitOf(running.visit)!.facts = newFacts(path)
  return cards
}

const cardsOf = (visit: string) => log.cards.filter((card) => card.kind !== 'note' && visitOf(card) === visit)

passOn((setup) => tool.ruptVisitRun(setup))
const { target, rupt } = await tool.ruptVisitOptions()
scenario.value = rupt
render(<App target={target} />, document.body)
for (let taken = 0; ;) {
  const messages = await tool.ruptVisitNext(taken)
  taken += messages.length
  for (const message of messages) show(apply(message))
}
