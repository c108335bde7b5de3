// What came of an event or a visit, as data. `words` makes the sentences; nothing reads them.
import type { FieldKey, UrlKey } from '../definition'
import type { Obstacle } from '../log/facts'
import type { AccountDoubt } from '../mapping/account'
import type { FieldState } from '../mapping/field'
import type { Mend } from '../mend'
import type { ConditionResult } from '../trigger/conditions'
import type { Reading } from '../trigger/reading'

export type Tone = 'good' | 'attention' | 'bad' | 'waiting' | 'quiet'

/** Who was attached, and what Rupt did not get. */
export interface Attachment {
  account: string
  late: boolean
  /** What was mapped and could not be used; the email, where Rupt got neither one nor a phone. */
  lacks: FieldKey[]
  /** The type of the event that has sent the email for this account. */
  emailBy?: string
  /** The mapping that would send it with an identify. */
  emailOnIdentify?: string
  /** The email that was sent is none. */
  noEmail: boolean
  doubt?: AccountDoubt
}

/** A URL setting that leads nowhere. */
export interface UselessUrl {
  key: UrlKey
  because: 'blank' | 'ignored'
}

export type Part = 'Rupt’s SDK' | 'the destination' | 'Analytics.js'

/** Where a visitor was sent: a path of the site, another address, or undefined where the browser does not say. */
export type Target = string | undefined

type Kinds =
  // The call of Rupt.attach, and what followed. A suspended visitor may end up on a page that attaches again.
  | { kind: 'attached'; attachment: Attachment; overLimit?: { devices: number; limit: number } }
  | { kind: 'challenged'; targets: Target[]; stillSignedIn?: UselessUrl }
  | { kind: 'loggedOut'; attachment: Attachment; targets: Target[] }
  | { kind: 'notLoggedOut'; attachment: Attachment; url: UselessUrl }
  | { kind: 'suspended'; targets: Target[]; again?: string }
  | { kind: 'sdkError'; how: 'threw' | 'rejected'; message: string }
  | { kind: 'refused'; status: number }
  | { kind: 'requestFailed' }
  | { kind: 'serverError'; status: number }
  | { kind: 'noSuccess' }
  | { kind: 'gaveUp' }
  | { kind: 'logoutAddress'; url: UselessUrl }
  | { kind: 'unreadableAnswer' }
  | { kind: 'redirected'; target: Target }
  | { kind: 'leftUnanswered' }
  | { kind: 'waitingForAnswer' }
  | { kind: 'attaching'; account: string }
  // An event that came to no call.
  /** With how the trigger is read, where that may be why. */
  | { kind: 'ignored'; failures: ConditionResult[]; reading?: Reading }
  | { kind: 'ignoredByAll' }
  | { kind: 'noMapping' }
  | { kind: 'noClientId' }
  | { kind: 'destinationDropped'; message: string }
  | { kind: 'mappingFails'; message: string }
  | { kind: 'suspendedPage' }
  | { kind: 'noAccount'; state: FieldState }
  | { kind: 'stopped'; by: string }
  | { kind: 'inFlight' }
  | { kind: 'failed'; message: string }
  | { kind: 'noCall' }
  | { kind: 'held'; field: string; reason: string }
  | { kind: 'notSent'; obstacle: Obstacle }
  // What the SDK or the destination is waited for, or will not come.
  | { kind: 'waiting'; part: Part }
  | { kind: 'left'; part: Part }
  | { kind: 'sdkFailed' }
  | { kind: 'sdkUndefined' }
  | { kind: 'blocked'; host: string; directive: string }
  // A visit.
  | { kind: 'ready' }
  | { kind: 'noMappingRuns' }
  | { kind: 'destinationMissing' }
  | { kind: 'notEnabled' }
  | { kind: 'edited' }
  | { kind: 'copies'; copies: number }
  | { kind: 'bundled' }
  | { kind: 'sdkOfTheSite' }
  | { kind: 'classic'; version: string }
  | { kind: 'unwatchable'; version: string }
  | { kind: 'analyticsOff' }
  | { kind: 'analyticsUnseen' }

export type Kind = Kinds['kind']

interface About {
  tone: Tone
  /** On an event, or on the visit. */
  on: 'event' | 'visit'
  /** The name of the mapping, if a visit has several. Null: of no mapping. */
  mapping?: string | null
  /** Segment's copy of today would do otherwise: the trigger as it should be written. */
  servedOtherwise?: { attaches: boolean; trigger: string }
  /** How a trigger is read that is not the one written, and attached. */
  triggerReadAs?: string
  /** What of the advice can be done at once. */
  mends?: Mend[]
}

export type Verdict = Kinds & About

/** One that is made before anybody knows on what it is. */
export type Finding = Kinds & Omit<About, 'on'>
