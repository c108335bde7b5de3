import { mostTelling, rowsOf } from '../../../playground/core/log/rows'
import type { Row } from '../../../playground/core/log/rows'
import type { Card } from '../../../playground/core/log/cards'

const visit = (id: string, at: number) => ({ kind: 'visit', id, at }) as Card
const event = (id: string, visit: string) => ({ kind: 'event', id, visit }) as Card
const note = (id: string) => ({ kind: 'note', id }) as Card

const ids = (rows: Row[]) => rows.map((row) => (Array.isArray(row) ? row.map(({ id }) => id) : row.id))

it('A visit that another follows within a second is one row', () => {
  const cards = [visit('v1', 0), event('e1', 'v1'), event('e2', 'v1'), visit('v2', 999), event('e3', 'v2')]
  expect(ids(rowsOf(cards))).toEqual([['v1', 'e1', 'e2'], 'v2', 'e3'])
})

it('A visit that lasts a second has a row for each card', () => {
  const cards = [visit('v1', 0), event('e1', 'v1'), visit('v2', 1000), event('e2', 'v2')]
  expect(ids(rowsOf(cards))).toEqual(['v1', 'e1', 'v2', 'e2'])
})

it('A short visit without events is a card like any other', () => {
  expect(ids(rowsOf([visit('v1', 0), visit('v2', 10)]))).toEqual(['v1', 'v2'])
})

it('A short visit keeps its late events and leaves the notes where they are', () => {
  const cards = [visit('v1', 0), note('n1'), event('e1', 'v1'), visit('v2', 10), event('e2', 'v1'), note('n2')]
  expect(ids(rowsOf(cards))).toEqual([['v1', 'e1', 'e2'], 'n1', 'v2', 'n2'])
})

it('The most telling verdict is the worst, and an attached device tells more than an ignored event', () => {
  const tones = (...tones: ('bad' | 'attention' | 'waiting' | 'good' | 'quiet')[]) =>
    mostTelling(tones.map((tone) => ({ tone })))?.tone
  expect(tones('quiet', 'good')).toBe('good')
  expect(tones('good', 'attention', 'quiet', 'waiting')).toBe('attention')
  expect(tones('attention', 'bad')).toBe('bad')
  expect(tones()).toBeUndefined()
})
