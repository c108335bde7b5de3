// Advice that is done at the press of a button.
import { fix } from '../session'
import { labelOf } from './fixes'
import type { Fix } from './fixes'

export function FixButtons({ fixes }: { fixes: Fix[] }) {
  const unique = [...new Map(fixes.map((one) => [labelOf(one), one])).entries()]
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
