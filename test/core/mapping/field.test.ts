import type { FieldKey } from '../../../playground/core/definition'
import type { SegmentEvent } from '../../../playground/core/log/sighting'
import { fieldRow } from '../../../playground/core/mapping/field'
import { sourceOf } from '../../../playground/core/mapping/source'
import { plan } from '../../../playground/core/plan'
import { fieldAdvice, sourceText, stateText } from '../../../playground/core/words/mappings'
import { PLACE, SETTINGS, subscription } from '../story'

const page = (event: Partial<SegmentEvent> = {}): SegmentEvent => ({ type: 'page', userId: 'user-1', ...event })

function explained(key: FieldKey, value: unknown, event: SegmentEvent) {
  const changed = subscription()
  changed.mapping = { ...changed.mapping, [key]: value }
  const { state, ...row } = fieldRow(key, changed, event, plan(changed, event, SETTINGS, PLACE))
  return { ...row, advice: fieldAdvice(key, state), note: stateText(state) }
}

const inWords = (mapping: unknown) => sourceText(sourceOf(mapping))

const preset = (key: FieldKey) => subscription().mapping[key]

describe('The source of a value', () => {
  it.each([
    [undefined, 'not mapped'],
    ['team-1', 'always "team-1"'],
    [false, 'always false'],
    [{ '@path': '$.userId' }, 'userId'],
    [preset('email'), 'context.traits.email, else properties.email'],
    [
      { '@if': { exists: { '@path': '$.a' }, then: 'yes', else: { '@path': '$.b' } } },
      'if a exists: always "yes", else b'
    ],
    [
      { '@if': { blank: { '@path': '$.a' }, then: { '@path': '$.b' }, else: 1 } },
      'if a is not blank: b, else always 1'
    ],
    [{ '@path': '$userId' }, '$userId'],
    [{ '@path': { '@path': '$.place' } }, 'what is at place'],
    [{ '@literal': 'x' }, 'always "x"'],
    [{ '@case': { operator: 'lower', value: { '@path': '$.a' } } }, 'a in lower case'],
    [
      { '@replace': { pattern: '-', replacement: '', value: { '@path': '$.a' }, pattern2: '.', replacement2: ' ' } },
      'a, with “-” replaced by “” and “.” replaced by “ ”'
    ],
    [{ '@json': { mode: 'encode', value: { '@path': '$.a' } } }, 'a as JSON'],
    [{ '@json': { mode: 'decode', value: { '@path': '$.a' } } }, 'a, read as JSON'],
    [{ '@flatten': { separator: '_', value: { '@path': '$.a' } } }, 'a, its names joined by “_”'],
    [{ '@merge': { direction: 'right', objects: [{ '@path': '$.a' }, { '@path': '$.b' }] } }, 'a and b, merged'],
    [{ '@excludeWhenNull': { '@path': '$.a' } }, 'a, without what is null'],
    [{ '@transform': { apply: { x: { '@path': '$.a' } }, mapping: { '@path': '$.x' } } }, 'x, of this: x: a'],
    [{ '@template': { '@path': '$.a' } }, 'the template in a'],
    [{ '@liquid': '{{ userId }}' }, '@liquid, which does not run in a browser'],
    [['a', { '@path': '$.b' }], 'a list of always "a" and b'],
    [{ '@template': '{{ properties.a }}' }, 'the template “{{ properties.a }}”'],
    [{ '@arrayPath': ['$.a'] }, 'a'],
    [{ '@arrayPath': ['$.a', { id: { '@path': '$.b' } }] }, 'for each of a: id: b'],
    [{ plan: { '@path': '$.properties.plan' }, kind: 'x' }, 'plan: properties.plan, kind: always "x"']
  ])('The mapping %j reads “%s”', (mapping, words) => expect(inWords(mapping)).toBe(words))
})

describe('Advice on a field that is missing', () => {
  it('A missing email of the preset is to be passed as traits, or mapped from identify', () => {
    expect(explained('email', preset('email'), page())).toMatchObject({
      value: undefined,
      sent: undefined,
      advice:
        'Neither is in this event: pass traits with the page view, or add a mapping for identify that takes Email from $.traits.email.'
    })
  })

  it.each([
    [
      'mapped to $.properties.mail in a page view',
      { '@path': '$.properties.mail' },
      page(),
      'It is missing from this event: send it, or map Email to the field that has it in your events.'
    ],
    [
      'missing from an identify',
      preset('email'),
      page({ type: 'identify' }),
      'Neither is in this event: send it, or map Email to the field that has it in your events.'
    ]
  ])('An email %s is to be sent, or mapped to another field', (_, mapping, event, advice) => {
    expect(explained('email', mapping, event).advice).toBe(advice)
  })

  it('A field that the event has elsewhere is to be mapped to that place', () => {
    const event = page({ traits: { email: 'ada@site.test' } })
    expect(explained('email', preset('email'), event).advice).toBe(
      'This event has it at traits.email: map Email to $.traits.email.'
    )
    const deep = page({ properties: { user: { Phone: '+1 555 0100' } } })
    expect(explained('phone', preset('phone'), deep).advice).toContain('map Phone to $.properties.user.Phone')
  })

  it('A missing user asks for identify before the event', () => {
    expect(explained('account', preset('account'), page({ userId: undefined })).advice).toBe(
      'Nobody is signed in: call identify before this event.'
    )
  })

  it('A missing account that is mapped to a property is to be sent, or mapped to $.userId', () => {
    expect(explained('account', { '@path': '$.properties.owner' }, page()).advice).toBe(
      'It is missing from this event: send it with the event, or map Account to $.userId.'
    )
  })

  it.each(['metadata', 'include_page'] as const)('%s gets no advice where it is not mapped', (key) => {
    expect(explained(key, undefined, page()).advice).toBeUndefined()
  })
})

describe('The value that is sent', () => {
  it('The table shows a value as the destination sends it', () => {
    expect(explained('phone', ' 5550100 ', page())).toMatchObject({ value: ' 5550100 ', sent: '5550100' })
    expect(explained('include_page', 'false', page())).toMatchObject({ value: 'false', sent: false })
  })

  it.each([
    ['email', '  ', 'blank'],
    ['email', {}, 'neither a string nor a number'],
    ['metadata', 'team', 'not an object'],
    ['metadata', {}, 'nothing of it is in this event'],
    ['include_page', 'maybe', 'neither true nor false']
  ] as const)('%s mapped to %j is not sent, with the reason', (key, value, note) => {
    expect(explained(key, value, page())).toMatchObject({ value, sent: undefined, note })
  })

  it('A value that is not an email address is sent as email, with a note', () => {
    expect(explained('email', { '@path': '$.userId' }, page())).toMatchObject({
      sent: 'user-1',
      note: 'not an email address'
    })
  })

  it('No field is sent without an account', () => {
    const event = page({ userId: undefined, properties: { email: 'ada@site.test' } })
    expect(explained('email', preset('email'), event).note).toBe('nothing is sent without an account')
  })

  it('The page’s path is sent where Include Page is not mapped', () => {
    expect(explained('include_page', undefined, page()).note).toBe('Rupt gets the page’s path')
  })
})
