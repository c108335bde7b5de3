// What was typed after `npm run visit --`.
import { parseArgs } from 'node:util'
import { LIVE, SCENARIOS } from '../core/running'

const NAMES = Object.keys(SCENARIOS)

export interface Options {
  /** The site; with `check`, a settings document's address or file. */
  target: string
  rupt: string
  setup?: string
  send: boolean
  headless: boolean
  check: boolean
  yes: boolean
  help: boolean
}

export const USAGE = `npm run visit -- URL [--rupt ${NAMES.join('|')}]
                    [--setup FILE] [--send] [--headless] [--yes]
npm run visit -- --check URL-OR-FILE`

const OPTIONS = {
  rupt: { type: 'string', default: 'within' },
  setup: { type: 'string' },
  send: { type: 'boolean', default: false },
  headless: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false }
} as const

/** Throws an error that says how the command is used. */
export function readArguments(args: string[], asks: boolean): Options {
  const { values, positionals } = parse(args)
  if (values.help) return { ...values, target: '' }
  if (positionals.length !== 1) throw new Error(`Name one ${values.check ? 'settings document' : 'site'}.\n${USAGE}`)
  const [typed] = positionals
  const options = { ...values, target: values.check && !isAddress(typed) ? typed : address(typed) }

  if (!NAMES.includes(options.rupt)) {
    throw new Error(`--rupt cannot be ${options.rupt}. It is one of ${NAMES.join(', ')}.`)
  }
  if (options.rupt === LIVE && !asks && !options.yes) {
    throw new Error('With --rupt live, requests to Rupt leave this machine. There is no terminal to ask in: add --yes.')
  }
  return options
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\. To specify.*$/s, '.')}\n${USAGE}`)
  }
}

const isAddress = (text: string) => /^https?:/i.test(text)

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])([:/?#]|$)/i

/** The URL of what someone types as an address. */
function address(typed: string): string {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `${LOCAL.test(typed) ? 'http' : 'https'}://${typed}`
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new Error(`${typed} is not the address of a site, such as https://staging.example.com.`)
  }
  return parsed.href
}
