// SPDX-License-Identifier: MIT
// What is settled before somebody sits down in a call: whether the devices encrypt it themselves, as this one wants it and
// can, and which way it will go.
import type { CallInfo, CallSeat } from '../protocol/generated'
import type { CallsHost } from './host'
import { Secure } from './secure'
import type { Current } from './seen'

export function openSecure(call: Current, host: CallsHost, changed: () => void): void {
  call.secure ??= new Secure({ worker: host.worker!, send: (to, key) => call.signals.send(to, { key }), changed })
}

// Two who call at once may not want the same. Nobody is heard by the server who did not want to be. Answers why not.
export function agreeOn(call: Current, { call: { id, secure }, leg }: CallSeat, host: CallsHost, changed: () => void): 'e2ee_unsupported' | 'e2ee_missing' | undefined {
  if (!secure) return call.secure && 'e2ee_missing'
  if (!host.worker) return 'e2ee_unsupported'
  if (!call.secure) {
    call.mesh.discard() // it would send in the clear
    if (call.mesh.lines.size > 0) return 'e2ee_missing'
  }
  openSecure(call, host, changed)
  call.secure!.sit(id, { leg, user: host.self() })
  return undefined
}

// The way through the server is prepared while the place is asked for.
export function foresee(call: Current, info: CallInfo | undefined): void {
  if (info?.mode !== 'sfu' || info.secure) return
  call.direct = false
  call.way.prepare(info)
}
