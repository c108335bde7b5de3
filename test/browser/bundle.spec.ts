import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { parse } from 'acorn'
import { globalsOf } from './globals'

const read = (file: string) => readFileSync(file, 'utf8')
const bundle = read('dist/web/rupt.js')
const sdk = read('node_modules/rupt/index.js')

/** Bytes. All of the customer's buffered events wait for this file. */
const LIMIT = 9_800

test('The web bundle is one file, with its source map', () => {
  expect(readdirSync('dist/web').sort()).toEqual(['rupt.js', 'rupt.js.map'])
  expect(bundle).toMatch(/\n\/\/# sourceMappingURL=rupt\.js\.map\s*$/)
  expect(bundle).not.toMatch(/\bimport\s*\(|\brequire\s*\(/)
})

for (const [name, script] of Object.entries({
  'The web bundle': bundle,
  'Rupt’s own SDK': sdk
})) {
  // What the README says of browsers: Chrome 80, Firefox 74 and Safari 13.1 are the first that parse `?.` and `??`.
  test(`${name} is a classic script in ES2020, and older browsers cannot parse it`, () => {
    parse(script, { ecmaVersion: 2020, sourceType: 'script' })
    expect(() => parse(script, { ecmaVersion: 2019, sourceType: 'script' })).toThrow(SyntaxError)
  })
}

/**
 * The globals that the web bundle names. A page may have others under these names, or none. Those that Analytics.js or
 * Rupt's SDK names as well cost no device: without them, nothing is attached by hand either.
 */
const GLOBALS = {
  needed: [
    ...[
      'Array',
      'Boolean',
      'Date',
      'Error',
      'JSON',
      'Math',
      'Number',
      'Object',
      'Promise',
      'RegExp',
      'String',
      'Symbol'
    ],
    ...[
      'TypeError',
      'URL',
      'console',
      'document',
      'isNaN',
      'location',
      'parseFloat',
      'parseInt',
      'setTimeout',
      'window'
    ]
  ],
  /** Only Segment's runtime names them, where it reads triggers: the first in what it throws, the second of a number. */
  other: ['RangeError', 'isFinite']
}

test('The web bundle names no global that Analytics.js and Rupt’s SDK do without, but two of Segment’s runtime', () => {
  const needed = new Set(
    [read('node_modules/@segment/analytics-next/dist/umd/standalone.js'), sdk].flatMap((script) => globalsOf(script))
  )
  const named = globalsOf(bundle)
  expect({
    needed: named.filter((name) => needed.has(name)),
    other: named.filter((name) => !needed.has(name))
  }).toEqual(GLOBALS)
})

test('The web bundle makes no code from strings', () => {
  expect(bundle).not.toMatch(/\beval\s*\(|\bnew Function\b|\bFunction\s*\(/)
})

test(`The web bundle is at most ${LIMIT / 1000} kB`, () => {
  const size = gzipSync(bundle, { level: 9 }).length
  console.log(`dist/web/rupt.js: ${size} bytes, gzip -9`)
  expect(size).toBeLessThanOrEqual(LIMIT)
})

test('The web bundle touches no global but ruptDestination, the factory itself', async ({ page }) => {
  // A page without scripts of its own: anything new on `window` is from the bundle.
  const added = await page.evaluate((bundle) => {
    const before = new Set(Object.getOwnPropertyNames(window))
    const script = document.createElement('script')
    script.textContent = bundle
    document.head.append(script)
    return Object.getOwnPropertyNames(window).filter((name) => !before.has(name))
  }, bundle)
  expect(added).toEqual(['ruptDestination'])

  const factory = await page.evaluate(() => {
    const { ruptDestination } = window as unknown as { ruptDestination: { pluginName: string } }
    return [typeof ruptDestination, ruptDestination.pluginName]
  })
  expect(factory).toEqual(['function', 'Rupt'])
})

test('The web bundle reports to Segment what is wrong with a mapping', async ({ page }) => {
  await page.addScriptTag({ content: bundle })
  /** The error that the event's handler rejects with. */
  const failure = (mapping: object) =>
    page.evaluate(async (mapping) => {
      interface Plugin {
        load: (ctx: object, analytics: object) => Promise<void>
        page: (ctx: object) => Promise<void>
      }
      const { ruptDestination } = window as unknown as { ruptDestination: (settings: object) => Promise<Plugin[]> }
      Object.assign(window, { Rupt: { attach: () => Promise.resolve(null) } })
      const subscription = { enabled: true, partnerAction: 'attach', subscribe: 'type = "page"', mapping }
      const [plugin] = await ruptDestination({ client_id: 'client-1', subscriptions: [subscription] })
      await plugin.load({}, {})
      return plugin.page({ event: { type: 'page', userId: 'user-1' } }).then(
        () => 'none',
        (error: Error) => `${error.name}: ${error.message}`
      )
    }, mapping)

  expect(await failure({ account: { '@path': '$.userId' } })).toBe('none')
  expect(await failure({ account: { '@liquid': '{{ userId }}' } })).toBe(
    'Error: Rupt: @liquid does not work in the browser. Use @template, @if or @path.'
  )
  expect(await failure({ account: { '@path': 1 }, email: { '@template': 2 } })).toBe(
    'AggregateError: /account/@path should be a string or a mapping directive but it is a number.\n' +
      '/email/@template should be a string or a mapping directive but it is a number.'
  )
})
