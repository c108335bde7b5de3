// What to change in the Segment app, once the setup differs from what Segment has.
import { CopyButton } from '../Parts'
import { saved, setup } from '../session/state'
import { differences, forApi } from '../../core/setup/differences'
import { json } from '../../core/setup/setup'

export function Changes() {
  const changes = differences(saved.value, setup.value)
  if (changes.length === 0) return null
  return (
    <section id="changes" aria-labelledby="changes-title">
      <h3 id="changes-title">What to change in Segment</h3>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      <div class="buttons">
        <CopyButton text={() => changes.join('\n')}>Copy list</CopyButton>
        <CopyButton text={() => json(forApi(saved.value, setup.value))}>Copy for the Public API</CopyButton>
      </div>
    </section>
  )
}
