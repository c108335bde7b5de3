import { describe as inWords, explainField, plan } from '../../playground/tool/explain'
import type { SegmentEvent } from '../../playground/watch/seen'
import { PLACE, SETTINGS, subscription } from './events/story'

const page = (event: Partial<SegmentEvent> = {}): SegmentEvent => ({ type: 'page', userId: 'user-1', ...event })

function explained(key: string, value: unknown, event: SegmentEvent) {
  const changed = subscription()
  changed.mapping = { ...changed.mapping, [key]: value }
  return explainField(key, changed, event, plan(changed, event, SETTINGS, PLACE))
}

const preset = (key: string) => subscription().mapping[key]

describe('where a value comes from, in plain words', () => {
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
    [{ '@if': { blank: { '@path': '$.a' }, then: { '@path': '$.b' }, else: 1 } }, 'if a is blank: b, else always 1'],
    [{ '@template': '{{ properties.a }}' }, 'the template “{{ properties.a }}”'],
    [{ '@arrayPath': ['$.a'] }, 'computed by @arrayPath'],
    [{ plan: { '@path': '$.properties.plan' }, kind: 'x' }, 'plan: properties.plan, kind: always "x"']
  ])('%j', (mapping, words) => expect(inWords(mapping)).toBe(words))
})

describe('what to do about what is missing', () => {
  it('is to pass traits, or to map identify', () => {
    expect(explained('email', preset('email'), page())).toMatchObject({
      value: undefined,
      sent: undefined,
      advice:
        'Neither is in this event: pass traits with the page view, or add a mapping for identify that takes Email from $.traits.email.'
    })
  })

  it.each([
    [
      'is mapped to one’s own place',
      { '@path': '$.properties.mail' },
      page(),
      'It is missing from this event: send it, or map Email to the field that has it in your events.'
    ],
    [
      'is not in an identify',
      preset('email'),
      page({ type: 'identify' }),
      'Neither is in this event: send it, or map Email to the field that has it in your events.'
    ]
  ])('does not speak of page views where the email %s', (_, mapping, event, advice) => {
    expect(explained('email', mapping, event).advice).toBe(advice)
  })

  it('is to map the place in the event where there is one', () => {
    const event = page({ traits: { email: 'ada@site.test' } })
    expect(explained('email', preset('email'), event).advice).toBe(
      'This event has it at traits.email: map Email to $.traits.email.'
    )
    const deep = page({ properties: { user: { Phone: '+1 555 0100' } } })
    expect(explained('phone', preset('phone'), deep).advice).toContain('map Phone to $.properties.user.Phone')
  })

  it('is to identify the visitor, where the account is the user', () => {
    expect(explained('account', preset('account'), page({ userId: undefined })).advice).toBe(
      'Nobody is signed in: call identify before this event.'
    )
  })

  it('is to send the account, where it is mapped to something else', () => {
    expect(explained('account', { '@path': '$.properties.owner' }, page()).advice).toBe(
      'It is missing from this event: send it with the event, or map Account to $.userId.'
    )
  })

  it.each(['metadata', 'include_page'])('is nothing for %s, which is not mapped', (key) => {
    expect(explained(key, undefined, page()).advice).toBeUndefined()
  })
})

describe('what is sent', () => {
  it('is what the destination makes of the value', () => {
    expect(explained('phone', ' 5550100 ', page())).toMatchObject({ value: ' 5550100 ', sent: '5550100' })
    expect(explained('include_page', 'false', page())).toMatchObject({ value: 'false', sent: false })
  })

  it.each([
    ['email', '  ', 'blank, or neither a string nor a number'],
    ['metadata', 'team', 'empty, or not an object'],
    ['include_page', 'maybe', 'neither true nor false']
  ])('is nothing for %s mapped to %j, and it says why', (key, value, note) => {
    expect(explained(key, value, page())).toMatchObject({ value, sent: undefined, note })
  })

  it('is the value that was mapped, though it is no email address', () => {
    expect(explained('email', { '@path': '$.userId' }, page())).toMatchObject({
      sent: 'user-1',
      note: 'not an email address'
    })
  })

  it('is nothing without an account', () => {
    const event = page({ userId: undefined, properties: { email: 'ada@site.test' } })
    expect(explained('email', preset('email'), event).note).toBe('nothing is sent without an account')
  })

  it('is the page’s path where Include Page is not mapped', () => {
    expect(explained('include_page', undefined, page()).note).toBe('Rupt gets the page’s path')
  })
})

describe('a trigger', () => {
  const conditions = (subscribe: string, event: SegmentEvent) =>
    plan(subscription('A', { subscribe }), event, SETTINGS, PLACE).trigger

  it('says of each condition whether it holds', () => {
    expect(conditions('type = "page" and userId != null', page({ userId: undefined }))).toEqual({
      matches: false,
      conditions: [
        { text: 'type = "page"', holds: true },
        { text: 'userId != null', holds: false }
      ],
      wants: 'userId != null'
    })
  })

  it('wants any of its conditions, where it says or', () => {
    expect(conditions('type = "track" or type = "identify"', page()).wants).toBe('type = "track" or type = "identify"')
  })

  it('in single quotes is read as the destination reads it', () => {
    expect(conditions("type = 'page'", page()).matches).toBe(true)
  })
})
