import { readFileSync } from 'node:fs'
import { destination } from '../src'

const readme = readFileSync('README.md', 'utf8')

/** The rows of its tables, without the padding. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())) // prettier-ignore

const after = (heading: string, columns: number) => {
  const start = rows.findIndex((row) => row[0] === heading && row.length === columns)
  const end = rows.findIndex((row, index) => index > start + 1 && /^(Preset|Field|When|Command)$/.test(row[0]))
  return rows.slice(start + 2, end)
}

const yes = (required: unknown) => (required ? 'yes' : 'no')

it('has the settings of the definition', () => {
  expect(after('Setting', 4)).toEqual(
    Object.entries(destination.settings!).map(([key, { label, description, required }]) => [
      label,
      `\`${key}\``,
      yes(required),
      description
    ])
  )
})

it('has the preset of the definition', () => {
  const presets = destination.presets as { name: string; subscribe: string; partnerAction: string }[]
  expect(after('Preset', 3)).toEqual(
    presets.map(({ name, subscribe, partnerAction }) => [
      name,
      `\`${subscribe}\``,
      destination.actions[partnerAction].title
    ])
  )
})

it('has the fields of the definition, with their default mappings', () => {
  type Mapping = { '@path': string } & { '@if': { then: Mapping; else: Mapping } }
  const shown = (mapping?: Mapping): string => {
    if (!mapping) return 'none'
    if (mapping['@path']) return `\`${mapping['@path']}\``
    return `${shown(mapping['@if'].then)} if it exists, else ${shown(mapping['@if'].else)}`
  }
  expect(after('Field', 6)).toEqual(
    Object.entries(destination.actions.attach.fields).map(([key, field]) => [
      field.label,
      `\`${key}\``,
      field.type,
      yes(field.required),
      field.description,
      shown(field.default as Mapping)
    ])
  )
})

it('heads its troubleshooting with each message of the code', () => {
  const headings = readme.split('\n').filter((line) => line.startsWith('### Rupt: '))
  const messages = ['index.ts', 'sdk.ts', 'client.ts'].flatMap((file) => {
    const source = readFileSync(`src/${file}`, 'utf8')
    return [...source.matchAll(/[`'](Rupt: .*)[`']/g)].map(([, message]) => message)
  })
  expect(messages).toHaveLength(5)
  // What the code fills in may be anything.
  const patterns = messages.map(
    (message) =>
      new RegExp(
        '^### ' +
          message
            .split(/\$\{.*?\}/)
            .map(escaped)
            .join('.+') +
          '$'
      )
  )
  expect(patterns.filter((pattern) => !headings.some((heading) => pattern.test(heading)))).toEqual([])
  expect(headings).toHaveLength(messages.length)
})

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

it('has every script', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const commands = rows.map(([command]) => command)
  expect(
    Object.keys(scripts).filter(
      (name) => !commands.some((command) => command === `\`npm ${name}\`` || command === `\`npm run ${name}\``)
    )
  ).toEqual([])
})
