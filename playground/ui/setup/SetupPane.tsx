// The destination's settings and mappings, as in the Segment app.
import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { Fragment } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import { TextField } from '../Parts'
import { Host } from '../session/host'
import { marked, setup, setupProblems } from '../session/state'
import { Changes } from './Changes'
import { Import } from './Import'
import { MendButtons } from './MendButtons'
import { goTo } from './MappingForm'
import { Mappings } from './Mappings'
import { fieldId, runnable, SETTINGS } from '../../core/setup/setup'
import type { Problem } from '../../core/setup/setup'

/** With what is to be said of this setup. */
export function SetupPane({ children }: { children?: ComponentChildren }) {
  useEffect(() => {
    if (marked.value) goTo(marked.value)
  }, [marked.value])
  return (
    <section id="setup" aria-labelledby="setup-title">
      <h2 id="setup-title">Setup</h2>
      {children}
      <Held />
      <Import />
      <Doubtful />
      <Changes />
      <form onSubmit={(event) => event.preventDefault()}>
        <Settings />
        <Mappings />
      </form>
    </section>
  )
}

/** Folded away, with their values in one line, unless one of them keeps the destination off. */
function Settings() {
  const host = useContext(Host)
  const { settings } = setup.value
  const open = useSignal(problemAt(fieldId('client_id')) !== undefined)
  const urls = Object.keys(SETTINGS).filter((key) => key !== 'client_id')
  const usable = urls.filter((key) => settings[key]?.trim() && !problemAt(fieldId(key)))
  return (
    <details class="settings" open={open.value} onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        <b>Settings</b>{' '}
        <small>
          {settings.client_id?.trim() || 'no Client ID'} · {usable.length} of {urls.length} URLs
        </small>
      </summary>
      <fieldset aria-label="Settings">
        {Object.entries(SETTINGS).map(([key, { label, description, required }]) => {
          const problem = problemAt(fieldId(key))
          return (
            <TextField
              key={key}
              id={fieldId(key)}
              label={label}
              description={description}
              required={Boolean(required)}
              problem={problem?.text}
              mend={<MendButtons mends={[problem?.fix ?? []].flat()} />}
              value={settings[key] ?? ''}
              onInput={(text) => {
                setup.value = { ...setup.value, settings: { ...setup.value.settings, [key]: text } }
              }}
              onLeave={host.apply}
            />
          )
        })}
      </fieldset>
    </details>
  )
}

const problemAt = (id: string) => setupProblems.value.find(({ field }) => field === id)

/** The mappings that cannot run, shown first. */
function Held() {
  const held = setupProblems.value.filter((problem) => problem.held)
  const rest = runnable(setup.value).subscriptions.length > 0 ? 'Everything else runs.' : 'No other mapping runs.'
  return (
    <div class="held" role="alert">
      {held.map((problem) => {
        const name = nameOf(problem)
        return name === undefined ? (
          <p key={problem.field}>
            The destination is off: <LinkTo problem={problem} /> is missing.
          </p>
        ) : (
          <p key={problem.field}>
            “{name}” does not run yet: <LinkTo problem={problem} /> is invalid. {rest}
          </p>
        )
      })}
    </div>
  )
}

/** What runs, and probably not as it is meant: it may be folded away. */
function Doubtful() {
  const doubtful = setupProblems.value.filter((problem) => !problem.held)
  if (doubtful.length === 0) return null
  return (
    <p class="doubtful">
      Look at{' '}
      {doubtful.map((problem, index) => (
        <Fragment key={problem.field}>
          {index > 0 && ', '}
          <LinkTo problem={problem} />
          {nameOf(problem) && ` of “${nameOf(problem)}”`}
        </Fragment>
      ))}
      .
    </p>
  )
}

/** The name of the mapping that a problem is in, if it is in one. */
const nameOf = ({ field }: Problem) => setup.value.mappings.find(({ id }) => field.startsWith(`mapping-${id}-`))?.name

function LinkTo({ problem: { field, label } }: { problem: Problem }) {
  return (
    <a
      href={`#${field}`}
      onClick={(event) => {
        event.preventDefault()
        goTo(field)
      }}
    >
      {label}
    </a>
  )
}
