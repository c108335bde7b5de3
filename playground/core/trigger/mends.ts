// A trigger mended token by token: what is in quotes stays as it is.
import { doubleQuoted } from '../../../src/triggers'
import { EVENT_TYPES } from '../log/sighting'
import { contentOf, textOf, tokensOf } from './tokens'
import type { Token } from './tokens'

export interface TriggerMend {
  kind: 'equals' | 'type' | 'quotes' | 'words'
  trigger: string
}

/** The trigger with what is wrong set right, by what is most in the way. Each is of use only if it is then read as it is written. */
export function mendsOf(trigger: string): TriggerMend[] {
  const mends: [TriggerMend['kind'], (tokens: Token[]) => Token[]][] = [
    ['equals', withOneEquals],
    ['words', withSmallWords],
    ['type', withKnownTypes]
  ]
  let tokens = tokensOf(trigger)
  const kinds: TriggerMend['kind'][] = []
  for (const [kind, mend] of mends) {
    const mended = mend(tokens)
    if (textOf(mended) !== textOf(tokens)) kinds.push(kind)
    tokens = mended
  }
  const mended = doubleQuoted(textOf(tokens))
  if (kinds.length === 0 && mended !== trigger) kinds.push('quotes')
  return kinds.slice(0, 1).map((kind) => ({ kind, trigger: mended }))
}

/** `==`, `===` and `is`, where an operator belongs. */
function withOneEquals(tokens: Token[]): Token[] {
  const first = tokens.filter((token, index) => !(isEquals(token) && isEquals(tokens[index - 1])))
  return first.map((token, index) => {
    const [before, after] = [spaced(first, index, -1), spaced(first, index, 1)]
    const compares = token.kind === 'word' && /^(is|equals)$/i.test(token.text)
    const between =
      before?.kind === 'word' && (after?.kind === 'text' || after?.kind === 'number' || after?.kind === 'word')
    return compares && between ? { kind: 'operator', text: '=' } : token
  })
}

const isEquals = (token: Token | undefined) => token?.text === '=' && token.kind === 'operator'

/** The next token that is no space. Undefined where there is none between: `properties.is` is a name. */
function spaced(tokens: Token[], index: number, step: 1 | -1): Token | undefined {
  return tokens[index + step]?.kind === 'space' ? tokens[index + 2 * step] : undefined
}

/** `AND`, `OR`: the runtime takes them for names, and drops them. */
const withSmallWords = (tokens: Token[]): Token[] =>
  tokens.map((token, index) =>
    token.kind === 'word' && /^(and|or)$/i.test(token.text) && spaced(tokens, index, 1)
      ? { ...token, text: token.text.toLowerCase() }
      : token
  )

/** `type = "Page"`. */
function withKnownTypes(tokens: Token[]): Token[] {
  const solid = tokens.filter(({ kind }) => kind !== 'space')
  return tokens.map((token) => {
    const at = solid.indexOf(token)
    const type = contentOf(token).toLowerCase()
    const compared = solid[at - 2]?.text === 'type' && solid[at - 3]?.text !== '.' && solid[at - 1].kind === 'operator'
    if (!compared || !EVENT_TYPES.includes(type) || contentOf(token) === type) return token
    return { ...token, text: token.kind === 'text' ? `"${type}"` : type }
  })
}
