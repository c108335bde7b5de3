// The destination's settings and mappings, as in the Segment app.
import { TextField } from '../Parts'
import { apply, setup, setupProblems } from '../session'
import { Import } from './Import'
import { goTo } from './MappingForm'
import { Mappings } from './Mappings'
import { fieldId, runnable, SETTINGS } from './setup'
import type { Problem } from './setup'

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
