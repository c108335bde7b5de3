import { readText } from '../../../../playground/core/setup/paste/readText'
import { Elsewhere } from '../../../../playground/core/setup/paste'

const value = { name: 'Ada’s “A”', list: [1, { url: 'https://x.test//[' }] }
const json = JSON.stringify(value)

describe('Readable text', () => {
  it.each([
    ['JSON', json],
    ['JSON over many lines', JSON.stringify(value, null, 2)],
    ['JSON with a byte order mark', `\uFEFF${json}`],
    ['a literal of JavaScript', "{ name: 'Ada’s “A”', list: [1, { url: 'https://x.test//[', },], }"],
    ['JSON with comments', `// of Segment's CDN\n${json} /* the { end */`],
    ['a comment with a bracket before it', `// {\n/* [ */ ${json}`],
    ['an assignment', `const settings = ${json};`],
    ['an export', `export default ${json}\n`],
    ['a call', `analytics.load('x', ${json})`],
    ['a code fence', '```json\n' + json + '\n```'],
    ['prose', `Here’s what I've got [1]: ${json} Does it (really) work?`],
    ['an answer with its headers', `HTTP/2 200\ncontent-type: application/json\nserver: x\n\n${json}`],
    ['JSON in a string', JSON.stringify(json)],
    ['JSON in a string in a string', JSON.stringify(JSON.stringify(json))],
    ['the inside of such a string', JSON.stringify(json).slice(1, -1)],
    ['the inside of such a string, over two lines', `${JSON.stringify(json).slice(1, -2)}\n}`],
    ['what is between the brackets', json.slice(1, -1)],
    ['what is between the brackets, with a comma after it', `${json.slice(1, -1)},\n`]
  ])('The value is read from %s', (_, text) => {
    expect(readText(text)).toEqual(value)
  })

  it.each([
    ['double', '{ “name”: “Rupt”, “list”: [“a”] }'],
    ['single', '{ ‘name’: ‘Rupt’, ‘list’: [‘a’] }'],
    ['low', '{ „name“: „Rupt“, „list“: [„a“] }'],
    ['fenced', '```\n{ “name”: “Rupt”, “list”: [“a”] }\n```']
  ])('Text in curly quotes is read: %s', (_, text) => {
    expect(readText(text)).toEqual({ name: 'Rupt', list: ['a'] })
  })

  it('Objects one after another are read as a list', () => {
    expect(readText('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }])
  })
})

describe('Unreadable text', () => {
  it.each([
    ['Empty text', ' \n', 'It is empty.'],
    ['HTML', '\n<!doctype html><script>{}</script>', 'This is HTML. Paste JSON'],
    ['YAML', '# ours\nname: Rupt\nsettings:\n  list: {"a": 1}\n', 'This is YAML. Paste JSON'],
    ['YAML with its mark', '---\nname: Rupt', 'This is YAML.'],
    ['A list in YAML', '- name: Rupt\n  enabled: true\n', 'This is YAML.'],
    ['A picture', '\uFFFDPNG\r\n\0\0{', 'This is not a text file.'],
    [
      'An address without a write key',
      'https://app.segment.com/my-workspace',
      'This is an address without a write key.'
    ],
    ['Plain text', 'Hello there', 'This is plain text.'],
    [
      'Text without its end',
      json.slice(0, -3),
      'The text ends in the middle, after “…:[1,{"url":"https://x.test//["”.'
    ],
    ['Text that ends within a string', '{ "name": "Ru', 'The text ends in the middle, after “{ "name": "Ru”.'],
    ['Text without a bracket', '{"list": [1}', 'Not JSON: “}” is not expected, after “{"list": [1”.'],
    ['Text without a quote', '{ "a": "x, "b": "y" }', 'Not JSON: “b” is not expected, after “{ "a": "x, "”.'],
    [
      'A mistake in a minified document',
      `{"list":[${'{"a":1},'.repeat(200)}{"a":oops}]}`,
      'Not JSON: “o” is not expected at character 1615, after “…,{"a":1},{"a":1},'
    ],
    [
      'A mistake in a document of many lines, in prose',
      'This is [mine]:\n\n  {\n    "a": 1\n    "b": 2\n  }',
      'Not JSON: “"” is not expected in line 5, after'
    ],
    ['What Chrome’s console shortens', "{name: 'Rupt', settings: {…}}", 'A console has shortened this'],
    ['What Firefox’s console shortens', 'Array [ {…}, {…} ]', 'A console has shortened this'],
    ['A list that a console shortens', '{remotePlugins: Array(3)}', 'A console has shortened this'],
    ['What Node shortens', '{ data: { subscriptions: [ [Object] ] } }', 'A console has shortened this'],
    [
      'A mistake between curly quotes',
      '{ “a”: 1, “b”: oops }',
      'Not JSON: “o” is not expected, after “{ "a": 1, "b": ”.'
    ]
  ])('%s is named in the error', (_, text, message) => {
    expect(() => readText(text)).toThrow(message)
  })

  it.each(['{', '[}', '{"a":}', "{'", '}{', '[[[', '"\\', '{\\"a', 'x = {y', '{“', '{ a: … }', '{a:1 b:2}', '<', '-'])(
    '%s is refused without a parser’s own message',
    (text) => {
      expect(() => readText(text)).toThrow(/^(?!.*(Unexpected|JSON5|token|invalid character))/)
    }
  )
})

describe('Write key', () => {
  const key = 'Abcdefghijklmnopqrstuvwxyz123456'
  const address = `https://cdn.segment.com/v1/projects/${key}/settings`

  it.each([
    ['the key itself', ` ${key}\n`],
    ['the address of a settings document', address],
    ['the address of Analytics.js', `https://cdn.segment.com/analytics.js/v1/${key}/analytics.min.js`],
    ['a request copied as curl', `curl 'https://cdn.segment.com/v1/projects/${key}/settings' -H 'accept: */*'`],
    ['the snippet', `<script>!function(){ analytics.load("${key}"); analytics.page() }()</script>`]
  ])('A write key is found in %s', (_, text) => {
    const read = () => readText(text)
    expect(read).toThrow(Elsewhere)
    expect(read).toThrow(expect.objectContaining({ address }) as Error)
  })

  it.each([
    ['an address without a key', 'https://app.segment.com/acme/sources/site/overview'],
    ['a document that is cut off after a key', `{"address":"/projects/${key}/settings"`],
    ['a word', 'settings']
  ])('No write key is found in %s', (_, text) => {
    expect(() => readText(text)).not.toThrow(Elsewhere)
  })
})
