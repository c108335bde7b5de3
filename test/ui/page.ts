// The playground's page in jsdom. There is no service worker, so the site does not open: these tests are about its forms and
// words. The tests in browsers have the rest.
import { configure, fireEvent, waitFor, within } from '@testing-library/dom'

// What the page needs, and jsdom lacks.
Object.assign(globalThis, {
  BroadcastChannel: class {
    addEventListener() {}
  },
  structuredClone: <T>(value: T) => JSON.parse(JSON.stringify(value)) as T
})
Object.assign(HTMLDialogElement.prototype, { close() {}, showModal() {} })

// Plain fields do here, as they do where CodeMirror cannot be loaded.
jest.mock('../../playground/ui/codeMirror', () => {
  throw new Error('Not loaded')
})

// Jest's own limit is 5 s. An error without the whole document.
configure({ asyncUtilTimeout: 4_500, getElementError: (message) => new Error(message ?? '') })

export { waitFor, within }

/** What assistive technology finds on the page. */
export const page = () => within(document.body)

/** Opens the page in a new tab. */
export function openPage(hash = ''): void {
  sessionStorage.clear()
  window.history.replaceState(null, '', `/${hash}`)
  // Not the body of the page before, which its own copy of Preact has filled.
  document.body = document.createElement('body')
  jest.isolateModules(() => void jest.requireActual('../../playground/ui/main'))
}

export const find = <Found extends HTMLElement>(selector: string) => {
  const found = document.querySelector<Found>(selector)
  if (!found) throw new Error(`The page has no ${selector}.`)
  return found
}

export const setting = (key: string) => find<HTMLInputElement>(`#setting-${key}`)

/** The trigger, the name or a field of a mapping. */
export const field = (key: string, mapping = 1) => find<HTMLInputElement>(`#mapping-${mapping}-${key}`)

// Not by its role: jsdom computes the name of everything for that.
export const button = (name: string) =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)!

export const click = (name: string) => fireEvent.click(button(name))

/** Types, and leaves the field. */
export function type(into: HTMLElement, text: string): void {
  fireEvent.input(into, { target: { value: text } })
  fireEvent.change(into)
  fireEvent.blur(into)
}

/** Opens a mapping. */
export async function open(mapping = 1): Promise<void> {
  fireEvent.click(find(`#mapping-${mapping}-toggle`))
  await waitFor(() => field('account', mapping))
}

export async function paste(value: unknown): Promise<void> {
  type(find('#paste'), typeof value === 'string' ? value : JSON.stringify(value))
  await waitFor(() => expect(button('Use it').disabled).toBe(false))
  click('Use it')
}

export const mappings = () => [...document.querySelectorAll('.mapping .toggle b')].map(({ textContent }) => textContent)

export const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? ''

/** What the site in the frame does. */
export { report } from '../../playground/protocol'
