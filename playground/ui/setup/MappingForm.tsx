// One mapping: its trigger and fields, and what comes of it.
import { useSignal } from '@preact/signals'
import { Editor } from '../Editor'
import { plan } from '../../core/plan'
import { FIELD_KEYS, FIELDS } from '../../core/definition'
import { fieldRow } from '../../core/mapping/field'
import { fieldOf, mappingFindings } from '../../core/setup/findings'
import { failuresOf } from '../../core/trigger/conditions'
import { findingAtField } from '../../core/words/findings'
import { rowText } from '../../core/words/mappings'
import { wantsText } from '../../core/words/triggers'
import { CopyButton, Field, Json, TextField } from '../Parts'
import { useContext } from 'preact/hooks'
import { Host } from '../session/host'
import { setup } from '../session/state'
import { draft, place } from '../visitor/draft'
import { MendButtons } from './MendButtons'
import { fieldId, json, toSubscription } from '../../core/setup/setup'
import type { Mapping } from '../../core/setup/setup'

/** The IDs of the mappings that are open. */
export const opened = new Set<string>()

/** Unfolds what holds a field, and puts the cursor there. */
export function goTo(field: string): void {
  const [, id] = field.split('-')
  document.querySelector<HTMLElement>(`#mapping-${id}-toggle[aria-expanded=false]`)?.click()
  document.querySelector('#setup details.settings:has(#' + field + ')')?.setAttribute('open', '')
  // After the editor is mounted.
  requestAnimationFrame(() => setTimeout(() => document.getElementById(field)?.focus()))
}

interface MappingProps {
  mapping: Mapping
  change: (changed: Partial<Mapping>) => void
  children: preact.ComponentChildren
}

export function MappingForm({ mapping, change, children }: MappingProps) {
  const host = useContext(Host)
  const { id, name, enabled, trigger, fields } = mapping
  const open = useSignal(opened.has(id))
  const findings = mappingFindings(mapping)
  const at = (key: string) => findings.find((finding) => fieldOf(finding) === fieldId(key, id))
  const textAt = (key: string) => at(key) && findingAtField(at(key)!)
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
            host.apply()
          }}
        />
        <button type="button" id={`mapping-${id}-toggle`} class="toggle" aria-expanded={open.value} onClick={toggle}>
          <span>
            <b>{name}</b> <code>{trigger}</code>
            {enabled && findings.some(({ held }) => held) && <span class="problem"> does not run yet</span>}
          </span>
        </button>
      </div>
      {open.value && (
        <div class="mapping-body">
          <TextField
            id={fieldId('name', id)}
            label="Name"
            value={name}
            onInput={(text) => change({ name: text })}
            onLeave={host.apply}
          />
          <TextField
            id={fieldId('trigger', id)}
            label="Trigger"
            description="Which events it handles, in Segment’s FQL."
            required
            code
            problem={textAt('trigger')}
            mend={<MendButtons mends={at('trigger')?.mends ?? []} />}
            invalid={at('trigger')?.held}
            value={trigger}
            onInput={(text) => change({ trigger: text })}
            onLeave={host.apply}
          />
          {FIELD_KEYS.map((key) => {
            const { label, description, required } = FIELDS[key]
            const place = fieldId(key, id)
            return (
              <Field
                key={key}
                id={place}
                label={label}
                description={description}
                required={Boolean(required)}
                problem={textAt(key)}
              >
                <Editor
                  id={place}
                  label={label}
                  describedBy={`${place}-description ${place}-problem`}
                  invalid={at(key)?.held}
                  value={fields[key] ?? ''}
                  onInput={(text) => change({ fields: { ...fields, [key]: text } })}
                  onLeave={host.apply}
                />
              </Field>
            )
          })}
          {host.send && <Preview mapping={mapping} />}
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
  const { event } = draft.value
  if (!event || mappingFindings(mapping).some(({ held }) => held)) return null
  const subscription = toSubscription(mapping)
  const made = plan(subscription, event, setup.value.settings, place.value)
  if (made.error) return <p class="problem">{made.error}</p>
  if (!made.trigger.matches) {
    return (
      <p class="description">
        Your event does not match: the trigger wants {wantsText(failuresOf(made.trigger), subscription.subscribe)}.
      </p>
    )
  }
  const missing = FIELD_KEYS.flatMap((key) => rowText(fieldRow(key, subscription, event, made)) ?? [])
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
