// The destination's settings and mappings, as in the Segment app.
import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { Fragment } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import { TextField } from '../Parts'
import { Host } from '../session/host'
import { findings, marked, setup } from '../session/state'
import { Changes } from './Changes'
import { Import } from './Import'
import { MendButtons } from './MendButtons'
import { goTo } from './MappingForm'
import { Mappings } from './Mappings'
import { SETTING_KEYS, SETTINGS } from '../../core/definition'
import type { UrlKey } from '../../core/definition'
import { fieldOf } from '../../core/setup/findings'
import type { SetupFinding } from '../../core/setup/findings'
import { runnable } from '../../core/setup/runnable'
import { fieldId } from '../../core/setup/setup'
import { findingAdvice, findingAtField, findingField, findingText } from '../../core/words/findings'

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
      <Overall />
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
  const open = useSignal(findingAt(fieldId('client_id')) !== undefined)
  const urls = SETTING_KEYS.filter((key): key is UrlKey => key !== 'client_id')
  const usable = urls.filter((key) => settings[key]?.trim() && !findingAt(fieldId(key)))
  return (
    <details class="settings" open={open.value} onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        <b>Settings</b>{' '}
        <small>
          {settings.client_id?.trim() || 'no Client ID'} · {usable.length} of {urls.length} URLs
        </small>
      </summary>
      <fieldset aria-label="Settings">
        {SETTING_KEYS.map((key) => {
          const { label, description, required } = SETTINGS[key]
          const finding = findingAt(fieldId(key))
          return (
            <TextField
              key={key}
              id={fieldId(key)}
              label={label}
              description={description}
              required={Boolean(required)}
              problem={finding && findingAtField(finding)}
              mend={<MendButtons mends={finding?.mends ?? []} />}
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

const findingAt = (id: string) => findings.value.find((finding) => fieldOf(finding) === id)

/** The mappings that cannot run, shown first. */
function Held() {
  const held = findings.value.filter((finding) => finding.held)
  const rest = runnable(setup.value).subscriptions.length > 0 ? 'Everything else runs.' : 'No other mapping runs.'
  return (
    <div class="held" role="alert">
      {held.map((finding) => (
        <p key={fieldOf(finding)}>
          {finding.mapping ? (
            <>
              “{finding.mapping.name}” does not run yet: <LinkTo finding={finding} /> is invalid. {rest}
            </>
          ) : (
            <>
              The destination is off: <LinkTo finding={finding} /> is missing.
            </>
          )}
        </p>
      ))}
    </div>
  )
}

/** What runs, and probably not as it is meant: it may be folded away. */
function Doubtful() {
  const doubtful = findings.value.filter((finding) => !finding.held && finding.field !== undefined)
  if (doubtful.length === 0) return null
  return (
    <p class="doubtful">
      Look at{' '}
      {doubtful.map((finding, index) => (
        <Fragment key={fieldOf(finding)}>
          {index > 0 && ', '}
          <LinkTo finding={finding} />
          {finding.mapping && ` of “${finding.mapping.name}”`}
        </Fragment>
      ))}
      .
    </p>
  )
}

/** What is about no field. */
function Overall() {
  const overall = findings.value.filter(({ field }) => field === undefined)
  return (
    <>
      {overall.map((finding) => (
        <p key={finding.kind} class="doubtful">
          {findingText(finding)} {findingAdvice(finding)}
        </p>
      ))}
    </>
  )
}

function LinkTo({ finding }: { finding: SetupFinding }) {
  const field = fieldOf(finding) ?? ''
  return (
    <a
      href={`#${field}`}
      onClick={(event) => {
        event.preventDefault()
        goTo(field)
      }}
    >
      {findingField(finding)}
    </a>
  )
}
