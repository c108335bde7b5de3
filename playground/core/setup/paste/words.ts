// Says what a text is that cannot be read, and what to do instead.

export const WANTED = 'Paste a settings document, an answer of Segment’s Public API, a mapping, or a Terraform block.'

const PASTE_JSON = 'Paste JSON: for example, the response of …/settings in the browser’s network panel.'

/** The text is where the setup is, and not the setup. */
export class Elsewhere extends Error {
  constructor(readonly address: string) {
    super('This has a write key in it. The setup is in its settings document.')
  }
}

/** The address of a source's settings document. */
export const settingsAddress = (writeKey: string) =>
  `https://cdn.segment.com/v1/projects/${encodeURIComponent(writeKey)}/settings`

/** What a text without anything to read is, by its looks. Undefined if it has brackets to look into. */
export function whatItIs(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return `It is empty. ${WANTED}`
  if (/[\0\uFFFD]/.test(trimmed)) return `This is not a text file. ${WANTED}`
  if (trimmed.startsWith('<')) {
    return `This is HTML. ${PASTE_JSON}`
  }
  if (isYaml(trimmed)) return `This is YAML. ${PASTE_JSON}`
  if (/[{[]/.test(trimmed)) return undefined
  if (/^https?:\S+$/.test(trimmed)) return `This is an address without a write key. ${WANTED}`
  return `This is plain text. ${WANTED}`
}

/** What a console shows of an object inside another. */
export const SHORTENED = /[{[](…|\.\.\.)[}\]]|\bArray\(\d+\)|\[(object )?(Object|Array)\]/

export const COPY_WHOLE =
  'A console has shortened this: it shows … or [Object] for what is inside. Whoever copied it gets the whole with copy(JSON.stringify(…)).'

/** The write key in the address of a settings document, in the snippet of Analytics.js, or on its own. */
export function writeKeyIn(text: string): string | undefined {
  const [, key] =
    /\/projects\/([\w-]+)\/settings\b/.exec(text) ??
    /\/analytics\.js\/v1\/([\w-]+)\/analytics\b/.exec(text) ??
    /analytics\.load\(\s*["']([\w-]{20,})["']/.exec(text) ??
    /^\s*([a-z\d]{20,})\s*$/i.exec(text) ??
    []
  return key
}

/** Begins with lines such as `name: Rupt`, two before any bracket, or with `---`. */
function isYaml(text: string): boolean {
  const [start] = text.split(/[{[]/)
  const [first, ...rest] = start.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  return first === '---' || (YAML_LINE.test(first) && rest.some((line) => YAML_LINE.test(line)))
}

const YAML_LINE = /^\s*(- )?["']?[@\w-]+["']?:(\s|$)/
