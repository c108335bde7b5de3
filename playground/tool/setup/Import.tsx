// Settings and mappings from elsewhere: Segment, or a colleague.
import { useSignal } from '@preact/signals'
import { Editor } from '../Editor'
import { CopyButton, Field } from '../Parts'
import { ownEvent, replace, replaced, said, scenario, setup, undo } from '../session'
import { toHash } from './link'
import { paste, WANTED } from './paste'
import { defaultSetup } from './setup'

export function Import() {
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
