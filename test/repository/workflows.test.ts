import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = '.github/workflows'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const workflow = readFileSync(`${FOLDER}/${name}`, 'utf8')

  it('The workflow pins every action by its commit, and names the version', () => {
    const actions = [...workflow.matchAll(/uses: (.*)/g)].map(([, action]) => action)
    expect(actions.length).toBeGreaterThan(0)
    expect(actions.filter((action) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  })

  it('The workflow may only read the repository, unless a job says more', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\njobs:/m)
  })

  it('The workflow runs scripts that package.json has', () => {
    const run = [...workflow.matchAll(/npm run (\S+)/g)].map(([, script]) => script)
    expect(run.filter((script) => !(script in scripts))).toEqual([])
  })
})
