// The tool's tab: the cards of what happens on one's own site.
import { signal, useSignal } from '@preact/signals'
import { render } from 'preact'
import { EventsPane } from '../tool/events/EventsPane'
import { judge, log, show } from '../tool/events/history'
import { VerdictText } from '../tool/events/VerdictText'
import { LIVE, SCENARIOS } from '../protocol'
import { edited, ownSite, scenario, visitId } from '../tool/session'
import { SetupPane } from '../tool/setup/SetupPane'
import type { Card } from '../tool/events/cards'
import type { Finding } from './checks'
import { found, known, passOn } from './edits'
import { newFacts } from './facts'
import type { Facts } from './facts'
import { visitOf } from './messages'
import type { Message, Tool } from './messages'
import { ownVerdicts, pathOf } from './verdicts'

const tool = window as unknown as Tool
const facts = new Map<string, Facts>()
const findings = signal<Finding[]>([])
const enabled = signal(true)

ownSite.value = true
judge.of = (card, log) => ownVerdicts(card, log, facts.get(visitOf(card)))
judge.page = (card) => pathOf(card, facts.get(visitOf(card)))

function App({ target }: { target: string }) {
  const heard = useSignal('')
  return (
    <>
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
            {findings.value.map(({ keeps, text, advice }) => (
              <li key={text}>
                <VerdictText title="setup" verdict={{ tone: keeps ? 'bad' : 'attention', text }} />
                <span class="advice">{advice}</span>
              </li>
            ))}
          </ul>
        </section>
        <EventsPane />
      </main>
    </>
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
      facts.set(message.running.visit, newFacts(message.path))
      return log.visit(message.running, message.at)
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
      facts.set(message.visit, { ...(facts.get(message.visit) ?? newFacts('')), ...message.changed })
      return cardsOf(message.visit)
    case 'unsent':
      facts.get(message.visit)?.unsent.set(message.event, message.reason)
      return cardsOf(message.visit)
  }
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
