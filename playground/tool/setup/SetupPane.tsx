// The destination's settings and mappings, as in the Segment app.
import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { TextField } from '../Parts'
import { apply, marked, setup, setupProblems } from '../session'
import { Changes } from './Changes'
import { Import } from './Import'
import { FixButtons } from './FixButtons'
import { goTo } from './MappingForm'
import { Mappings } from './Mappings'
import { fieldId, runnable, SETTINGS } from './setup'
import type { Problem } from './setup'

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
  const { settings } = setup.value
  const open = useSignal(problemAt(fieldId('client_id')) !== undefined)
  const filled = Object.keys(SETTINGS).filter((key) => key !== 'client_id' && settings[key]?.trim())
  return (
    <details class="settings" open={open.value} onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        <b>Settings</b>{' '}
        <small>
          {settings.client_id?.trim() || 'no Client ID'} · {filled.length} of {Object.keys(SETTINGS).length - 1} URLs
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
              mend={<FixButtons fixes={[problem?.fix ?? []].flat()} />}
              value={settings[key] ?? ''}
              onInput={(text) => {
                setup.value = { ...setup.value, settings: { ...setup.value.settings, [key]: text } }
              }}
              onLeave={apply}
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
  const nameOf = ({ field }: Problem) => setup.value.mappings.find(({ id }) => field.startsWith(`mapping-${id}-`))?.name
  const linkTo = ({ field, label }: Problem) => (
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
