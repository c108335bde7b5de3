// What the visitor, and the owner of their account, can do on the playground's site.
import type { SiteCall } from '../../core/event'
import { filled } from '../../core/event'
import { newId } from '../../core/log/sighting'
import { LIVE } from '../../core/running'
import { forgetVisitor } from '../../protocol'
import { log, show } from './history'
import { isOnSite, send, visit } from './frame'
import { giveLeave } from './live'
import { asksForLive, listening, scenario, signIn, visitId } from './state'

export const traits = () => filled({ email: signIn.value.email, phone: signIn.value.phone })

export const identify = (): SiteCall => ({ call: 'identify', args: [signIn.value.id, traits()] })

export const pageWithTraits = (): SiteCall => ({ call: 'page', args: [{}, { traits: traits() }] })

const note = (text: string) => show(log.note(newId(), Date.now(), text))

export function signOut(): void {
  note('sign out · analytics.reset() forgets the visitor')
  if (isOnSite()) return send({ call: 'reset', args: [] })
  forgetVisitor()
  visit()
}

/** The owner logs this device out. Browsers stop idle workers and their streams, and then no page gets the message. */
export async function logOut(): Promise<void> {
  listening.value = false
  note('owner · logs this device out')
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: heard }: MessageEvent<boolean>) => {
    if (heard) return
    note(
      'owner · the page did not get it: the browser had closed the idle connection. Send a page view, then try again.'
    )
  }
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ visit: visitId.value, message: { action: 'logout' } }, [port2])
}

/** The scenario to return to when Live is declined. */
let offline = 'within'

export function choose(name: string): void {
  if (name === LIVE && scenario.value !== LIVE) offline = scenario.value
  scenario.value = name
  visit()
}

export function answerLive(agreed: boolean): void {
  asksForLive.value = false
  giveLeave(agreed)
  if (!agreed) scenario.value = offline
  visit()
}
