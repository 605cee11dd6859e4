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
