// What every scan says besides its code: who made it and how they had signed in, and this life of the page.

import type { ClockClaim, DeviceClock } from './deviceclock'
import { randomHex } from './ids'

export type Auth = 'full' | 'badge_pin' | 'held' | 'none'

export interface Stamp extends ClockClaim {
  user?: string
  auth: Auth
  boot_id: string
  app_version?: string
  protocol: number
}

/** How this page speaks of scans. */
export const protocol = 2
/** The page that this script came with. */
export const appVersion = globalThis.document?.body.dataset.version ?? ''

const boot = randomHex(8)
let maker: { user?: string; auth: Auth } = { auth: 'none' }

/** Says who scans from now on; nobody, where no name is given. */
export function scansAs(user: string | undefined, auth: Auth = 'full'): void {
  maker = user ? { user, auth } : { auth: 'none' }
}

/** Stamps the scans of this page. */
export function stamps(clock: DeviceClock): () => Stamp {
  return () => ({ ...maker, ...clock.claim(), boot_id: boot, ...(appVersion ? { app_version: appVersion } : {}), protocol })
}
