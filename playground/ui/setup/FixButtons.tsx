// Advice that is done at the press of a button.
import { fix, ownSite } from '../session'
import { labelOf } from '../../core/setup/mends'
import type { Fix } from '../../core/setup/mends'

export function FixButtons({ fixes }: { fixes: Fix[] }) {
  const possible = fixes.filter(({ kind }) => !ownSite.value || !['traits', 'identified'].includes(kind))
  const unique = [...new Map(possible.map((one) => [labelOf(one), one])).entries()]
  if (unique.length === 0) return null
  return (
    <div class="buttons">
      {unique.map(([label, one]) => (
        <button key={label} type="button" class="fix" onClick={() => fix(one)}>
          {label}
        </button>
      ))}
    </div>
  )
}
