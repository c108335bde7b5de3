import { destination } from '../dist/index.js'

/** All that a reload must bring back. It belongs to the tab. */
interface State {
  settings: Record<string, string>
  trigger: string
  /** Each field's mapping as JSON; an empty text leaves the field unmapped. */
  mapping: Record<string, string>
  scenario: string
  signIn: Record<string, string>
  event: string
}

const KEY = 'rupt-playground'

const attach = destination.actions.attach

export function defaults(): State {
  return {
    settings: {
      client_id: 'playground',
      new_account_url: '/landing/new-account',
      logout_url: '/landing/signed-out',
      success_url: '/landing/verified',
      suspended_url: '/landing/suspended'
    },
    trigger: attach.defaultSubscription ?? '',
    mapping: Object.fromEntries(Object.entries(attach.fields).map(([key, field]) => [key, json(field.default)])),
    scenario: 'within',
    signIn: { id: 'user-1', email: 'ada@example.com', phone: '' },
    event: json({
      type: 'page',
      name: 'Pricing',
      properties: { plan: 'team' },
      context: { traits: { email: 'ada@example.com' } }
    })
  }
}

export const state: State = { ...defaults(), ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<State>) }

export function remember(changed: Partial<State>): void {
  Object.assign(state, changed)
  sessionStorage.setItem(KEY, JSON.stringify(state))
}

export function json(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}
