// Leave to contact Rupt itself. It is asked for before the first request, in each tab and after each reload, so it is
// kept nowhere but here.
import { LIVE } from '../../core/running'

let agreed = false

export const needsLeave = (scenario: string) => scenario === LIVE && !agreed

export function giveLeave(given: boolean): void {
  agreed = given
}
