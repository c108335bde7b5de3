// The destination's settings and fields, as its definition has them.
import { destination } from '../../src'
import type { Payload, Settings as SavedSettings } from '../../src'

export type SettingKey = keyof SavedSettings
export type UrlKey = Exclude<SettingKey, 'client_id'>
export type FieldKey = keyof Payload

/** As they are typed, or as Segment has them: each may be missing. */
export type Settings = { [key in SettingKey]?: string }

const { fields, title, defaultSubscription = '' } = destination.actions.attach

export const SETTINGS = destination.settings as Record<
  SettingKey,
  { label: string; description: string; required?: boolean }
>
export const FIELDS = fields as Record<FieldKey, (typeof fields)[string]>
export const TITLE = title
export const DEFAULT_TRIGGER = defaultSubscription

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]
export const FIELD_KEYS = Object.keys(FIELDS) as FieldKey[]

export const isSetting = (key: string): key is SettingKey => Object.keys(SETTINGS).includes(key)
export const isField = (key: string): key is FieldKey => Object.keys(FIELDS).includes(key)

/** Segment's limit for one destination. */
export const MAX_MAPPINGS = 50

/** As the destination gets them. */
export const saved = (settings: Settings): SavedSettings => ({ client_id: '', new_account_url: '', ...settings })

/** What of a document's settings is the destination's. */
export const settingsOf = (values: Record<string, unknown>): Settings =>
  Object.fromEntries(SETTING_KEYS.map((key) => [key, asText(values[key])]))

const asText = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
