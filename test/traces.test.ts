// Alone in its file, in a window of its own: what another test left behind would be part of the page before.
import { attached, load, page, plugin, settled } from './visit'

it('The destination leaves nothing on the page but what Rupt’s SDK puts there', async () => {
  const { dataLayer } = Object.assign(window, { dataLayer: [] as unknown[] })
  document.cookie = 'site=1'
  localStorage.setItem('site', '1')
  const levels = ['log', 'info', 'debug', 'error', 'warn', 'trace', 'dir', 'table'] as const
  const logs = levels.map((level) => jest.spyOn(console, level).mockImplementation())
  const left = () => [
    Object.getOwnPropertyNames(window).sort(),
    JSON.stringify([localStorage, sessionStorage, document.cookie]),
    document.documentElement.outerHTML
  ]

  window.Rupt = { attach: attached() }
  const before = left()
  const loaded = await plugin()
  await load(loaded, {})
  await page(loaded, { userId: 'user-1', context: { traits: { email: 'ada@site.test' } } })
  await settled()

  expect(left()).toEqual(before)
  expect(dataLayer).toEqual([])
  for (const log of logs) expect(log).not.toHaveBeenCalled()
})
