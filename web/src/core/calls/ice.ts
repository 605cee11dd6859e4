// SPDX-License-Identifier: MIT
// The ways that the server offers: its own STUN port (RFC 8489) under the host of the page, and relays (RFC 8656).
import type { IceConfig } from '../protocol/generated'

export function configurationOf(ice: IceConfig, hostname: string): RTCConfiguration {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
  const servers: RTCIceServer[] = ice.servers.map(({ urls, username, credential }) => ({
    urls: urls.map(({ url }) => url),
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }))
  if (ice.stun !== undefined) servers.push({ urls: [`stun:${host}:${ice.stun}`] })
  return { iceServers: servers, iceTransportPolicy: ice.relay ? 'relay' : 'all', bundlePolicy: 'max-bundle' }
}

// When to ask for others: at half of the time that is left.
export function renewIn(ice: IceConfig, now: number): number | undefined {
  return ice.until === undefined ? undefined : Math.max(10_000, (ice.until - now) / 2)
}

// Credentials end; those of a long call are renewed in time.
export class Renewal {
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly fetch: () => Promise<IceConfig>) {}

  follow(ice: IceConfig, renewed: (ice: IceConfig) => void): void {
    this.stop()
    const wait = renewIn(ice, Date.now())
    if (wait !== undefined) this.timer = setTimeout(() => void this.renew(ice, renewed), wait)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private async renew(ice: IceConfig, renewed: (ice: IceConfig) => void): Promise<void> {
    const { timer } = this
    const next = await this.fetch().catch(() => undefined) // tried again when half of what is left is over
    if (this.timer !== timer) return // of another call, or of none
    if (next) renewed(next)
    this.follow(next ?? ice, renewed)
  }
}
