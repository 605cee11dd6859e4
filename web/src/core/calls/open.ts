// SPDX-License-Identifier: MIT
// The calls of this page, over the chat that it shows.
import type { ChatCore } from '../api'
import '../protocol/call-frames'
import { randomId } from '../platform'
import { CallCenter } from './calls'

export function openCalls(core: ChatCore): { calls: CallCenter; stop: () => void } {
  const online = (): boolean => core.connection().state === 'online'
  const calls = new CallCenter({
    request: (op, request) => core.live(op, request),
    online,
    self: () => core.self().id,
    randomId: randomId,
    hostname: location.hostname,
    media: navigator.mediaDevices as typeof navigator.mediaDevices | undefined,
    storage: storageOrNone(),
    connection: (config) => new RTCPeerConnection(config),
    audio: typeof AudioContext === 'undefined' ? undefined : () => (context ??= new AudioContext()),
    voice: () => new Audio(),
  })
  let context: AudioContext | undefined
  let was = online()
  const stops = [
    core.onPush((push) => calls.push(push)),
    core.subscribe('connection', () => {
      const now = online()
      if (now && !was) void calls.online()
      was = now
    }),
  ]
  for (const push of core.earlyCalls()) calls.push(push)
  // A page that goes away has hung up.
  const gone = (): void => calls.leave()
  addEventListener('pagehide', gone)
  return {
    calls,
    stop: () => {
      removeEventListener('pagehide', gone)
      for (const stop of stops) stop()
      calls.stop()
    },
  }
}

function storageOrNone(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
