import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { destination } from '../src'

const PAPERS = ['README.md', 'CONTRIBUTING.md', 'docs/pull-request.md']

const readme = readFileSync('README.md', 'utf8')
const contributing = readFileSync('CONTRIBUTING.md', 'utf8')

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string
  scripts: Record<string, string>
}

/** The rows of the table with this first heading, without their padding. */
function table(markdown: string, heading: string): string[][] {
  const [, body] = markdown.split(new RegExp(`^\\| ${heading} .*\\n\\|[ |-]*\\n`, 'm'))
  const rows = /^(\|.*\n)*/.exec(body)![0].trimEnd().split('\n')
  return rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim())) // prettier-ignore
}

const yes = (required: unknown) => (required ? 'yes' : 'no')

describe('the README', () => {
  it('lists the settings of the definition', () => {
    expect(table(readme, 'Setting')).toEqual(
      Object.entries(destination.settings!).map(([key, { label, description, required }]) => [
        label,
        `\`${key}\``,
        yes(required),
        description
      ])
    )
  })

  it('lists the preset of the definition', () => {
    const presets = destination.presets as { name: string; subscribe: string; partnerAction: string }[]
    expect(table(readme, 'Preset')).toEqual(
      presets.map(({ name, subscribe, partnerAction }) => [
        name,
        `\`${subscribe}\``,
        destination.actions[partnerAction].title
      ])
    )
  })

  it('lists the fields of the definition, with their default mappings', () => {
    type Mapping = { '@path': string } & { '@if': { then: Mapping; else: Mapping } }
    const shown = (mapping?: Mapping): string => {
      if (!mapping) return 'none'
      if (mapping['@path']) return `\`${mapping['@path']}\``
      return `${shown(mapping['@if'].then)} if it exists, else ${shown(mapping['@if'].else)}`
    }
    expect(table(readme, 'Field')).toEqual(
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

  it('has a heading in Troubleshooting for each message of the code', () => {
    const headings = readme.split('\n').filter((line) => line.startsWith('### Rupt: '))
    const messages = ['index.ts', 'sdk.ts', 'client.ts'].flatMap((file) => {
      const source = readFileSync(`src/${file}`, 'utf8')
      return [...source.matchAll(/[`'](Rupt: .*)[`']/g)].map(([, message]) => message)
    })
    expect(messages).toHaveLength(5)
    const patterns = messages.map((message) => {
      // Anything may stand where the code fills in a value.
      const parts = message.split(/\$\{.*?\}/).map(escaped)
      return new RegExp(`^### ${parts.join('.+')}$`)
    })
    expect(patterns.filter((pattern) => !headings.some((heading) => pattern.test(heading)))).toEqual([])
    expect(headings).toHaveLength(messages.length)
  })

  it('names the tarball that npm pack writes', () => {
    const tarballs = readme.match(/segment-analytics-browser-actions-rupt-.*\.tgz/g)
    expect(new Set(tarballs)).toEqual(new Set([`segment-analytics-browser-actions-rupt-${packageJson.version}.tgz`]))
  })
})

const escaped = (string: string) => string.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

describe('CONTRIBUTING', () => {
  it('lists the scripts of package.json', () => {
    const commands = table(contributing, 'Command').map(([command]) => command.replace(/`npm (run )?|`/g, ''))
    expect(commands.sort()).toEqual(Object.keys(packageJson.scripts).sort())
  })

  it('draws the layout as it is', () => {
    const [, layout] = /\n```\n(src\/ [^`]*)```/.exec(contributing)!
    let folder = ''
    const paths = layout.trimEnd().split('\n').map((line) => {
      const [, indent, name] = /^( *)(\S+) {2}/.exec(line)!
      if (!indent) folder = name
      return indent ? folder + name : name
    }) // prettier-ignore
    expect(paths.filter((path) => !existsSync(path) || statSync(path).isDirectory() !== path.endsWith('/'))).toEqual([])
    const drawn = paths.filter((path) => /^src\/./.test(path)).map((path) => path.replace(/^src\/|\/$/g, ''))
    expect(drawn.sort()).toEqual(readdirSync('src').sort())
  })
})

describe('the changelog', () => {
  it('begins with the version of package.json', () => {
    expect(/^## (.*)$/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]).toBe(packageJson.version)
  })
})

describe('links', () => {
  const anchor = (heading: string) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-') // prettier-ignore

  it.each(PAPERS)('of %s lead to headings and files that exist', (paper) => {
    const markdown = readFileSync(paper, 'utf8')
    const anchors = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => `#${anchor(heading)}`)
    const links = [...markdown.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link)
    const broken = links.filter((link) => {
      if (link.startsWith('https://')) return false
      return link.startsWith('#')
        ? !anchors.includes(link)
        : !existsSync(`${paper.replace(basename(paper), '')}${link}`)
    })
    expect(broken).toEqual([])
  })
})
