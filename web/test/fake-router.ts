// SPDX-License-Identifier: MIT
// The media router of a server in memory: it answers offers, and whoever is connected to it is connected.
import { ChatError } from '../src/core/api'
import type { SfuLayer } from '../src/core/protocol/generated'
import type { SfuOffer } from '../src/core/calls/sfu'
import { fake, type FakeConnection, type FakeNet } from './fake-rtc'

export class FakeRouter {
  readonly ends = new Map<string, FakeConnection>()
  readonly offers: (SfuOffer & { of: string })[] = []
  readonly layers: SfuLayer[][] = []

  constructor(private readonly net: FakeNet) {}

  async take(of: string, offer: SfuOffer): Promise<{ sdp: string }> {
    this.offers.push({ of, ...offer })
    if (offer.fresh) this.leave(of)
    else if (!this.ends.has(of)) throw new ChatError('conflict', 'fresh')
    const end = this.ends.get(of) ?? fake(this.net.make())
    this.ends.set(of, end)
    await end.setRemoteDescription({ type: 'offer', sdp: offer.sdp })
    const { sdp = '' } = await end.createAnswer()
    await end.setLocalDescription({ type: 'answer', sdp })
    return { sdp: JSON.stringify({ ...JSON.parse(sdp), lite: true }) }
  }

  leave(of: string): void {
    this.ends.get(of)?.close()
    this.ends.delete(of)
  }

  has = (one: FakeConnection): boolean => [...this.ends.values()].includes(one)

  // Its process was ended and began anew.
  restart(): void {
    for (const of of this.ends.keys()) this.leave(of)
  }
}
