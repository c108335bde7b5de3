// What the page of one's own site and the command say to each other.
import type { Place } from '../core/log/sighting'
import type { SiteSeen } from '../core/log/facts'
import type { SettingsDocument } from '../core/setup/document'

export interface Report extends Place {
  visit: string
  seen: SiteSeen
}

/** A settings document that the page has read, and its address: none where the page has it in its code. */
export interface Read {
  visit: string
  document: SettingsDocument
  url: string
}

/**
 * The names of the functions that Playwright gives the page. The first script takes both off again. What goes through them
 * is JSON.
 */
export const REPORT = 'ruptVisitReport'
export const READ = 'ruptVisitRead'
