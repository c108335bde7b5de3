import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { parseFql, validate } from '@segment/destination-subscriptions'
import { destination } from '../src'
import { redirectUrls } from '../src/redirectUrls'

const PAPERS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/pull-request.md', 'docs/upstream-single-quotes.md']

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

describe('README', () => {
  it('README lists the settings of the definition, and what happens if each is blank', () => {
    expect(table(readme, 'Setting')).toEqual(
      Object.entries(destination.settings!).map(([key, { label, description, required }]) => [
        label,
        `\`${key}\``,
        yes(required),
        description,
        expect.stringMatching(/\.$/) as string
      ])
    )
  })

  it('README lists the preset of the definition', () => {
    const presets = destination.presets as { name: string; subscribe: string; partnerAction: string }[]
    expect(table(readme, 'Preset')).toEqual(
      presets.map(({ name, subscribe, partnerAction }) => [
        name,
        `\`${subscribe}\``,
        destination.actions[partnerAction].title
      ])
    )
  })

  it('README lists the fields of the definition, with their default mappings', () => {
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

  it('README has a heading in Troubleshooting for each message of the code', () => {
    const headings = readme.split('\n').filter((line) => line.startsWith('### Rupt: '))
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const messages = sources.flatMap((file) => {
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

  it('README names URLs that can be used, and URLs that are ignored', () => {
    const urls = (text: RegExp) => [...text.exec(readme)![0].matchAll(/`([^`]*[:/][^`]*)`/g)].map(([, url]) => url)
    const read = (url: string) => redirectUrls({ client_id: 'client-1', new_account_url: url })

    const usable = urls(/^A URL can be absolute[^]*?\(`\/logout`\)/m)
    expect(usable).toHaveLength(3)
    for (const url of usable) expect([url, read(url).unusable]).toEqual([url, []])

    const ignored = [...urls(/An absolute one needs[^]*?are\n/), ...urls(/^- has `https:`[^]*?tel:911`/m)]
    expect(ignored).toContain('example.com/logout')
    for (const url of ignored.filter((url) => !/^https?:$/.test(url))) {
      expect([url, read(url).unusable]).toEqual([url, ['new_account_url']])
    }
  })

  it('README names triggers that the runtime reads as the text says', () => {
    const triggers = [...readme.matchAll(/`(type = "[^`]*)`/g)].map(([, trigger]) => trigger)
    expect(triggers).toEqual(expect.arrayContaining(['type = "page"', 'type = "identify"']))
    expect(triggers.filter((trigger) => 'error' in parseFql(trigger))).toEqual([])

    const [paying] = triggers.filter((trigger) => trigger.includes('paying'))
    const takes = (properties: object) => validate(parseFql(paying), { type: 'page', properties })
    expect([takes({ paying: true }), takes({ paying: false }), takes({})]).toEqual([true, false, false])
  })

  it('README names the stages that the issue form asks for', () => {
    const stages = table(readme, 'Stage').map(([stage]) => stage.replace(/^\d\. /, ''))
    expect(stages).toHaveLength(5)
    const form = readFileSync('.github/ISSUE_TEMPLATE/problem.yml', 'utf8')
    expect(stages.filter((stage) => !form.includes(`- ${stage}\n`))).toEqual([])
  })

  it('README names the tarball that npm pack writes', () => {
    const tarballs = readme.match(/segment-analytics-browser-actions-rupt-.*\.tgz/g)
    expect(new Set(tarballs)).toEqual(new Set([`segment-analytics-browser-actions-rupt-${packageJson.version}.tgz`]))
  })
})

const escaped = (string: string) => string.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

describe('CONTRIBUTING', () => {
  it('CONTRIBUTING lists the scripts of package.json', () => {
    const commands = table(contributing, 'Command').map(([command]) => command.replace(/`npm (run )?|`/g, ''))
    expect(commands.sort()).toEqual(Object.keys(packageJson.scripts).sort())
  })

  it('CONTRIBUTING draws the layout as it is', () => {
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

describe('CHANGELOG', () => {
  it('CHANGELOG begins with the version of package.json', () => {
    expect(/^## (.*)$/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]).toBe(packageJson.version)
  })
})

describe('Links', () => {
  const anchor = (heading: string) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-') // prettier-ignore

  const anchors = (paper: string) =>
    [...readFileSync(paper, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading))

  it.each(PAPERS)('Links in %s lead to headings and files that exist', (paper) => {
    const links = [...readFileSync(paper, 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link)
    const broken = links.filter((link) => {
      if (link.startsWith('https://')) return false
      const [file, heading] = link.split('#')
      const target = file ? posix.join(posix.dirname(paper), file) : paper
      return !existsSync(target) || (heading && !anchors(target).includes(heading))
    })
    expect(broken).toEqual([])
  })
})
