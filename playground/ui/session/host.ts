// Where the panes are: in the playground, which drives a site of its own, or beside one's own site, which is only watched.
import { createContext } from 'preact'
import type { FrameRequest } from '../../protocol'
import type { Setup } from '../../core/setup/setup'
import { apply, send } from './frame'
import { preset } from './state'

export interface Host {
  /** What the setup goes back to. */
  origin: { name: string; setup: () => Setup }
  /** Sends a call to the site. On one's own site, nothing can be sent. */
  send?: (request: FrameRequest) => void
  /** Runs a changed setup. On one's own site, the next page load does. */
  apply: () => void
}

export const PLAYGROUND: Host = { origin: { name: 'preset', setup: () => preset }, send, apply }

export const Host = createContext<Host>(PLAYGROUND)
