import type { RedirectUrls } from './redirectUrls'

/**
 * What this destination passes to `Rupt.attach`.
 *
 * Source: `AttachConfig` of the package `rupt`. A test compares the two, so that `src/` needs no package for its types.
 */
export interface AttachConfig {
  client_id: string
  account: string
  email?: string
  phone?: string
  metadata?: object
  /** Left out, the SDK sends the page's path. */
  include_page?: boolean
  /** The SDK has a default for each one that is left out. */
  redirect_urls: RedirectUrls
}

/** What this destination calls of Rupt's SDK. */
export interface Rupt {
  /** Resolves with Rupt's answer, or with `null` after an error, a redirect or a suspension. */
  attach: (config: AttachConfig) => Promise<unknown>
}

declare global {
  interface Window {
    Rupt?: Partial<Rupt>
  }
}
