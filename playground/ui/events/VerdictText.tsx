import type { Tone, Verdict } from '../../core/verdict/verdict'
import { mappingName, verdictText } from '../../core/words/verdicts'

/** The sign of each tone: its path in a 16 × 16 box, and its label. */
const SIGNS: Record<Tone, [path: string, means: string]> = {
  good: ['M3 8.5l3.5 3.5L13 4.5', 'Good'],
  attention: ['M8 2.5v7M8 13v.5', 'Attention'],
  bad: ['M4 4l8 8M12 4l-8 8', 'Bad'],
  waiting: ['M3 8h.5M8 8h.5M13 8h.5', 'Waiting'],
  quiet: ['M4 8h8', 'Nothing to do']
}

export function Sign({ tone }: { tone: Tone }) {
  const [path, means] = SIGNS[tone]
  return (
    <svg class={`sign ${tone}`} viewBox="0 0 16 16" role="img" aria-label={means}>
      <path d={path} />
    </svg>
  )
}

/** A verdict: its subject, then the answer. */
export function VerdictText({ title, verdict }: { title: string; verdict: Verdict }) {
  return <Answer title={title} mapping={mappingName(verdict)} tone={verdict.tone} text={verdictText(verdict)} />
}

interface AnswerProps {
  title: string
  mapping?: string
  tone: Tone
  text: string
}

export function Answer({ title, mapping, tone, text }: AnswerProps) {
  return (
    <span class={`verdict ${tone}`}>
      <Sign tone={tone} />
      <span>
        {title}
        {mapping && <b> · {mapping}</b>} · <span class={`text ${tone}`}>{text}</span>
      </span>
    </span>
  )
}
