// What the core says, held against what Segment's runtime does.
import { transform } from '@segment/actions-core/mapping-kit'
import { parseFql, validate } from '@segment/destination-subscriptions'
import type { Condition } from '@segment/destination-subscriptions'
import * as fc from 'fast-check'
import { isShared } from '../../playground/core/mapping/account'
import { fieldRow } from '../../playground/core/mapping/field'
import { errorOf, valueOf } from '../../playground/core/mapping/run'
import { pathsOf, sourceOf } from '../../playground/core/mapping/source'
import { isEmpty, leavesOf, valueAt, withValue } from '../../playground/core/places'
import { plan } from '../../playground/core/plan'
import { identifyTrigger } from '../../playground/core/setup/identify'
import { tryTrigger } from '../../playground/core/trigger/conditions'
import { flat, meaningOf } from '../../playground/core/trigger/meaning'
import { isFaithful, leaves, readTrigger } from '../../playground/core/trigger/reading'
import { contentOf, textOf, tokensOf } from '../../playground/core/trigger/tokens'
import { doubleQuoted } from '../../src/triggers'
import { event, mapping, RUNS, trigger } from './generated'
import { PLACE, SETTINGS, subscription } from './story'

/** What a check returns for a case that it has nothing to say of. */
const BESIDE = 'beside'

/** Holds for each case, of which enough are to the point. */
function hold<A>(one: fc.Arbitrary<A>, check: (one: A) => unknown): void
function hold<A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>, check: (one: A, other: B) => unknown): void
function hold(one: fc.Arbitrary<unknown>, ...others: unknown[]): void {
  const check = others.pop() as (...values: unknown[]) => unknown
  const arbitraries = [one, ...(others as fc.Arbitrary<unknown>[])]
  let toThePoint = 0
  const test = (values: unknown[]) => void (check(...values) !== BESIDE && toThePoint++)
  fc.assert(fc.property(fc.tuple(...arbitraries), test), { numRuns: RUNS })
  expect(toThePoint).toBeGreaterThan(0)
}

/** Whether the runtime takes an event by a trigger, as it is typed. Brackets of which it drops all make it throw. */
function takes(typed: string, one: object): boolean {
  try {
    const read = parseFql(typed)
    return !('error' in read) && validate(read, one)
  } catch {
    return false
  }
}

/** Whether the runtime has dropped all that is in some brackets. */
const hasHoles = (trigger: string) => /[[,]null[\],]/.test(JSON.stringify(parseFql(doubleQuoted(trigger))))

const same = (a: unknown, b: unknown) => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)

/** Half of them ask for a type. */
const typed = fc
  .tuple(fc.constantFrom('', 'type = "page" or ', 'type != "track" and ', 'type = "page" and '), trigger)
  .map(([start, end]) => (start ? `${start}(${end})` : end))

describe('Trigger', () => {
  it('A trigger matches where the runtime says so, here and in the version that Segment serves', () =>
    hold(trigger, event, (typed, one) => {
      const { matches, served } = tryTrigger(typed, one)
      expect([matches, served]).toEqual([takes(doubleQuoted(typed), one), takes(typed, one)])
    }))

  it('The conditions of a trigger make up the whole', () =>
    hold(trigger, event, (typed, one) => {
      const { matches, needs, conditions } = tryTrigger(typed, one)
      if (conditions.length === 0 || hasHoles(typed)) return BESIDE
      const held = conditions.map(({ holds }) => holds)
      expect(needs === 'and' ? held.every(Boolean) : held.some(Boolean)).toBe(matches)
    }))

  it('Each condition holds where the runtime says so of it alone, and is about the place that it names', () =>
    hold(trigger, event, (typed, one) => {
      for (const { text, holds, path, value } of tryTrigger(typed, one).conditions) {
        if (path === undefined) continue
        expect(same(value, valueAt(one, path))).toBe(true)
        // Nothing but that place decides.
        const only = withValue({}, path, value)
        const named = text.includes(path === 'type' ? 'type' : path.split('.')[0])
        expect([text, named]).toEqual([text, true])
        expect(validateText(typed, text, only)).toBe(holds)
      }
    }))

  it('A trigger that is read as it is written means what it says, with and before or', () =>
    hold(trigger, event, (typed, one) => {
      if (!isFaithful(typed)) return BESIDE
      expect(evaluate(meaningOf(doubleQuoted(typed))!, one)).toBe(takes(doubleQuoted(typed), one))
    }))

  it('Of a trigger in which a condition or a not is dropped, it is said that it is read otherwise', () => {
    const odd = [
      'category = "Docs"',
      '!(type = "track")',
      'not type = "track"',
      'type = "page" or name = "x" and event = "y"'
    ]
    const others = [
      'type = "page" OR name = "x"',
      'properties.since > "2026-01-01"',
      'match(name, "x")',
      'event = null'
    ]
    for (const typed of [...odd, ...others]) expect([typed, isFaithful(typed)]).toEqual([typed, false])
    expect(tryTrigger('type = "page" and category = "Docs"', { type: 'page' }).readAs).toBe('type = "page"')
  })

  it('A trigger admits an event only of the types that it is said to', () =>
    hold(typed, event, (typed, one) => {
      const { types } = readTrigger(typed)
      if (!(types !== undefined && takes(doubleQuoted(typed), one))) return BESIDE
      expect(types).toContain(one.type)
    }))

  it('Where no event matches in the version that Segment serves, none without such quotes does', () =>
    hold(trigger, event, (typed, one) => {
      if (!(readTrigger(typed).served === 'nothing' && !JSON.stringify(one).includes("'"))) return BESIDE
      expect(takes(typed, one)).toBe(false)
    }))
})

/** One of the runtime's own conditions of a trigger, by its text. */
function validateText(typed: string, text: string, one: object): boolean {
  const found = tryTrigger(typed, one as never).conditions.find((condition) => condition.text === text)
  return found?.holds ?? false
}

/** And, or and not as one learns them; the runtime judges each condition. */
function evaluate(condition: Condition, one: object): boolean {
  if (condition.type !== 'group') return validate({ type: 'group', operator: 'and', children: [condition] }, one)
  const { operator, children } = condition
  return operator === 'and'
    ? children.every((child) => evaluate(child, one))
    : children.some((child) => evaluate(child, one))
}

describe('Mended trigger', () => {
  const conditionsOf = (typed: string) => {
    const read = meaningOf(doubleQuoted(typed))
    return read ? leaves(flat(read)).map((leaf) => JSON.stringify(leaf)) : []
  }
  const texts = (typed: string) => tokensOf(typed).flatMap((token) => (token.kind === 'text' ? [contentOf(token)] : []))

  it('The tokens of a trigger are its text', () =>
    hold(trigger, (typed) => expect(textOf(tokensOf(typed))).toBe(typed)))

  it('A trigger that is mended is read as it is written', () =>
    hold(trigger, (typed) => {
      const { mend } = readTrigger(typed)
      if (!(mend !== undefined)) return BESIDE
      expect([mend.trigger, isFaithful(mend.trigger)]).toEqual([mend.trigger, true])
    }))

  it('What is in quotes stays as it is, but for the type that is mended', () =>
    hold(trigger, (typed) => {
      const { mend } = readTrigger(typed)
      if (!(mend !== undefined && !typed.includes("it's"))) return BESIDE
      expect(texts(mend.trigger).map(lower)).toEqual(texts(typed).map(lower))
    }))

  const lower = (text: string) => (text === 'Page' ? 'page' : text)

  it('A trigger of which only the quotes are mended has the same conditions', () =>
    hold(trigger, (typed) => {
      const { mend } = readTrigger(typed)
      if (!(mend?.kind === 'quotes')) return BESIDE
      expect(conditionsOf(mend.trigger)).toEqual(conditionsOf(typed))
    }))

  it.each([
    ['name is "This is it"', 'name = "This is it"'],
    ['name == "a==b"', 'name = "a==b"'],
    ['type == "page" and properties.is = "x"', 'type = "page" and properties.is = "x"'],
    ["type === 'Page'", 'type = "page"'],
    ['type = "Page" and name = "Page"', 'type = "page" and name = "Page"'],
    ['type = "page" OR type = "track"', 'type = "page" or type = "track"']
  ])('The trigger %s is mended to %s', (typed, better) => expect(readTrigger(typed).mend?.trigger).toBe(better))

  it.each(['name = "This is it"', 'type = "page"', 'properties.is = "x"', 'type = "screen"', 'category = "Docs"'])(
    'The trigger %s has no mend',
    (typed) => expect(readTrigger(typed).mend).toBeUndefined()
  )

  it('A mapping for identify takes no one whom the trigger before it would leave out, unless it says so', () =>
    hold(trigger, event, (typed, one) => {
      const { trigger: made, lost } = identifyTrigger(typed)
      if (!(lost.length === 0 && readTrigger(typed).condition !== undefined)) return BESIDE
      const identify = { ...one, type: 'identify', properties: undefined }
      if (!takes(doubleQuoted(made), identify)) return BESIDE
      // The same visitor on a page, with what the identify says of them.
      const others = tryTrigger(typed, {
        ...one,
        type: 'page',
        properties: one.traits,
        context: { ...one.context, traits: one.traits }
      })
      expect(
        others.conditions.filter(({ path }) => path !== 'type').every(({ holds, path }) => holds || path === undefined)
      ).toBe(true)
    }))
})

/** Mappings of which some are none. */
const refused = fc
  .tuple(
    fc.constantFrom('@nope', '@case', '@path', '@merge', '@json', '@replace'),
    fc.oneof(mapping, fc.constantFrom<unknown>(5, null, {}, []))
  )
  .map(([directive, value]) => ({ [directive]: value }))

describe('Mapping', () => {
  /** What the runtime makes of it; undefined where it throws. */
  const made = (typed: unknown, one: object) => {
    try {
      return (transform({ value: JSON.parse(JSON.stringify(typed)) as never }, one as never) as { value?: unknown })
        .value
    } catch {
      return undefined
    }
  }

  it('A mapping has the value that the runtime gives', () =>
    hold(mapping, event, (typed, one) => expect(same(valueOf(typed, one), made(typed, one))).toBe(true)))

  it('A place that is not among those that a mapping reads makes no difference', () =>
    hold(mapping, event, (typed, one) => {
      const read = pathsOf(sourceOf(typed))
      const others = leavesOf(one).filter((leaf) => leaf && !read.some((path) => touches(path, leaf)))
      const without = others.reduce((rest, path) => withValue(rest, path, undefined), one)
      expect(same(valueOf(typed, without), valueOf(typed, one))).toBe(true)
    }))

  it('A choice takes what it is said to take', () =>
    hold(mapping, event, (typed, one) => {
      const source = sourceOf(typed)
      if (!(source.kind === 'choice' && source.of.kind === 'path')) return BESIDE
      const { test, of, ...branches } = source
      const { path } = of
      const tested = valueAt(one, path as string)
      // Loosely, as the runtime compares: 0 is blank, too.
      const taken = tested != null && (test === 'exists' || tested != ('' as unknown)) ? branches.then : branches.else
      if (taken.kind === 'constant') expect(same(valueOf(typed, one), taken.value)).toBe(true)
      if (taken.kind === 'unmapped') expect(valueOf(typed, one)).toBeUndefined()
      if (taken.kind === 'path')
        expect(same(valueOf(typed, one), made({ '@path': `$.${taken.path as string}` }, one))).toBe(true)
    }))

  it('A mapping is held back only where it runs with no event', () =>
    hold(fc.oneof(mapping, refused), event, (typed, one) => {
      if (errorOf('account', typed) === undefined) return BESIDE
      expect(made(typed, one)).toBeUndefined()
    }))

  it('Nobody is signed in where it is said, and somebody would be attached', () =>
    hold(mapping, event, (typed, one) => {
      const changed = subscription('A', { mapping: { account: typed } })
      const { state } = fieldRow('account', changed, one, plan(changed, one, SETTINGS, PLACE))
      if (!(state.kind === 'nobody')) return BESIDE
      expect(isEmpty(one.userId)).toBe(true)
      expect(isEmpty(made(typed, { ...one, userId: 'somebody' }))).toBe(false)
    }))

  it('Missing is said only where all places that the mapping reads are empty', () =>
    hold(mapping, event, (typed, one) => {
      const changed = subscription('A', { mapping: { account: 'a', email: typed } })
      const { state } = fieldRow('email', changed, one, plan(changed, one, SETTINGS, PLACE))
      if (!(state.kind === 'missing')) return BESIDE
      for (const path of pathsOf(sourceOf(typed))) expect([path, isEmpty(valueAt(one, path))]).toEqual([path, true])
    }))

  it('Everyone shares an account where nothing of the visitor’s changes it', () =>
    hold(mapping, event, (typed, one) => {
      if (!isShared(typed, one)) return BESIDE
      const other = { ...one, userId: typeof one.userId === 'string' ? 'another' : one.userId, anonymousId: 'another' }
      expect(same(made(typed, other), made(typed, one)) || typeof one.userId !== 'string').toBe(true)
    }))
})

/** Whether one of two places is in the other. */
const touches = (a: string, b: string) => a === b || a === '' || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
