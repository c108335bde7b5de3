import { readArguments } from '../../playground/visit/arguments'

const read = (...args: string[]) => readArguments(args, true)

test.each([
  ['staging.example.com', 'https://staging.example.com/'],
  ['staging.example.com:8443/a?b=c', 'https://staging.example.com:8443/a?b=c'],
  ['localhost', 'http://localhost/'],
  ['localhost:3000/dash', 'http://localhost:3000/dash'],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
  ['localhost.example.com', 'https://localhost.example.com/'],
  ['HTTP://example.com', 'http://example.com/']
])('%s is read as the site %s', (typed, target) => {
  expect(read(typed).target).toBe(target)
})

test.each(['ftp://example.com', 'javascript://x', 'https://', 'a b'])(
  '%s is refused as the address of a site',
  (typed) => {
    expect(() => read(typed)).toThrow(/is not the address of a site, such as https:\/\/staging\.example\.com\./)
  }
)

test('Options are off, and Rupt answers within the limit, unless chosen otherwise', () => {
  expect(read('example.com')).toMatchObject({ rupt: 'within', send: false, headless: false, check: false, yes: false })
  expect(read('example.com', '--rupt', 'over', '--send', '--headless', '--setup', 'a.json')).toMatchObject({
    rupt: 'over',
    send: true,
    headless: true,
    setup: 'a.json'
  })
})

test('An unknown option and an unknown answer of Rupt are named in the error', () => {
  expect(() => read('example.com', '--bogus')).toThrow("Unknown option '--bogus'.\nnpm run visit -- URL")
  expect(() => read('example.com', '--rupt', 'bogus')).toThrow('--rupt cannot be bogus. It is one of within, over,')
})

test('The command takes exactly one site', () => {
  expect(() => read()).toThrow('Name one site.')
  expect(() => read('a.example', 'b.example')).toThrow('Name one site.')
})

test('Live needs --yes where there is no terminal', () => {
  expect(() => readArguments(['--rupt', 'live', 'example.com'], false)).toThrow('add --yes')
  expect(readArguments(['--rupt', 'live', '--yes', 'example.com'], false).rupt).toBe('live')
})

test('--check takes a file or an address', () => {
  expect(read('--check', 'docs/settings.json').target).toBe('docs/settings.json')
  expect(read('--check', 'https://cdn.segment.com/v1/projects/key/settings').target).toContain('/v1/projects/key/')
})

test('--help needs no site', () => {
  expect(readArguments(['--help'], true).help).toBe(true)
})
