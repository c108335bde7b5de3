/** What the visitor's frame runs with: the one thing that both sides of the playground know. */
export interface Running {
  settings: Record<string, string>
  subscription: {
    name: string
    enabled: boolean
    partnerAction: string
    subscribe: string
    mapping: Record<string, unknown>
  }
}

/** One line of the timeline. */
export interface Entry {
  kind:
    'event' | 'payload' | 'attach' | 'none' | 'request' | 'answer' | 'push' | 'warning' | 'error' | 'redirect' | 'visit'
  text: string
  /** It went wrong. */
  bad?: boolean
  /** What the line opens to. */
  detail: unknown
}

/** From the frame to the playground. */
export type Told =
  | { entry: Entry }
  | { visitor: string | null }
  /** The address that a visitor would see. */
  | { page: string }
  /** Analytics.js is ready: from here on it takes calls. */
  | { ready: true }
  /** The visitor proved to be the owner, and logged the other devices out. */
  | { verified: true }
  | { back: true }

/** From the playground to the frame: a call of Analytics.js, or the site's router. */
export type Asked = { call: string; args: unknown[] } | { route: string }

const KEY = 'rupt-playground-running'

export const save = (running: Running) => sessionStorage.setItem(KEY, JSON.stringify(running))

export const restore = () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Running | null
