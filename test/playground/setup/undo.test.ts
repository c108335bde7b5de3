import { defaultSetup } from '../../../playground/tool/setup/setup'
import { replacing } from '../../../playground/tool/setup/undo'

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
