// Settings and mappings from elsewhere: Segment, or a colleague.
import { useSignal } from '@preact/signals'
import { useContext, useEffect } from 'preact/hooks'
import { CopyButton, Field } from '../Parts'
import { back, take, undo } from '../session/changes'
import { Host } from '../session/host'
import { edited, notice, ownEvent, preset, replaced, saved, scenario, setup } from '../session/state'
import { onDrop } from './drop'
import { toHash } from '../../core/setup/link'
import { opened } from './MappingForm'
import { Elsewhere, paste, settingsAddress, WANTED } from '../../core/setup/paste'
import { json } from '../../core/setup/setup'
import { noteText } from '../../core/words/paste'

export function Import() {
  const host = useContext(Host)
  const text = useSignal('')
  const writeKey = useSignal('')
  const reading = useSignal(false)
  /** Where the setup is, if an address or a write key was pasted. */
  const elsewhere = useSignal('')

  const fail = (message: string) => {
    notice.value = { tone: 'bad', lines: [message] }
  }
  const use = (pasted: string) => {
    elsewhere.value = ''
    try {
      const { setup: next, notes } = paste(pasted, setup.value, [...opened].pop())
      take(host, next, notes.map(noteText))
      text.value = ''
    } catch (error) {
      if (!(error instanceof Elsewhere)) return fail((error as Error).message)
      elsewhere.value = error.address
      notice.value = { tone: 'attention', lines: [error.message] }
    }
  }
  const read = async (address: string) => {
    reading.value = true
    const { host } = new URL(address)
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(10_000) })
      if (!response.ok) throw new Error(`${host} answered ${response.status}. Check the write key or the address.`)
      use(await response.text())
    } catch (error) {
      const { message, name } = error as Error
      const unreachable = `${host} could not be reached. Check the connection and content blockers.`
      fail(/^(TypeError|TimeoutError)$/.test(name) ? unreachable : message)
    }
    reading.value = false
  }
  const useFile = async (file: File | undefined) => file && use(await file.text())

  useEffect(() => onDrop((file) => void useFile(file)), [])

  return (
    <div class="import">
      {notice.value && (
        <div role="status" class={`said ${notice.value.tone}`}>
          {notice.value.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {elsewhere.value && (
            <button type="button" disabled={reading.value} onClick={() => void read(elsewhere.value)}>
              Read it from {new URL(elsewhere.value).host}
            </button>
          )}
        </div>
      )}
      <details open={json(saved.value) === json(preset)}>
        <summary>{host.send ? 'Use your setup from Segment' : 'Use another setup'}</summary>
        <div class="stack">
          <p class="description" id="paste-description">
            {WANTED} {host.send ? 'Or go on with the preset below.' : ''}
          </p>
          <textarea
            id="paste"
            class="code"
            rows={4}
            aria-label="Setup from Segment"
            aria-describedby="paste-description"
            placeholder="Paste here, or drop a file on the page"
            spellcheck={false}
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
          <div class="buttons">
            <button type="button" disabled={text.value.trim() === ''} onClick={() => use(text.value)}>
              Use it
            </button>
            <label class="file">
              Choose a file
              <input
                type="file"
                onChange={({ currentTarget }) => {
                  void useFile(currentTarget.files?.[0])
                  currentTarget.value = ''
                }}
              />
            </label>
          </div>
          <Field
            id="write-key"
            label="Or read it with your write key"
            description="This leaves your machine: the write key goes to cdn.segment.com."
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
              <button
                type="button"
                disabled={writeKey.value.trim() === '' || reading.value}
                onClick={() => void read(settingsAddress(writeKey.value.trim()))}
              >
                {reading.value ? 'Reading…' : 'Read'}
              </button>
            </div>
          </Field>
        </div>
      </details>
      <div class="buttons">
        {host.send && <CopyButton text={link}>Copy link</CopyButton>}
        <button type="button" disabled={!host.send && !edited.value} onClick={() => back(host)}>
          Back to the {host.origin.name}
        </button>
        {replaced.value && (
          <button type="button" onClick={() => undo(host)}>
            Undo
          </button>
        )}
      </div>
    </div>
  )
}

async function link(): Promise<string> {
  const { origin, pathname } = window.location
  return origin + pathname + (await toHash({ ...setup.value, scenario: scenario.value, event: ownEvent.value }))
}
