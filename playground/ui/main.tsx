import { render } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { EventsPane } from './events/EventsPane'
import { LIVE, SCENARIOS } from '../core/running'
import { fromHash } from '../core/setup/link'
import { open } from './session/changes'
import { connect, seesRedirects } from './session/frame'
import { restore } from './session/history'
import { PLAYGROUND } from './session/host'
import { asksForLive, broken, notice, scenario, setup } from './session/state'
import { answerLive } from './session/visitor'
import { SetupPane } from './setup/SetupPane'
import { VisitorPane } from './visitor/VisitorPane'

function App() {
  return (
    <>
      <header>
        <h1>
          Rupt (Actions) <small>playground</small>
        </h1>
        <p class="about">See for each Segment event whether the device is attached, as whom, and if not, why.</p>
        <nav>
          <a href="#visitor">Visitor</a>
          <a href="#events">What happened</a>
          <a href="#setup">Setup</a>
        </nav>
        <Reach />
      </header>
      <main>
        <SetupPane />
        <VisitorPane />
        <EventsPane />
      </main>
      <LiveDialog />
    </>
  )
}

/** What leaves this machine. */
function Reach() {
  const live = scenario.value === LIVE && !asksForLive.value
  const stopped = seesRedirects ? '' : ' This browser blocks redirects to other sites, and reveals at most their host.'
  const text = live
    ? `Live: requests to Rupt leave this machine, with your Client ID.${stopped}`
    : `Offline: Rupt is a stand-in, and Segment is not contacted.${stopped}`
  return (
    <p id="reach" role="status" class={live ? 'live' : ''}>
      {broken.value || text}
    </p>
  )
}

/** Asks before Live's first request. */
function LiveDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const asks = asksForLive.value
  useEffect(() => {
    if (asks) dialog.current?.showModal()
    else dialog.current?.close()
  }, [asks])
  return (
    <dialog ref={dialog} aria-labelledby="live-title" onCancel={() => answerLive(false)}>
      <h2 id="live-title">Go live?</h2>
      <p>
        Requests will leave this machine: Rupt’s SDK is loaded from cdn.rupt.dev, and each attached device goes to
        api.rupt.dev with the Client ID “{setup.value.settings.client_id}”, this browser’s fingerprint and the fields
        you map.
      </p>
      <div class="buttons">
        <button type="button" onClick={() => answerLive(true)}>
          Go live
        </button>
        <button type="button" autofocus onClick={() => answerLive(false)}>
          Stay offline
        </button>
      </div>
    </dialog>
  )
}

/** A link is opened once, so a reload does not undo later changes. */
async function openLink(): Promise<void> {
  try {
    const linked = await fromHash(window.location.hash, Object.keys(SCENARIOS))
    if (linked) open(PLAYGROUND, linked)
  } catch (error) {
    notice.value = { tone: 'bad', lines: [(error as Error).message] }
  }
  if (window.location.hash.startsWith('#setup=')) window.history.replaceState(null, '', window.location.pathname)
}

render(<App />, document.body)
window.addEventListener('hashchange', () => void openLink())
void openLink().then(restore).then(connect)
