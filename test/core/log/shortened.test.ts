import { shortened } from '../../../playground/core/log/shortened'

it('What was sent is shown as it was, a long value shortened, and said to be', () => {
  const sent = {
    user: 'user-1',
    fingerprint: 'f'.repeat(2048),
    signals: { fonts: Array(30).fill('Arial'), touch: false }
  }
  expect(shortened(sent)).toEqual({
    user: 'user-1',
    fingerprint: `${'f'.repeat(40)}… (2048 characters)`,
    signals: { fonts: [...(Array(20).fill('Arial') as string[]), '… (30 items)'], touch: false }
  })
  expect(shortened('x'.repeat(200))).toBe('x'.repeat(200))
})
