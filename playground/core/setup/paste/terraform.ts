// Reads blocks of Segment's provider for Terraform, as Segment exports them and as people write them.

export const isTerraform = (text: string) => /^\s*resource\s+"|\bjsonencode\s*\(/m.test(text)

const RESOURCE = /\bresource\s+"segment_(destination|destination_subscription)"\s+"[^"]*"\s*(?=\{)/g

type Block = Record<string, unknown>

/** Returns what Segment's Public API calls it: a subscription, or several and the settings of the destination. */
export function readTerraform(text: string): unknown {
  const blocks = [...text.matchAll(RESOURCE)].map(({ 0: { length }, 1: kind, index }) => ({
    kind,
    block: readValue(text, index + length) as Block
  }))
  if (blocks.length === 1 && blocks[0].kind === 'destination_subscription') return blocks[0].block
  const ofKind = (wanted: string) => blocks.filter(({ kind }) => kind === wanted).map(({ block }) => block)
  const [settings] = ofKind('destination').flatMap((block) => block.settings ?? [])
  const subscriptions = ofKind('destination_subscription')
  if (subscriptions.length > 0) return { settings, subscriptions }
  if (settings) return { settings }
  if (/^\s*resource\s+"/m.test(text)) {
    throw new Error('This is Terraform without a mapping. Paste a block of segment_destination_subscription.')
  }
  return /^\s*jsonencode\b/.test(text) ? readValue(text, 0) : readValue(`{${text}\n}`, 0)
}

/** After space and comments: a string, a name or number, a sign, or the end. */
const TOKEN =
  /(?:\s|#.*|\/\/.*|\/\*[^]*?\*\/)*("(?:\\.|[^"\\\n])*"|-?[\w$](?:[\w.*-]|\[[^\]\n]*\](?=\.))*|[{}[\]()=:,]|$)/y

const WORDS: Block = { true: true, false: false, null: null }

/** The value that begins at `start`. What only Terraform knows, such as a variable, is undefined. */
function readValue(text: string, start: number): unknown {
  TOKEN.lastIndex = start
  let token = ''
  const next = () => {
    const read = token
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(text)?.[1]
    if (found === undefined) throw new Error(failure(text, at))
    token = found
    return read
  }
  const items = (end: string, readItem: () => void) => {
    while (token !== end) {
      if (token === '') throw new Error('This Terraform ends in the middle. Copy the whole block.')
      readItem()
      if (token === ',') next()
    }
    next()
  }
  const object = () => {
    const read: Block = {}
    items('}', () => {
      const key = next()
      // Without a sign in between, this is a block.
      if (token === '=' || token === ':') next()
      read[key.startsWith('"') ? (JSON.parse(key) as string) : key] = value()
    })
    return read
  }
  const list = (end: string) => {
    const read: unknown[] = []
    items(end, () => read.push(value()))
    return read
  }
  const value = (): unknown => {
    const first = next()
    if (first === '{') return object()
    if (first === '[') return list(']')
    if (/^["\d-]/.test(first)) return JSON.parse(first)
    if (token !== '(') return WORDS[first]
    next()
    const [argument] = list(')')
    return first === 'jsonencode' ? argument : undefined
  }
  next()
  return value()
}

function failure(text: string, at: number): string {
  const rest = text.slice(at)
  const index = at + rest.length - rest.trimStart().length
  const line = text.slice(0, index).split('\n').length
  return `Line ${line} of this Terraform cannot be read: “${text.slice(index).split('\n')[0]}”. Write its value as JSON.`
}
