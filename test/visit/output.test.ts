import { printable } from '../../playground/visit/output'

test.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['\u0007\u0008\t', '\\u0007\\u0008\\u0009'],
  ['Home\r\n21:00:00', 'Home\\u000d\\u000a21:00:00'],
  ['\u007f\u0085\u009b31m', '\\u007f\\u0085\\u009b31m'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\u061c\u200e\u200f\u202a\u202e\u2066\u2069', '\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069']
])('What steers a terminal is shown as text: %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('All other text is as it is', () => {
  const text = '21:00:00  /café  page · “日本” שלום 👩‍💻 \\u001b'
  expect(printable(text)).toBe(text)
})
