// The destination's settings and mappings, as in the Segment app.
import { useSignal } from '@preact/signals'
import type { SegmentEvent } from '../protocol'
import { Editor } from './Editor'
import { explainField, plan } from './explain'
import { toHash } from './link'
import { CopyButton, Field, Json, TextField } from './Parts'
import { paste, WANTED } from './paste'
import { apply, ownEvent, replace, replaced, said, scenario, setup, setupProblems, undo } from './session'
import {
  defaultMapping,
  defaultSetup,
  fieldId,
  FIELDS,
  json,
  mappingProblems,
  MAX_MAPPINGS,
  runnable,
  SETTINGS,
  toSubscription
} from './setup'
import type { Mapping, Problem } from './setup'
import { typedEvent } from './typed'

export function SetupPane() {
  const { settings } = setup.value
  return (
    <section id="setup" aria-labelledby="setup-title">
      <h2 id="setup-title">Setup</h2>
      <Held />
      <Import />
      <form onSubmit={(event) => event.preventDefault()}>
        <fieldset>
          <legend>Settings</legend>
          {Object.entries(SETTINGS).map(([key, { label, description, required }]) => (
            <TextField
              key={key}
              id={fieldId(key)}
              label={label}
              description={description}
              required={Boolean(required)}
              problem={problemAt(fieldId(key))}
              value={settings[key] ?? ''}
              onInput={(text) => {
                setup.value = { ...setup.value, settings: { ...setup.value.settings, [key]: text } }
              }}
              onLeave={apply}
            />
          ))}
        </fieldset>
        <Mappings />
      </form>
    </section>
  )
}

const problemAt = (id: string) => setupProblems.value.find(({ field }) => field === id)?.text

/** The mappings that cannot run, shown first. */
function Held() {
  const held = setupProblems.value.filter((problem) => problem.held)
  const rest = runnable(setup.value).subscriptions.length > 0 ? 'Everything else runs.' : 'No other mapping runs.'
  const nameOf = ({ field }: Problem) => setup.value.mappings.find(({ id }) => field.startsWith(`mapping-${id}-`))?.name
  const linkTo = ({ field, label }: Problem) => (
    <a href={`#${field}`} onClick={(event) => goTo(event, field)}>
      {label}
    </a>
  )
  return (
    <div class="held" role="alert">
      {held.map((problem) => {
        const name = nameOf(problem)
        return name === undefined ? (
          <p key={problem.field}>The destination is off: {linkTo(problem)} is missing.</p>
        ) : (
          <p key={problem.field}>
            “{name}” does not run yet: {linkTo(problem)} is invalid. {rest}
          </p>
        )
      })}
    </div>
  )
}

const opened = new Set<string>()

function goTo(event: Event, field: string): void {
  event.preventDefault()
  const [, id] = field.split('-')
  const toggle = document.querySelector<HTMLElement>(`#mapping-${id}-toggle[aria-expanded=false]`)
  toggle?.click()
  // After the editor is mounted.
  requestAnimationFrame(() => setTimeout(() => document.getElementById(field)?.focus()))
}

/** Settings and mappings from elsewhere: Segment, or a colleague. */
function Import() {
  const text = useSignal('')
  const writeKey = useSignal('')
  const reading = useSignal(false)

  const use = (pasted: string) => {
    try {
      const { setup: next, said: lines } = paste(pasted, setup.value)
      replace(next, lines)
      text.value = ''
    } catch (error) {
      said.value = { tone: 'bad', lines: [(error as Error).message] }
    }
  }
  const read = async () => {
    reading.value = true
    try {
      const response = await fetch(
        `https://cdn.segment.com/v1/projects/${encodeURIComponent(writeKey.value.trim())}/settings`,
        { signal: AbortSignal.timeout(10_000) }
      )
      if (!response.ok) throw new Error(`Segment’s CDN answered ${response.status}. Check the write key.`)
      use(await response.text())
    } catch (error) {
      const { message, name } = error as Error
      const unreachable = 'Segment’s CDN could not be reached. Check the connection, and content blockers.'
      said.value = { tone: 'bad', lines: [/^(TypeError|TimeoutError)$/.test(name) ? unreachable : message] }
    }
    reading.value = false
  }
  return (
    <div class="import">
      <div class="buttons">
        <CopyButton text={link}>Copy link</CopyButton>
        <button type="button" onClick={() => replace(defaultSetup(), ['Back to the defaults.'])}>
          Back to the defaults
        </button>
        {replaced.value && (
          <button type="button" onClick={undo}>
            Undo
          </button>
        )}
      </div>
      {said.value && (
        <div role="status" class={`said ${said.value.tone}`}>
          {said.value.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      <details>
        <summary>Use my setup from Segment</summary>
        <p class="description" id="paste-description">
          {WANTED}
        </p>
        <Editor
          id="paste"
          label="Setup from Segment, as JSON"
          describedBy="paste-description"
          value={text.value}
          onInput={(value) => (text.value = value)}
        />
        <button type="button" onClick={() => use(text.value)}>
          Use it
        </button>
        <Field
          id="write-key"
          label="Or read it from Segment with your write key"
          description="This leaves your machine: the write key goes to Segment’s CDN (cdn.segment.com)."
        >
          <div class="row">
            <input
              id="write-key"
              aria-describedby="write-key-description"
              autocomplete="off"
              spellcheck={false}
              value={writeKey.value}
              onInput={({ currentTarget: { value } }) => (writeKey.value = value)}
            />
            <button type="button" disabled={writeKey.value.trim() === '' || reading.value} onClick={() => void read()}>
              {reading.value ? 'Reading…' : 'Read from Segment'}
            </button>
          </div>
        </Field>
      </details>
    </div>
  )
}

async function link(): Promise<string> {
  const { origin, pathname } = window.location
  return origin + pathname + (await toHash({ ...setup.value, scenario: scenario.value, event: ownEvent.value }))
}

function Mappings() {
  const { mappings } = setup.value
  const nextId = () => String(Math.max(0, ...mappings.map(({ id }) => Number(id))) + 1)
  const set = (next: Mapping[]) => {
    setup.value = { ...setup.value, mappings: next }
  }
  const add = (mapping: Mapping, at: number) => {
    opened.add(mapping.id)
    set([...mappings.slice(0, at), mapping, ...mappings.slice(at)])
    apply()
  }
  const move = (from: number, to: number) => {
    const next = mappings.filter((_, index) => index !== from)
    next.splice(to, 0, mappings[from])
    set(next)
    apply()
  }
  const full = mappings.length >= MAX_MAPPINGS
  return (
    <fieldset>
      <legend>
        Mappings <small>for Attach Device, run in this order</small>
      </legend>
      {mappings.map((mapping, index) => (
        <MappingForm
          key={mapping.id}
          mapping={mapping}
          alone={mappings.length === 1}
          change={(changed) => set(mappings.map((other) => (other === mapping ? { ...mapping, ...changed } : other)))}
        >
          <button
            type="button"
            disabled={full}
            onClick={() => add({ ...mapping, id: nextId(), name: `${mapping.name} copy ${nextId()}` }, index + 1)}
          >
            Duplicate
          </button>
          <button type="button" disabled={index === 0} onClick={() => move(index, index - 1)}>
            Move up
          </button>
          <button type="button" disabled={index === mappings.length - 1} onClick={() => move(index, index + 1)}>
            Move down
          </button>
          <button
            type="button"
            onClick={() =>
              replace({ ...setup.value, mappings: mappings.filter((other) => other !== mapping) }, [
                `Removed “${mapping.name}”.`
              ])
            }
          >
            Remove
          </button>
        </MappingForm>
      ))}
      <button
        type="button"
        disabled={full}
        onClick={() => add({ ...defaultMapping(nextId()), name: `Attach Device ${nextId()}` }, mappings.length)}
      >
        {full ? `Segment allows ${MAX_MAPPINGS} mappings` : 'Add a mapping'}
      </button>
    </fieldset>
  )
}

interface MappingProps {
  mapping: Mapping
  alone: boolean
  change: (changed: Partial<Mapping>) => void
  children: preact.ComponentChildren
}

function MappingForm({ mapping, alone, change, children }: MappingProps) {
  const { id, name, enabled, trigger, fields } = mapping
  const open = useSignal(opened.has(id) || alone)
  const problems = mappingProblems(mapping)
  const at = (key: string) => problems.find(({ field }) => field === fieldId(key, id))
  const toggle = () => {
    open.value = !open.value
    if (open.value) opened.add(id)
    else opened.delete(id)
  }
  return (
    <div class="mapping" role="group" aria-label={`Mapping ${name}`}>
      <div class="mapping-head">
        <input
          type="checkbox"
          aria-label={`Run ${name}`}
          checked={enabled}
          onChange={({ currentTarget: { checked } }) => {
            change({ enabled: checked })
            apply()
          }}
        />
        <button type="button" id={`mapping-${id}-toggle`} class="toggle" aria-expanded={open.value} onClick={toggle}>
          <b>{name}</b> <code>{trigger}</code>
          {enabled && problems.some(({ held }) => held) && <span class="problem"> does not run yet</span>}
        </button>
      </div>
      {open.value && (
        <div class="mapping-body">
          <TextField
            id={fieldId('name', id)}
            label="Name"
            value={name}
            onInput={(text) => change({ name: text })}
            onLeave={apply}
          />
          <TextField
            id={fieldId('trigger', id)}
            label="Trigger"
            description="Which events it handles, in Segment’s FQL."
            required
            code
            problem={at('trigger')?.text}
            invalid={at('trigger')?.held}
            value={trigger}
            onInput={(text) => change({ trigger: text })}
            onLeave={apply}
          />
          {Object.entries(FIELDS).map(([key, { label, description, required }]) => {
            const place = fieldId(key, id)
            return (
              <Field
                key={key}
                id={place}
                label={label}
                description={description}
                required={Boolean(required)}
                problem={at(key)?.text}
              >
                <Editor
                  id={place}
                  label={label}
                  describedBy={`${place}-description ${place}-problem`}
                  invalid={at(key)?.held}
                  value={fields[key] ?? ''}
                  onInput={(text) => change({ fields: { ...fields, [key]: text } })}
                  onLeave={apply}
                />
              </Field>
            )
          })}
          <Preview mapping={mapping} />
          <div class="buttons">
            <CopyButton text={() => json(toSubscription(mapping))}>Copy as JSON</CopyButton>
            {children}
          </div>
        </div>
      )}
    </div>
  )
}

/** The mapping's result for the event in the editor. */
function Preview({ mapping }: { mapping: Mapping }) {
  const { event } = typedEvent.value
  if (!event || mappingProblems(mapping).some(({ held }) => held)) return null
  const subscription = toSubscription(mapping)
  const made = plan(subscription, event, setup.value.settings)
  if (made.error) return <p class="problem">{made.error}</p>
  if (!made.trigger.matches) {
    return <p class="description">Your event does not match: the trigger wants {made.trigger.wants}.</p>
  }
  const missing = missingFrom(subscription.mapping, event, made)
  return (
    <div class="preview">
      <Json label="Payload of “Your own event”" value={made.payload} />
      {missing.map((line) => (
        <p key={line} class="description">
          {line}
        </p>
      ))}
    </div>
  )
}

/** What to do about each field that is missing from the event. */
function missingFrom(mapping: Record<string, unknown>, event: SegmentEvent, made: ReturnType<typeof plan>): string[] {
  return Object.entries(FIELDS).flatMap(([key, { label }]) => {
    const { advice, note, value } = explainField(key, mapping[key], event, made)
    const why = advice ?? (value === undefined ? undefined : note)
    return why ? [`${label}: ${why}`] : []
  })
}
