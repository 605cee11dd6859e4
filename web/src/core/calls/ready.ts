// SPDX-License-Identifier: MIT
// The answer to what rings, made while it rings: all that is not heard of outside of this device. No address is looked for
// before somebody has answered (setLocalDescription), no device is opened, and nothing is sent but the question for the
// servers that may be asked for addresses then.
import type { IceConfig, Sdp } from '../protocol/generated'
import type { Ring } from './book'
import type { Current } from './seen'

export interface Prepared {
  call: Current
  answer: Promise<Sdp | undefined> // undefined: it could not be made
  made: Sdp | undefined // the same, once it is there: it goes before the screen is drawn anew
  ice: IceConfig | undefined // not there yet
}

interface Held extends Prepared {
  id: string
  of: string
}

export interface ReadyHost {
  make(ring: Ring): Current
  ice(): Promise<IceConfig>
}

const keyOf = ({ id, leg, offer }: Ring): string => `${id} ${leg} ${offer?.sdp}`

export class Ready {
  private held: Held | undefined

  constructor(private readonly host: ReadyHost) {}

  // One at a time: whatever else rings is answered without.
  follow(rings: ReadonlyMap<string, Ring>, free: boolean): void {
    const { held } = this
    const ring = held && rings.get(held.id)
    if (held && (!free || !ring || keyOf(ring) !== held.of)) this.drop()
    if (!free || this.held) return
    const [first] = rings.values()
    if (first?.offer && first.leg) this.prepare(first, first.offer)
  }

  // The one for this ring, which belongs to the caller from now on.
  take(ring: Ring): Prepared | undefined {
    const { held } = this
    if (!held || held.of !== keyOf(ring)) return undefined
    this.held = undefined
    return held
  }

  drop(): void {
    const { held } = this
    this.held = undefined
    held?.call.way.stop()
    held?.call.secure?.stop()
  }

  private prepare(ring: Ring, offer: Sdp): void {
    let call: Current
    try {
      call = this.host.make(ring)
    } catch {
      return // this browser cannot: it is told when somebody answers
    }
    const answer = call.mesh.answer(ring.leg, offer).catch(() => undefined)
    const held: Held = { id: ring.id, of: keyOf(ring), call, ice: undefined, made: undefined, answer }
    this.held = held
    void answer.then((made) => (held.made = made))
    this.host.ice().then(
      (ice) => (held.ice = ice),
      () => undefined, // it comes with the seat
    )
  }
}
