import { copy, element, find } from './dom'
import type { Entry } from './running'

interface Line extends Entry {
  at: string
}

const KEY = 'rupt-playground-timeline'

/** Enough for a long session; the page's storage holds 5 MB. */
const LONGEST = 300

const NAMES: Record<Entry['kind'], string> = {
  visit: 'Visit',
  event: 'Event',
  payload: 'Mapping',
  attach: 'SDK',
  none: 'No call',
  request: 'Request',
  answer: 'Answer',
  push: 'Push',
  warning: 'Warning',
  error: 'Error',
  redirect: 'Redirect'
}

let lines = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Line[]

const list = () => find('#timeline ol')

export function timeline(): void {
  list().replaceChildren(...lines.map(shown))
  scrollDown()

  const copyButton = find('#copy')
  copyButton.addEventListener('click', () => void copy(copyButton, JSON.stringify(lines, null, 2)))
  find('#clear').addEventListener('click', () => {
    keep([])
    list().replaceChildren()
  })
}

/** Adds a line, the newest last. */
export function happened(entry: Entry): void {
  const line = { at: new Date().toLocaleTimeString('en-GB'), ...entry }
  const atEnd = list().scrollHeight - list().scrollTop - list().clientHeight < 40
  keep([...lines, line].slice(-LONGEST))
  list().append(shown(line))
  while (list().children.length > LONGEST) list().firstElementChild?.remove()
  if (atEnd) scrollDown()
}

function keep(kept: Line[]): void {
  lines = kept
  sessionStorage.setItem(KEY, JSON.stringify(lines))
}

function scrollDown(): void {
  list().scrollTop = list().scrollHeight
}

function shown({ at, kind, text, detail }: Line): HTMLElement {
  const json = typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2)
  const line = [
    element('time', {}, at),
    element('span', { class: 'kind' }, NAMES[kind]),
    element('span', { class: 'text' }, text),
    // The first words of it; the line opens to the rest.
    element('code', { class: 'glance' }, detail === undefined ? '' : glance(detail))
  ]
  const body =
    detail === undefined
      ? element('div', { class: 'line' }, ...line)
      : element('details', {}, element('summary', { class: 'line' }, ...line), element('pre', { tabindex: 0 }, json))
  return element('li', { class: kind }, body)
}

function glance(detail: unknown): string {
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail)
  return text.slice(0, 200)
}
