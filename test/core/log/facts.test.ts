import { whyUnsent } from '../../../playground/core/log/facts'
import type { Facts, Loaded } from '../../../playground/core/log/facts'
import type { Verdict } from '../../../playground/core/verdict/verdict'
import { verdictAdvice, verdictText } from '../../../playground/core/words/verdicts'
import { entry } from '../setup/segment'

const ADVERTISING = { integrations: { 'Actions Rupt': { consentSettings: { categories: ['Advertising'] } } } }
const FILTER = { integrations: {}, middlewareSettings: { routingRules: [{ destinationName: 'Actions Rupt' }] } }

/** The reason for an event on a page that has the destination, unless told otherwise. */
function why({ destination, ...loaded }: Partial<Loaded> & Pick<Facts, 'destination'>, event = {}, cancelled = false) {
  const obstacle = whyUnsent({ type: 'page', ...event }, { destination }, { integrations: {}, ...loaded }, cancelled)
  const verdict: Verdict = { kind: 'notSent', on: 'event', tone: 'attention', obstacle }
  const advice = verdictAdvice(verdict)
  return { text: verdictText(verdict).replace('not sent to Rupt: ', ''), ...(advice && { advice }) }
}

const ON_THE_PAGE = { destination: 'cdn' } as const

const consenting = (categoryPreferences: object) => ({ context: { consent: { categoryPreferences } } })

test.each([
  [{ All: false }, 'the call has integrations {"All":false}'],
  [{ All: false, 'Segment.io': true }, 'the call has integrations {"All":false}'],
  [{ 'Actions Rupt': false }, 'the call has integrations {"Actions Rupt":false}'],
  [{ All: true, Rupt: false }, 'the call has integrations {"All":true,"Rupt":false}']
])('Integrations %j on the call keep the event from Rupt', (integrations, text) => {
  expect(why(ON_THE_PAGE, { integrations })).toEqual({
    text,
    advice: 'Add "Actions Rupt": true to the call’s integrations.'
  })
})

test.each([{ All: false, 'Actions Rupt': true }, { All: false, Rupt: {} }, { Amplitude: false }, { All: true }])(
  'Integrations %j on the call are not the reason',
  (integrations) => expect(why(ON_THE_PAGE, { integrations }).text).toBe('it did not reach the destination')
)

test('The integrations of analytics.load are the reason where the destination is off the page', () => {
  expect(why({ destination: undefined, integrations: { All: false, Slack: true } })).toEqual({
    text: 'analytics.load has integrations {"All":false}',
    advice: 'Add "Actions Rupt": true to the integrations that your site passes to analytics.load.'
  })
})

test('The integrations of analytics.load are not the reason where the destination is on the page', () => {
  expect(why({ ...ON_THE_PAGE, integrations: { All: false } }).text).toBe('it did not reach the destination')
})

test('The reason on a page without the destination refers to the visit’s card', () => {
  expect(why({ destination: undefined })).toEqual({
    text: 'the destination is not on the page',
    advice: 'The card of the visit says what is.'
  })
})

test.each(['cdn', undefined] as const)('Missing consent is the reason (destination: %s)', (from) => {
  const reason = why({ destination: from, document: ADVERTISING }, consenting({ Advertising: false, Analytics: true }))
  expect(reason).toEqual({
    text: 'the visitor has not consented to Advertising',
    advice: 'Segment’s consent settings put the destination in this category.'
  })
})

test('Only the categories that the visitor refused are named', () => {
  const categories = ['Advertising', 'Analytics', 'Social']
  const document = { integrations: { 'Actions Rupt': { consentSettings: { categories } } } }
  expect(why({ ...ON_THE_PAGE, document }, consenting({ Advertising: true, Analytics: false })).text).toBe(
    'the visitor has not consented to Analytics and Social'
  )
})

test.each([
  ['the visitor has consented', ADVERTISING, consenting({ Advertising: true })],
  ['the event has no preferences', ADVERTISING, {}],
  ['the destination is in no category', { integrations: {} }, consenting({ Advertising: false })]
])('Consent is not the reason where %s', (_, document, event) => {
  expect(why({ ...ON_THE_PAGE, document }, event).text).toBe('it did not reach the destination')
})

test('A source middleware or plugin is the reason where no destination got the event', () => {
  expect(why(ON_THE_PAGE, {}, true)).toEqual({
    text: 'a source middleware or plugin dropped it',
    advice: 'No destination got this event.'
  })
})

test('A filter of this destination is the reason, and another destination’s is not', () => {
  expect(why({ ...ON_THE_PAGE, document: FILTER }).text).toBe(
    'it did not reach the destination, which has a destination filter'
  )
  const others = { integrations: {}, middlewareSettings: { routingRules: [{ destinationName: 'Slack' }] } }
  expect(why({ ...ON_THE_PAGE, document: others }).text).toBe('it did not reach the destination')
})

test('Nothing is guessed about what cannot be seen', () => {
  expect(why({ ...ON_THE_PAGE, document: { integrations: {}, remotePlugins: [entry] } })).toEqual({
    text: 'it did not reach the destination'
  })
})
