// A mapping, read as Segment's mapping kit runs it: where its value comes from.

export type Source =
  | { kind: 'unmapped' }
  | { kind: 'constant'; value: unknown }
  /** A place in the event, or one whose name is computed. */
  | { kind: 'path'; path: string | Source }
  | { kind: 'template'; template: string | Source }
  /** `exists`: it is neither missing nor null. `filled`: it is not blank, either. */
  | { kind: 'choice'; test: 'exists' | 'filled'; of: Source; then: Source; else: Source }
  | { kind: 'case'; to: string; of: Source }
  | { kind: 'replace'; pairs: [from: string, to: string][]; of: Source }
  | { kind: 'json'; mode: string; of: Source }
  | { kind: 'flatten'; separator: string; of: Source }
  | { kind: 'merge'; of: Source[] }
  /** A list, each item with this shape, if there is one. */
  | { kind: 'each'; of: Source; shape?: Source }
  | { kind: 'transform'; apply: Source; then: Source }
  | { kind: 'withoutNull'; of: Source }
  | { kind: 'object'; parts: [name: string, Source][] }
  | { kind: 'list'; parts: Source[] }
  /** No browser runs `@liquid`; others, the mapping kit does not know. */
  | { kind: 'unable'; directive: string }

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export function sourceOf(mapping: unknown): Source {
  if (mapping === undefined) return { kind: 'unmapped' }
  if (Array.isArray(mapping)) return { kind: 'list', parts: mapping.map(sourceOf) }
  if (!isObject(mapping)) return { kind: 'constant', value: mapping }
  const directive = Object.keys(mapping).find((key) => key.startsWith('@'))
  if (directive === undefined) {
    return { kind: 'object', parts: Object.entries(mapping).map(([name, part]) => [name, sourceOf(part)]) }
  }
  const read = DIRECTIVES[directive]
  return read ? read(mapping[directive]) : { kind: 'unable', directive }
}

const options = (value: unknown) => (isObject(value) ? value : {})

const DIRECTIVES: Record<string, ((value: unknown) => Source) | undefined> = {
  '@path': (value) => ({ kind: 'path', path: typeof value === 'string' ? bare(value) : sourceOf(value) }),
  '@template': (value) => ({ kind: 'template', template: typeof value === 'string' ? value : sourceOf(value) }),
  '@if': (value) => choiceOf(options(value)),
  '@case': (value) => ({ kind: 'case', to: String(options(value).operator), of: sourceOf(options(value).value) }),
  '@replace': (value) => replacementOf(options(value)),
  '@json': (value) => ({ kind: 'json', mode: String(options(value).mode), of: sourceOf(options(value).value) }),
  '@flatten': (value) => {
    const { separator, value: of } = options(value)
    return { kind: 'flatten', separator: String(separator), of: sourceOf(of) }
  },
  '@merge': (value) => {
    const { objects } = options(value)
    return { kind: 'merge', of: Array.isArray(objects) ? objects.map(sourceOf) : [] }
  },
  '@arrayPath': (value) => {
    const [path, shape] = Array.isArray(value) ? (value as unknown[]) : []
    const of: Source = typeof path === 'string' ? { kind: 'path', path: bare(path) } : sourceOf(path)
    const shaped = isObject(shape) && Object.keys(shape).length > 0
    return shaped ? { kind: 'each', of, shape: sourceOf(shape) } : { kind: 'each', of }
  },
  '@literal': sourceOf,
  '@transform': (value) => {
    const { apply, mapping } = options(value)
    return { kind: 'transform', apply: sourceOf(apply), then: sourceOf(mapping) }
  },
  '@excludeWhenNull': (value) => ({ kind: 'withoutNull', of: sourceOf(value) })
}

/** The runtime takes `then` of `blank` where the value is not blank. */
function choiceOf({ exists, blank, then, else: otherwise }: Json): Source {
  const test = exists === undefined ? 'filled' : 'exists'
  // A falsy `else` is none.
  const last: Source = otherwise ? sourceOf(otherwise) : { kind: 'unmapped' }
  return { kind: 'choice', test, of: sourceOf(test === 'exists' ? exists : blank), then: sourceOf(then), else: last }
}

function replacementOf({ pattern, replacement, pattern2, replacement2, value }: Json): Source {
  const pairs: [string, string][] = [[String(pattern), asText(replacement)]]
  if (typeof pattern2 === 'string' && pattern2) pairs.push([pattern2, asText(replacement2)])
  return { kind: 'replace', pairs, of: sourceOf(value) }
}

const asText = (value: unknown) => (typeof value === 'string' ? value : '')

/** Only `$.` is taken off: `$userId` is a name of its own. */
const bare = (path: string) => path.replace('$.', '')

/** The places of the event that a source reads, as far as they are named in it. */
export function pathsOf(source: Source): string[] {
  return [...new Set(allPathsOf(source))]
}

function allPathsOf(source: Source): string[] {
  switch (source.kind) {
    case 'path':
      return typeof source.path === 'string' ? [source.path] : allPathsOf(source.path)
    case 'template':
      return typeof source.template === 'string' ? placeholdersOf(source.template) : allPathsOf(source.template)
    case 'choice':
      return [source.of, source.then, source.else].flatMap(allPathsOf)
    case 'case':
    case 'replace':
    case 'json':
    case 'flatten':
    case 'withoutNull':
    case 'each':
      // The shape of an item is about the item.
      return allPathsOf(source.of)
    case 'merge':
      return source.of.flatMap(allPathsOf)
    case 'transform':
      // What comes after it reads what it made.
      return allPathsOf(source.apply)
    case 'object':
      return source.parts.flatMap(([, part]) => allPathsOf(part))
    case 'list':
      return source.parts.flatMap(allPathsOf)
    default:
      return []
  }
}

const placeholdersOf = (template: string) =>
  [...template.matchAll(/\{\{\{([^}]+)\}\}\}|\{\{([^}]+)\}\}/g)].map(([, three, two]) => (three ?? two).trim())
