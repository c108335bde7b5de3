import { readFileSync } from 'node:fs'

/** As it is in Segment's monorepo, at .github/PULL_REQUEST_TEMPLATE.md. */
const template = readFileSync('test/repository/PULL_REQUEST_TEMPLATE.md', 'utf8').split('\n')

const pullRequest = readFileSync('docs/pull-request.md', 'utf8').split('\n')

const unticked = (line: string) => line.replace('- [x] ', '- [ ] ')

it('The pull request keeps every line of the template, in its order', () => {
  let from = 0
  const missing = template.filter((line) => {
    const at = pullRequest.findIndex((own, index) => index >= from && unticked(own) === line)
    if (at >= 0) from = at + 1
    return at < 0
  })
  expect(missing).toEqual([])
})

it('The pull request adds no heading beside those of the template', () => {
  const headings = (lines: string[]) => lines.filter((line) => line.startsWith('## '))
  expect(headings(pullRequest)).toEqual(headings(template))
})

it('The pull request has the ticked line for which required-secret-check.yml looks', () => {
  const [line] = template.filter((line) => line.includes('**Reviewed all field definitions**'))
  expect(pullRequest).toContain(line.replace('- [ ] ', '- [x] '))
})

it('The pull request leaves unticked what only Segment can do', () => {
  const ticked = pullRequest.filter((line) => line.startsWith('- [x] '))
  expect(ticked.filter((line) => line.includes('[Segmenters]'))).toEqual([])
  expect(ticked).toHaveLength(4)
})
