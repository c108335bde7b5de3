// Reads `segment_destination_subscription` of Segment's Terraform provider.
import { readJson } from '../json'

export const isTerraform = (text: string) => /\bjsonencode\s*\(|^\s*resource\s+"segment_/m.test(text)

/** The subscriptions of a Terraform file. Throws if there are none. */
export function readTerraform(text: string): Record<string, unknown>[] {
  const blocks = text
    .split(/^(?=[ \t]*resource\s+")/m)
    .filter((block) => /\bjsonencode\s*\(/.test(block))
    .filter((block) => !/^\s*resource\s+"/.test(block) || /"segment_destination_subscription"/.test(block))
  if (blocks.length === 0) {
    throw new Error(
      'This is Terraform without a mapping. Paste a block of segment_destination_subscription, with its trigger and settings.'
    )
  }
  return blocks.map((block) => ({
    name: attribute(block, 'name'),
    actionSlug: 'attach',
    enabled: !/^\s*enabled\s*=\s*false/m.test(block),
    trigger: attribute(block, 'trigger'),
    settings: readJson(asJson(argument(block)))
  }))
}

function attribute(block: string, name: string): string | undefined {
  const [, text] = new RegExp(`^\\s*${name}\\s*=\\s*("(?:\\\\.|[^"\\\\])*")`, 'm').exec(block) ?? []
  return text === undefined ? undefined : String(readJson(text))
}

/** What is between the brackets of `jsonencode(…)`. */
function argument(block: string): string {
  const start = block.search(/\bjsonencode\s*\(/)
  const text = block.slice(block.indexOf('(', start) + 1)
  let depth = 1
  const end = [...text.matchAll(/"(?:\\.|[^"\\])*"|[()]/g)].find(([token]) => {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    return depth === 0
  })
  return text.slice(0, end?.index)
}

/** Objects of Terraform's have `=` after the key and a line break after the value. */
const asJson = (text: string) =>
  text
    .replace(
      /("(?:\\.|[^"\\])*"|[\w-]+)\s*=(?!=)\s*/g,
      (_, key: string) => `${key.startsWith('"') ? key : `"${key}"`}: `
    )
    .replace(/(["}\]\w])[ \t]*\n(?=\s*["\w])/g, '$1,\n')
