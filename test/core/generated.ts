// Generated triggers, mappings and events, for the core and Segment's runtime side by side.
import * as fc from 'fast-check'
import type { SegmentEvent } from '../../playground/core/log/sighting'

/** `npm run test:hostile` takes the time for more, and `CASES` for any number. StrykerJS runs each test once for each mutant. */
const usual = process.env.npm_lifecycle_event === 'test:hostile' ? 10_000 : 1_000
export const RUNS = process.env.STRYKER_MUTATOR_WORKER ? 200 : Number(process.env.CASES ?? usual)

const NAMES = ['plan', 'seats', 'email', 'id']
const TEXTS = ['free', 'paid', '5', 'ada@site.test', '', ' ', "it's", 'This is it', 'a==b', 'undefined']

const pick = <T>(...values: T[]) => fc.constantFrom(...values)

/** Missing, null, number, text, list, date. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  pick<unknown>(undefined, null, true, false, 0, 5, NaN, [], ['free'], {}, new Date(0), new Date(NaN)),
  pick<unknown>(...TEXTS)
)

const part = fc.dictionary(pick(...NAMES), value, { maxKeys: 3, noNullPrototype: true })

export const event: fc.Arbitrary<SegmentEvent> = fc
  .record(
    {
      type: pick('page', 'track', 'identify', 'group', 'alias'),
      userId: value,
      anonymousId: pick('3f1c', '9a2b'),
      event: pick(...TEXTS),
      name: pick(...TEXTS),
      properties: part,
      traits: part,
      context: fc.record({ traits: part, locale: pick('en', undefined) }, { requiredKeys: [], noNullPrototype: true })
    },
    { requiredKeys: ['type'], noNullPrototype: true }
  )
  // Only a track has an event, and only a page a name.
  .map(({ event, name, ...rest }) => ({
    ...rest,
    ...(rest.type === 'track' && { event }),
    ...(rest.type === 'page' && { name }),
    messageId: 'e1'
  }))
  .map((event) => event as SegmentEvent)

const PLACES = [
  ...['properties', 'traits', 'context', 'context.traits'].flatMap((root) => NAMES.map((name) => `${root}.${name}`)),
  'userId',
  'type',
  'event',
  'name'
]

const place = pick(...PLACES)

const quoted = fc
  .tuple(pick(...TEXTS, 'page', 'track', 'screen', 'Page'), pick('"', "'"))
  .filter(([text, quote]) => !text.includes(quote))
  .map(([text, quote]) => quote + text + quote)

const comparison = fc
  .tuple(
    place,
    pick('=', '!=', '<', '<=', '>', '>=', '==', 'is'),
    fc.oneof(quoted, pick('5', '-1.5', 'true', 'false', 'null', 'page'))
  )
  .map((parts) => parts.join(' '))

const call = fc
  .tuple(pick('', '!'), pick('contains', 'match'), place, fc.oneof(quoted, pick('"fr*"', '"*ee"', '"*a*"')))
  .map(([not, name, place, value]) => `${not}${name}(${place}, ${value})`)

const oddity = pick('category = "Docs"', '!(type = "page")', 'not type = "page"', 'properties.or = "x"', '()', 'type')

/** Nested, with and, or and not; every operator; both kinds of quotes; and what people write that is none of it. */
export const trigger: fc.Arbitrary<string> = fc.letrec<{ any: string; one: string }>((tie) => ({
  one: fc.oneof(
    { weight: 6, arbitrary: comparison },
    { weight: 3, arbitrary: call },
    { weight: 1, arbitrary: oddity },
    { weight: 2, arbitrary: tie('any').map((inside) => `(${inside})`) }
  ),
  any: fc.oneof(
    { depthSize: 'small' },
    tie('one'),
    fc.tuple(tie('one'), pick(' and ', ' or ', ' AND ', ' OR '), tie('any')).map((parts) => parts.join(''))
  )
})).any

const path = fc.oneof(
  place.map((place) => `$.${place}`),
  pick('$userId', 'userId', '$.context', '$.nothing')
)

/** Every directive. */
export const mapping: fc.Arbitrary<unknown> = fc.letrec<{ mapping: unknown; text: unknown; shape: unknown }>((tie) => ({
  text: fc.oneof(
    pick<unknown>('acct', '', 'ada@site.test'),
    path.map((path) => ({ '@path': path }))
  ),
  shape: fc.dictionary(pick('a', 'b'), tie('mapping'), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  mapping: fc.oneof(
    { depthSize: 'small' },
    { weight: 5, arbitrary: path.map((path) => ({ '@path': path })) },
    { weight: 2, arbitrary: pick<unknown>('team-1', 5, '', true, null) },
    fc.tuple(place, place).map(([a, b]) => ({ '@template': `acct-{{${a}}}-{{{ ${b} }}}` })),
    fc
      .record(
        { exists: tie('mapping'), then: tie('mapping'), else: tie('mapping') },
        { requiredKeys: ['exists'], noNullPrototype: true }
      )
      .map((choice) => ({ '@if': choice })),
    fc
      .record(
        { blank: tie('mapping'), then: tie('mapping'), else: tie('mapping') },
        { requiredKeys: ['blank'], noNullPrototype: true }
      )
      .map((choice) => ({ '@if': choice })),
    fc.tuple(pick('lower', 'upper'), tie('text')).map(([operator, value]) => ({ '@case': { operator, value } })),
    tie('text').map((value) => ({ '@replace': { pattern: 'a', replacement: '-', value } })),
    tie('mapping').map((value) => ({ '@literal': value })),
    fc.tuple(pick('encode', 'decode'), tie('text')).map(([mode, value]) => ({ '@json': { mode, value } })),
    tie('text').map((value) => ({ '@flatten': { separator: '.', value } })),
    fc
      .tuple(pick('left', 'right'), fc.array(tie('shape'), { maxLength: 2 }))
      .map(([direction, objects]) => ({ '@merge': { direction, objects } })),
    path.map((path) => ({ '@arrayPath': [path] })),
    tie('shape').map((apply) => ({ '@transform': { apply, mapping: { '@path': '$.a' } } })),
    tie('mapping').map((value) => ({ '@excludeWhenNull': value })),
    tie('shape')
  )
})).mapping
