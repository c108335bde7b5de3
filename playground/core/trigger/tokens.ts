// The tokens of a trigger, as the lexer of Segment's runtime has them. Joined again, they are the text.

export interface Token {
  kind: 'space' | 'text' | 'operator' | 'sign' | 'number' | 'word'
  text: string
}

const KINDS: [Token['kind'], RegExp][] = [
  ['space', /\s+/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['operator', /!=|<=|>=|[=<>]/y],
  ['sign', /[!(),.[\]]/y],
  ['number', /[-+]?\d[\d.]*|[-+]/y],
  ['word', /(?:\\[^]|[^\s"'=<>!(),.[\]\\])+|\\$|["']/y]
]

export function tokensOf(trigger: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < trigger.length;) {
    const token = tokenAt(trigger, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function tokenAt(trigger: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at
    const [text] = pattern.exec(trigger) ?? []
    if (text) return { kind, text }
  }
  return { kind: 'word', text: trigger[at] }
}

export const textOf = (tokens: Token[]) => tokens.map(({ text }) => text).join('')

/** What a text or a word stands for. */
export const contentOf = ({ kind, text }: Token) =>
  kind === 'text' ? text.slice(1, -1) : kind === 'word' ? text.replace(/\\([^])/g, '$1') : text
