import { answerOf, isRupt, readable, sent } from '../../playground/rupt/answers'

const ATTACH = 'https://api.rupt.dev/v2/device/attach'
const LISTEN = 'https://api.rupt.dev/v2/access/device/device-1/listen'
const SDK = 'https://cdn.rupt.dev/js/rupt.js'

const answer = (url: string, scenario = 'within', method = 'POST') =>
  answerOf({ method, url, scenario, challengeUrl: 'https://site.test/challenge' })

it.each([
  [ATTACH, true],
  [SDK, true],
  ['https://rupt.dev.example.com/v2/device/attach', false],
  ['https://example-rupt.dev/', false],
  ['https://api.segment.io/v1/p', false],
  ['https://site.test/?to=https://api.rupt.dev', false]
])('The stand-in answers %s: %j', (url, expected) => {
  expect(isRupt(url)).toBe(expected)
})

it.each([
  ['within', 200, { attached_devices: 1 }],
  ['over', 200, { attached_devices: 4, default_device_limit: 3 }],
  ['suspended', 200, { suspended: true }],
  ['refused', 401, { success: false }],
  ['sdk-slow', 200, { success: true }]
])('An attach in the scenario “%s” is answered with %d', (scenario, status, body) => {
  const { body: text, ...rest } = answer(ATTACH, scenario) as { body: string }
  expect(rest).toMatchObject({ kind: 'body', status })
  expect(JSON.parse(text)).toMatchObject(body)
})

it('A server error is answered with HTML, and “silent” is never answered', () => {
  expect(answer(ATTACH, 'error')).toMatchObject({ kind: 'body', status: 500, body: '<h1>500</h1>' })
  expect(answer(ATTACH, 'silent')).toEqual({ kind: 'never' })
})

it('A preflight request is allowed even where attach is never answered', () => {
  expect(answer(ATTACH, 'silent', 'OPTIONS')).toMatchObject({ kind: 'body', status: 204 })
})

it('The SDK is blocked, late or missing where the scenario says so', () => {
  expect(answer(SDK, 'sdk-blocked')).toEqual({ kind: 'failed' })
  expect(answer(SDK, 'sdk-never')).toEqual({ kind: 'never' })
  expect(answer(SDK, 'sdk-slow')).toEqual({ kind: 'sdk', after: 5000 })
  expect(answer(SDK, 'over')).toEqual({ kind: 'sdk', after: 0 })
})

it('A stream stays open, and challenges a device that is over the limit', () => {
  expect(answer(LISTEN)).toMatchObject({ kind: 'stream', messages: [], ends: false })
  expect(answer(LISTEN, 'over')).toMatchObject({
    messages: [{ action: 'challenge', url: 'https://site.test/challenge' }],
    ends: false
  })
})

it('A stream for no device ends', () => {
  expect(answer('https://api.rupt.dev/v2/access/device/undefined/listen', 'refused')).toMatchObject({ ends: true })
})

it('A message is written as a server-sent event', () => {
  expect(sent({ action: 'logout' })).toBe('data: {"action":"logout"}\n\n')
})

it('An answer is read as JSON, or else shown as text', () => {
  expect(readable('{"success":true}')).toEqual({ success: true })
  expect(readable('<h1>500</h1>')).toBe('<h1>500</h1>')
})
