import { copy, element, find } from './dom'
import type { Entry } from './running'

interface Line extends Entry {
  at: string
  /** How often it was said in a row. */
  times: number
}

const KEY = 'rupt-playground-timeline'

/** Enough for a long session. */
const LONGEST = 300

/** A pair that comes again and again, such as a request and its answer, is counted rather than repeated. */
const RECENT = 2

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
  follow()

  const copyButton = find('#copy')
  copyButton.addEventListener('click', () => void copy(copyButton, JSON.stringify(lines, null, 2)))
  find('#clear').addEventListener('click', () => {
    lines = []
    keep()
    list().replaceChildren()
  })
}

/** Adds a line, the newest last. */
export function happened(entry: Entry): void {
  const atEnd = list().scrollHeight - list().scrollTop - list().clientHeight < 40
  const index = lines.findIndex((line, index) => index >= lines.length - RECENT && same(line, entry))
  if (index >= 0) {
    lines[index].times++
    list().children[index].querySelector('.times')!.textContent = counted(lines[index])
  } else {
    lines.push({ ...entry, at: new Date().toLocaleTimeString('en-GB'), times: 1 })
    list().append(shown(lines[lines.length - 1]))
    while (lines.length > LONGEST) drop()
  }
  keep()
  // Someone who reads a line does not want it to scroll away.
  if (atEnd && !list().querySelector('[open]')) follow()
}

function same(line: Line, { kind, text, detail }: Entry): boolean {
  return (
    kind !== 'visit' &&
    line.kind === kind &&
    line.text === text &&
    JSON.stringify(line.detail) === JSON.stringify(detail)
  )
}

function drop(): void {
  lines.shift()
  list().firstElementChild?.remove()
}

/** The page's storage holds about 5 MB, which large events fill: then the oldest go. */
function keep(): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(lines))
  } catch {
    if (lines.length <= 1) return
    drop()
    keep()
  }
}

function follow(): void {
  list().scrollTop = list().scrollHeight
}

function shown(line: Line): HTMLElement {
  const { at, kind, text, detail, bad } = line
  const parts = [
    element('time', {}, at),
    element('span', { class: 'kind' }, NAMES[kind]),
    element('span', {}, element('span', { class: 'text' }, text), element('span', { class: 'times' }, counted(line))),
    // The first words of it; the line opens to the rest.
    element('code', { class: 'glance' }, glance(line))
  ]
  const details = element(
    'details',
    {},
    element('summary', { class: 'line' }, ...parts),
    element('pre', { tabindex: 0 }, asText(detail, 2))
  )
  return element('li', { class: bad ? `${kind} bad` : kind }, details)
}

const counted = ({ times }: Line) => (times > 1 ? ` × ${times}` : '')

/** Where the text says it all, nothing more. */
function glance({ kind, detail }: Line): string {
  const told = ['event', 'payload', 'attach', 'push'].includes(kind) || typeof detail === 'string'
  return told ? asText(detail).slice(0, 200) : ''
}

const asText = (detail: unknown, indent?: number) =>
  typeof detail === 'string' ? detail : JSON.stringify(detail, null, indent)
