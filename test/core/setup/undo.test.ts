import { defaultMapping, defaultSetup } from '../../../playground/core/setup/setup'
import { replacing, savedAfter } from '../../../playground/core/setup/undo'

const mine = {
  setup: { ...defaultSetup(), settings: { client_id: 'mine' } },
  saved: defaultSetup(),
  ownEvent: '{ "type": "page" }'
}
const linked = { setup: defaultSetup(), saved: defaultSetup(), ownEvent: '{ "type": "track" }' }

it('Undo brings back the setup and the event that were replaced, and can be undone', () => {
  const { now, before } = replacing(mine, linked)
  expect(now).toEqual(linked)
  const undone = replacing(now, before)
  expect(undone.now).toEqual(mine)
  expect(replacing(undone.now, undone.before).now).toEqual(linked)
})

it('Replacing the setup alone keeps the event', () => {
  expect(replacing(mine, { setup: linked.setup }).now.ownEvent).toBe(mine.ownEvent)
})

describe('What Segment has after a paste', () => {
  const settings = { client_id: 'mine' }
  const [a, b, c] = ['1', '2', '3'].map((id) => defaultMapping(id))
  const saved = { settings, mappings: [a, b] }
  // One was changed since, and one added.
  const now = { settings: { client_id: 'typed' }, mappings: [{ ...a, trigger: 'changed' }, b, c] }

  it('A pasted mapping is what Segment has, and the other changes stay changes', () => {
    const pasted = { ...b, trigger: 'pasted' }
    const added = defaultMapping('4')
    const next = { ...now, mappings: [now.mappings[0], pasted, c, added] }
    expect(savedAfter(saved, now, next)).toEqual({ settings, mappings: [a, pasted, added] })
  })

  it('Pasted settings leave the changes of the mappings', () => {
    const next = { settings: { client_id: 'pasted' }, mappings: [...now.mappings] }
    expect(savedAfter(saved, now, next)).toEqual({ settings: next.settings, mappings: [a, b] })
  })

  it('Pasted mappings that replace all are all that Segment has', () => {
    const next = { ...now, mappings: [defaultMapping('1')] }
    expect(savedAfter(saved, now, next)).toEqual({ settings, mappings: next.mappings })
  })
})
