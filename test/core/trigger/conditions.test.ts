import { failuresOf, tryTrigger } from '../../../playground/core/trigger/conditions'
import { besideText } from '../../../playground/core/words/triggers'

const page = (event: object = {}) => ({ type: 'page', userId: 'user-1', ...event })

/** Each condition with whether it holds, and what the event has beside it. */
const tried = (trigger: string, event: object) =>
  tryTrigger(trigger, page(event)).conditions.map(
    (condition) => `${condition.holds ? 'holds' : 'fails'}: ${condition.text}: ${besideText(condition)}`
  )

const wants = (trigger: string, event: object = {}) =>
  failuresOf(tryTrigger(trigger, page(event))).map(({ text }) => text)

it('Each condition of a trigger holds or fails, beside what the event has', () => {
  expect(tried('type = "page" and userId != null', { userId: undefined })).toEqual([
    'holds: type = "page": the event has the text "page"',
    'fails: userId != null: the event has nothing'
  ])
})

it.each([
  ['properties.seats = 5', { properties: { seats: '5' } }, 'the text "5"'],
  ['properties.seats = "5"', { properties: { seats: 5 } }, 'the number 5'],
  ['properties.paying = "true"', { properties: { paying: true } }, 'the boolean true'],
  ['properties.since > 5', { properties: { since: new Date(0) } }, 'a date, 1970-01-01T00:00:00.000Z'],
  ['properties.roles = "admin"', { properties: { roles: ['admin'] } }, 'a list'],
  ['properties.user = "ada"', { properties: { user: { name: 'ada' } } }, 'an object'],
  ['properties.plan = "paid"', { properties: { plan: null } }, 'null'],
  ['properties.plan = "paid"', {}, 'nothing'],
  ['traits.plan = "paid"', { context: { traits: { plan: 'paid' } } }, 'nothing there; it has it at context.traits.plan']
])('The trigger %s fails, and the event has %j beside it', (trigger, event, beside) => {
  expect(tried(trigger, event)).toEqual([`fails: ${trigger}: the event has ${beside}`])
})

it('A trigger wants the first of its conditions that fails, and any of those of which one would do', () => {
  expect(wants('type = "track" and name = "Home" and type = "page"')).toEqual(['type = "track"'])
  expect(wants('type = "page" and name = "Home"')).toEqual(['name = "Home"'])
  expect(wants('type = "track" or type = "identify"')).toEqual(['type = "track"', 'type = "identify"'])
  expect(wants('type = "track" or type = "page"')).toEqual([])
})

it('A trigger in single quotes matches, as in the destination, and not in the version that Segment serves', () => {
  expect(tryTrigger("type = 'page'", page())).toMatchObject({ matches: true, served: false })
  expect(tryTrigger('type = "page"', page())).toMatchObject({ matches: true, served: true })
})

it('A condition in single quotes that asks for another text holds always in the version that Segment serves', () => {
  const trigger = 'type = "page" and properties.plan != \'free\''
  expect(tryTrigger(trigger, page({ properties: { plan: 'free' } }))).toMatchObject({ matches: false, served: true })
  expect(tryTrigger(trigger, page({ properties: { plan: 'paid' } }))).toMatchObject({ matches: true, served: true })
})

it('A trigger that cannot be read matches nothing', () => {
  expect(tryTrigger('type = "page', page())).toMatchObject({ matches: false, conditions: [] })
  expect(tryTrigger('type = "page" and ()', page())).toMatchObject({ matches: false })
})
