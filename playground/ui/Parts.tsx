import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { marked } from './session/state'

/** A button that copies a string, and says so. */
export function CopyButton({ children, text }: { children: string; text: () => string | Promise<string> }) {
  const [answer, setAnswer] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text())
      setAnswer('Copied')
    } catch {
      setAnswer('Could not copy')
    }
    setTimeout(() => setAnswer(''), 1500)
  }
  return (
    <button type="button" onClick={() => void copy()}>
      {answer || children}
    </button>
  )
}

/** JSON that scrolls within its box, by the keyboard too. */
export function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <figure class="json">
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} role="group" aria-label={label}>
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </figure>
  )
}

interface FieldProps {
  id: string
  label: string
  description?: string
  required?: boolean
  problem?: string
  /** What mends the problem. */
  mend?: ComponentChildren
  children: ComponentChildren
}

/** A label, what the field is for, the field, and what is wrong with it. */
export function Field({ id, label, description, required, problem = '', mend, children }: FieldProps) {
  return (
    <div class={marked.value === id ? 'field marked' : 'field'}>
      <label for={id}>
        {label}
        {required && (
          <span class="required" title="required">
            {' *'}
          </span>
        )}
      </label>
      {description && (
        <p id={`${id}-description`} class="description">
          {description}
        </p>
      )}
      {children}
      <p id={`${id}-problem`} class="problem" role="alert">
        {problem}
      </p>
      {mend}
    </div>
  )
}

interface TextProps extends Omit<FieldProps, 'children'> {
  value: string
  invalid?: boolean
  code?: boolean
  onInput: (text: string) => void
  onLeave: () => void
}

/** A field of one line. */
export function TextField({ value, invalid = false, code, onInput, onLeave, ...field }: TextProps) {
  const { id, description, required } = field
  return (
    <Field {...field}>
      <input
        id={id}
        class={code ? 'code' : undefined}
        aria-describedby={description ? `${id}-description ${id}-problem` : `${id}-problem`}
        aria-invalid={invalid}
        autocomplete="off"
        spellcheck={false}
        required={required}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onChange={onLeave}
      />
    </Field>
  )
}
