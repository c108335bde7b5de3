// The visitor's side: the frame that plays the customer's site, and what the visitor does there.
import { useSignal } from '@preact/signals'
import { SCENARIOS } from '../../core/running'
import { base } from '../../protocol'
import type { FrameRequest } from '../../protocol'
import { frame, send, visit } from '../session/frame'
import { latest } from '../session/history'
import { address, listening, scenario, signIn, visitor } from '../session/state'
import { choose, identify, logOut, pageWithTraits, signOut } from '../session/visitor'
import { VerdictText } from '../events/VerdictText'
import { OwnEvent } from './OwnEvent'

export function VisitorPane() {
  return (
    <section id="visitor" aria-labelledby="visitor-title">
      <h2 id="visitor-title">Visitor</h2>
      <Calls />
      <Status />
      <Rupt />
      <div class="browser">
        <div class="row">
          <button type="button" title="Load the site again" onClick={visit}>
            Visit
          </button>
          <output aria-label="Address of the frame">{address.value}</output>
        </div>
        <iframe
          title="The customer’s site"
          referrerpolicy="no-referrer"
          ref={(element) => void (frame.current = element)}
        />
      </div>
      <OwnEvent />
    </section>
  )
}

/** What Rupt does: its answer, and what the owner of the account may do. */
function Rupt() {
  return (
    <div class="row">
      <label for="scenario">Rupt answers</label>
      <select id="scenario" value={scenario.value} onChange={({ currentTarget: { value } }) => choose(value)}>
        {Object.entries(SCENARIOS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <button
        type="button"
        disabled={!listening.value}
        title={listening.value ? undefined : 'Available once the device is attached.'}
        onClick={() => void logOut()}
      >
        As the owner, log this device out
      </button>
    </div>
  )
}

/** The latest verdict, and who is signed in, as of now. */
function Status() {
  const now = latest.value
  return (
    <div id="status" role="status">
      {now?.verdicts.map((verdict, index) => (
        <p key={index}>
          <VerdictText title={now.title} verdict={verdict} />
        </p>
      ))}
      <p class="quiet">{visitor.value === null ? 'Nobody is signed in now.' : `Signed in as ${visitor.value}.`}</p>
    </div>
  )
}

const ROUTES = ['reports', 'team', 'home'].map((name) => `${base()}site/${name}`)

function Calls() {
  const route = useSignal(0)
  const values = signIn.value
  const type = (name: keyof typeof values) => (
    <label>
      {{ id: 'User ID', email: 'Email', phone: 'Phone' }[name]}
      <input
        autocomplete="off"
        value={values[name]}
        required={name === 'id'}
        pattern={name === 'id' ? '.*\\S.*' : undefined}
        onInput={({ currentTarget: { value } }) => (signIn.value = { ...signIn.value, [name]: value })}
      />
    </label>
  )
  const signedIn = visitor.value !== null
  const does = (label: string, request: () => FrameRequest, next = false) => (
    <button type="button" class={next ? 'next' : undefined} onClick={() => send(request())}>
      {label}
    </button>
  )
  return (
    <div class="calls">
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault()
          send(identify())
        }}
      >
        {type('id')}
        {type('email')}
        {type('phone')}
        <button class={signedIn ? undefined : 'next'}>Identify</button>
      </form>
      <div class="buttons">
        {does('Page view', () => ({ call: 'page', args: [] }), signedIn)}
        {does('Page view with traits', pageWithTraits)}
        {does('Route change', () => ({ route: ROUTES[route.value++ % ROUTES.length] }))}
        {does('Track', () => ({ call: 'track', args: ['Report Exported', { format: 'pdf' }] }))}
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </div>
      {!signedIn && <p class="description">First sign someone in: press Identify. Then send a page view.</p>}
    </div>
  )
}
