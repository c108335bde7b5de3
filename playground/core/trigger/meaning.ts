// What a trigger says to whoever reads it, to be held against what Segment's runtime makes of it.
import type { Condition } from '@segment/destination-subscriptions'
import { contentOf, tokensOf } from './tokens'
import type { Token } from './tokens'

type Leaf = Exclude<Condition, { type: 'group' }>

const ROOTS: Record<string, Leaf['type']> = {
  type: 'event-type',
  event: 'event',
  name: 'name',
  userId: 'userId',
  properties: 'event-property',
  traits: 'event-trait',
  context: 'event-context'
}

/** Returns the conditions with `and` before `or`, or undefined where the text has no such meaning. */
export function meaningOf(trigger: string): Condition | undefined {
  const reader = new Reader(tokensOf(trigger).filter(({ kind }) => kind !== 'space'))
  const condition = reader.any()
  return reader.isAtEnd() ? condition : undefined
}

class Reader {
  private at = 0

  constructor(private readonly tokens: Token[]) {}

  isAtEnd = () => this.at === this.tokens.length

  any = (): Condition | undefined => this.joined('or', () => this.joined('and', () => this.one()))

  private joined(word: 'and' | 'or', read: () => Condition | undefined): Condition | undefined {
    const children = [read()]
    while (this.takesWord(word)) children.push(read())
    if (children.includes(undefined)) return undefined
    return children.length > 1 ? { type: 'group', operator: word, children: children as Condition[] } : children[0]
  }

  private one(): Condition | undefined {
    if (this.takes('(')) {
      const inside = this.any()
      return this.takes(')') ? inside : undefined
    }
    const negated = this.takes('!')
    const [name, bracket] = [this.tokens[this.at], this.tokens[this.at + 1]]
    const called = name?.kind === 'word' && bracket?.text === '('
    if (called && /^(contains|match)$/.test(name.text)) {
      this.at += 2
      return this.call(name.text, negated)
    }
    return negated ? undefined : this.comparison()
  }

  private call(name: string, negated: boolean): Condition | undefined {
    const place = this.place()
    const value = this.takes(',') ? this.tokens[this.at++] : undefined
    if (!place || value?.kind !== 'text' || !this.takes(')') || place.type === 'event-type') return undefined
    const text = contentOf(value)
    const not = negated ? 'not_' : ''
    if (name === 'contains') return { ...place, operator: `${not}contains`, value: text } as Condition
    // One star, at one end, is all that the runtime knows.
    const [, start, end] = /^(?:([^*]*)\*|\*([^*]*))$/.exec(text) ?? []
    if (start !== undefined) return { ...place, operator: `${not}starts_with`, value: start } as Condition
    return end === undefined ? undefined : ({ ...place, operator: `${not}ends_with`, value: end } as Condition)
  }

  private comparison(): Condition | undefined {
    const place = this.place()
    const [operator, value] = [this.tokens[this.at++], this.tokens[this.at++]]
    if (!place || operator?.kind !== 'operator' || !value) return undefined
    const compared = comparisonWith(operator.text, value)
    return compared && ({ ...place, ...compared } as Condition)
  }

  /** `properties.plan`: a root that the runtime knows, with a name below it where it has any. */
  private place(): Pick<Leaf, 'type'> | undefined {
    const root = this.tokens[this.at++]
    const names: string[] = []
    while (this.takes('.')) names.push(this.name())
    const type = root?.kind === 'word' ? ROOTS[root.text] : undefined
    if (!type || names.includes('') || type.startsWith('event-') !== (names.length > 0 || type === 'event-type')) {
      return undefined
    }
    if (type === 'event-type') return names.length === 0 ? { type } : undefined
    return names.length > 0 ? ({ type, name: names.join('.') } as Leaf) : { type }
  }

  /** A word that the runtime takes for none of its own. */
  private name(): string {
    const token = this.tokens[this.at++]
    return token?.kind === 'word' && !/^(and|or|null)$/.test(token.text) ? contentOf(token) : ''
  }

  private takes(sign: string): boolean {
    const there = this.tokens[this.at]?.kind === 'sign' && this.tokens[this.at].text === sign
    if (there) this.at++
    return there
  }

  private takesWord(word: string): boolean {
    const token = this.tokens[this.at]
    const there = token?.kind === 'word' && token.text.toLowerCase() === word
    if (there) this.at++
    return there
  }
}

function comparisonWith(operator: string, token: Token): { operator: string; value?: unknown } | undefined {
  const content = contentOf(token)
  const equals = operator === '='
  if (!equals && operator !== '!=') {
    const value = token.kind === 'number' ? Number(content) : content
    return token.kind !== 'word' && content !== '' && Number.isFinite(Number(content)) ? { operator, value } : undefined
  }
  if (token.kind === 'number') {
    return { operator: equals ? 'number_equals' : 'number_not_equals', value: Number(content) }
  }
  if (token.kind === 'text') return { operator, value: content }
  if (token.kind !== 'word') return undefined
  if (content === 'null') return { operator: equals ? 'not_exists' : 'exists' }
  if (content === 'true' || content === 'false') {
    return equals ? { operator: `is_${content}` } : { operator, value: content === 'true' }
  }
  return { operator, value: content }
}

/** The same conditions without groups of one, and without groups inside of their like. */
export function flat(condition: Condition): Condition {
  if (condition.type !== 'group') return condition
  const { operator } = condition
  const children = condition.children
    .map(flat)
    .flatMap((child) => (child.type === 'group' && child.operator === operator ? child.children : [child]))
  return children.length === 1 ? children[0] : { type: 'group', operator, children }
}
