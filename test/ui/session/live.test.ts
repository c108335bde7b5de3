import type { giveLeave, needsLeave } from '../../../playground/ui/session/live'

interface Live {
  giveLeave: typeof giveLeave
  needsLeave: typeof needsLeave
}

/** As after a reload of the page. */
function load(): Live {
  let live!: Live
  jest.isolateModules(() => {
    live = jest.requireActual<Live>('../../../playground/ui/session/live')
  })
  return live
}

it('Live needs leave from the start, and no other scenario does', () => {
  const { needsLeave } = load()
  expect(needsLeave('live')).toBe(true)
  expect(needsLeave('over')).toBe(false)
})

it('Live needs leave until it is given, and again once it is refused', () => {
  const { giveLeave, needsLeave } = load()
  giveLeave(true)
  expect(needsLeave('live')).toBe(false)
  giveLeave(false)
  expect(needsLeave('live')).toBe(true)
})

it('Live needs leave again after a reload', () => {
  load().giveLeave(true)
  expect(load().needsLeave('live')).toBe(true)
  expect(sessionStorage).toHaveLength(0)
})
