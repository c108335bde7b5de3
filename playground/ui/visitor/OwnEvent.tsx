// An event of one's own, and what each mapping makes of it as one types.
import { useSignal } from '@preact/signals'
import { Editor } from '../Editor'
import { plan } from '../../core/plan'
import { Json } from '../Parts'
import { send } from '../session/frame'
import { ownEvent, setup } from '../session/state'
import { runnable } from '../../core/setup/runnable'
import { json } from '../../core/setup/setup'
import { failuresOf } from '../../core/trigger/conditions'
import { wantsText } from '../../core/words/triggers'
import { callOf, SAMPLES } from '../../core/event'
import { draft, place } from './draft'

export function OwnEvent() {
  const open = useSignal(false)
  return (
    <details class="own-event" onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        <b>Your own event</b> <small>any type, as JSON</small>
      </summary>
      {open.value && <EventForm />}
    </details>
  )
}

function EventForm() {
  const { sent, problem = '' } = draft.value
  return (
    <form
      class="own"
      onSubmit={(event) => {
        event.preventDefault()
        if (sent) send(callOf(sent))
      }}
    >
      <div class="row">
        <select
          aria-label="Start from a sample"
          value=""
          onChange={({ currentTarget }) => {
            ownEvent.value = json(SAMPLES[currentTarget.value])
            currentTarget.value = ''
          }}
        >
          <option value="">Start from a sample…</option>
          {Object.keys(SAMPLES).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div class="beside">
        <Editor
          id="event"
          label="Your own event, as JSON"
          describedBy="event-problem"
          invalid={problem !== ''}
          value={ownEvent.value}
          onInput={(text) => (ownEvent.value = text)}
        />
        <Payloads />
      </div>
      <p id="event-problem" class="problem" role="alert">
        {problem}
      </p>
      <button disabled={!sent}>Send event</button>
    </form>
  )
}

/** What each mapping would make of the event. */
function Payloads() {
  const { event } = draft.value
  if (!event) return null
  const { settings, subscriptions } = runnable(setup.value)
  return (
    <div>
      {subscriptions.map((subscription, index) => {
        const { trigger, payload, error } = plan(subscription, event, settings, place.value)
        const title = subscriptions.length > 1 ? `Payload of “${subscription.name}”` : 'Payload'
        if (error !== undefined) return <Json key={index} label={title} value={error} />
        if (!trigger.matches)
          return (
            <Json
              key={index}
              label={title}
              value={`none: the trigger wants ${wantsText(failuresOf(trigger), subscription.subscribe)}`}
            />
          )
        return <Json key={index} label={title} value={payload} />
      })}
    </div>
  )
}
