import { unpacked } from '../../playground/core/portable'
import { jsonOf, textOf } from '../../playground/watch/json'

const circle: Record<string, unknown> = { a: 1 }
circle.self = [circle]
const shared = { x: 1 }

test.each([
  [
    { a: 'x', b: [1, null, true], c: { d: undefined } },
    { a: 'x', b: [1, null, true], c: {} }
  ],
  [{ v: 1n }, { v: '1' }],
  [circle, { a: 1, self: ['[circular]'] }],
  [
    { a: shared, b: shared },
    { a: shared, b: shared }
  ],
  [{ at: new Date(0) }, { at: new Date(0) }],
  [
    [undefined, () => {}, Symbol('x')],
    [null, null, null]
  ],
  [
    { a: NaN, b: -Infinity, c: -1.5 },
    { a: null, b: null, c: -1.5 }
  ],
  [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  [undefined, null]
])('%p is written as JSON', (value, expected) => {
  expect(unpacked(jsonOf(value))).toEqual(expected)
})

test('What throws as it is read has a text in its place', () => {
  const getter = { get v() { throw new Error() } } // prettier-ignore
  const json = { toJSON() { throw new Error() } } // prettier-ignore
  const proxy = new Proxy({}, { ownKeys() { throw new Error() } }) // prettier-ignore
  expect(JSON.parse(jsonOf([getter, json, proxy, 1]))).toEqual([...Array<string>(3).fill('[unreadable]'), 1])
})

test('What is too long or too deep is cut', () => {
  const deep: unknown[] = []
  let last = deep
  for (let depth = 0; depth < 10_000; depth++) last.push((last = []))
  expect(jsonOf(deep).length).toBeLessThan(200)
  expect(jsonOf('x'.repeat(100_000)).length).toBeLessThan(60_000)
  expect(jsonOf(Array(10_000).fill('x'.repeat(1000))).length).toBeLessThan(600_000)
  expect(jsonOf(Array(10_000).fill(Array(1000).fill('x'))).length).toBeLessThan(600_000)
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key-${index}`, index]))
  expect(jsonOf(many).length).toBeLessThan(700_000)
})

test('Arrays are arrays on pages whose arrays have a toJSON of their own', () => {
  Object.assign(Array.prototype, { toJSON: () => 'spoilt' })
  try {
    expect(jsonOf({ a: [1] })).toBe('{"a":[1]}')
  } finally {
    Reflect.deleteProperty(Array.prototype, 'toJSON')
  }
})

test.each([
  ['text', 'text'],
  [1, '1'],
  [undefined, 'undefined'],
  [Symbol('x'), 'Symbol(x)'],
  [new TypeError('broken'), 'TypeError: broken'],
  [Object.create(null), '[object]'],
  [{ toString: () => { throw new Error() } }, '[object]'], // prettier-ignore
  [new Proxy(new Error(), { get: () => { throw new Error() } }), '[unreadable]'] // prettier-ignore
])('What was logged has a text', (value: unknown, text) => {
  expect(textOf(value)).toBe(text)
})
