// Advice that is done at the press of a button.
import { useContext } from 'preact/hooks'
import { isPossible, mend } from '../session/changes'
import { Host } from '../session/host'
import { mendLabel } from '../../core/words/mends'
import type { Mend } from '../../core/mend'

export function MendButtons({ mends }: { mends: Mend[] }) {
  const host = useContext(Host)
  const possible = mends.filter((one) => isPossible(host, one))
  const unique = [...new Map(possible.map((one) => [mendLabel(one), one])).entries()]
  if (unique.length === 0) return null
  return (
    <div class="buttons">
      {unique.map(([label, one]) => (
        <button key={label} type="button" class="fix" onClick={() => mend(host, one)}>
          {label}
        </button>
      ))}
    </div>
  )
}
