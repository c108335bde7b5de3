// The whole setup in the address's hash, so that a colleague can open it.
import { LIVE } from '../running'
import { FIELD_KEYS, MAX_MAPPINGS, SETTING_KEYS, TITLE } from '../definition'
import type { Mapping, Setup } from './setup'

/** What a link holds. */
export interface Linked extends Setup {
  scenario: string
  event: string
}

const PREFIX = '#setup='

/** More than fifty long mappings need, and too little to unpack into what a tab cannot hold. */
const MAX_CHARACTERS = 100_000

export async function toHash(linked: Linked): Promise<string> {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(linked)))
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return PREFIX + btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/**
 * Returns undefined if the hash is not a link. Nothing in it is trusted: strings are treated as if typed, and the rest is
 * dropped. Throws if the link is broken.
 */
export async function fromHash(hash: string, scenarios: string[]): Promise<Linked | undefined> {
  if (!hash.startsWith(PREFIX)) return undefined
  try {
    if (hash.length > MAX_CHARACTERS) throw new Error()
    const binary = atob(hash.slice(PREFIX.length).replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const text = new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes))
    return read(JSON.parse(text) as Partial<Record<keyof Linked, unknown>>, scenarios)
  } catch {
    throw new Error('This link is incomplete or damaged, and was not opened. Copy the whole link again.')
  }
}

function read(
  { settings, mappings, scenario, event }: Partial<Record<keyof Linked, unknown>>,
  scenarios: string[]
): Linked {
  if (!Array.isArray(mappings)) throw new Error()
  return {
    settings: strings(settings, SETTING_KEYS),
    mappings: mappings.slice(0, MAX_MAPPINGS).map(readMapping),
    // A link never starts Live.
    scenario: typeof scenario === 'string' && scenario !== LIVE && scenarios.includes(scenario) ? scenario : 'within',
    event: typeof event === 'string' ? event : ''
  }
}

function readMapping(value: unknown, index: number): Mapping {
  const { name, enabled, trigger, fields } = (value ?? {}) as Partial<Record<keyof Mapping, unknown>>
  return {
    id: String(index + 1),
    name: typeof name === 'string' ? name : TITLE,
    enabled: enabled !== false,
    trigger: typeof trigger === 'string' ? trigger : '',
    fields: strings(fields, FIELD_KEYS)
  }
}

/** The strings under these keys. */
function strings<Key extends string>(value: unknown, keys: Key[]): { [key in Key]?: string } {
  const found = Object(value) as Record<string, unknown>
  return Object.fromEntries(keys.map((key) => [key, typeof found[key] === 'string' ? found[key] : ''])) as {
    [key in Key]?: string
  }
}

/** The bytes that a stream makes of these. */
async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const piped = new Response(bytes as never).body!.pipeThrough(stream as never)
  return new Uint8Array(await new Response(piped).arrayBuffer())
}
