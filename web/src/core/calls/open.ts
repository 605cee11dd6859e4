// SPDX-License-Identifier: MIT
// The calls of this page, over the chat that it shows.
import type { ChatCore } from '../api'
import '../protocol/call-frames'
import { randomId } from '../platform'
import { scriptUrl } from '../../workers/script-url'
import { CallCenter } from './calls'
import { maySeal } from './may-seal'
import { Redundancies, useRedundancies } from './redundant'
// oxlint-disable-next-line import/default -- the URL that the bundler gives
import redundantWorker from './redundant-worker?worker&url'
// oxlint-disable-next-line import/default -- the URL that the bundler gives
import secureWorker from './secure-worker?worker&url'

const worker = (path: string) => (): Worker => new Worker(scriptUrl(path), { type: 'module' })

export function openCalls(core: ChatCore): { calls: CallCenter; stop: () => void } {
  const redundancies = maySeal() ? new Redundancies(worker(redundantWorker)) : undefined
  useRedundancies(redundancies)
  const calls = new CallCenter({
    request: async (op, request) => core.live(op, request), // throws where nobody is signed in
    socket() {
      const view = core.connection()
      return view.state === 'online' ? view : undefined
    },
    self: () => core.self().id,
    randomId: randomId,
    hostname: location.hostname,
    media: navigator.mediaDevices as typeof navigator.mediaDevices | undefined,
    storage: storageOrNone(),
    connection: (config) => new RTCPeerConnection(config),
    audio: typeof AudioContext === 'undefined' ? undefined : () => (context ??= new AudioContext()),
    voice: () => new Audio(),
    worker: maySeal() ? worker(secureWorker) : undefined,
  })
  let context: AudioContext | undefined
  const stops = [core.onPush((push) => calls.push(push)), core.subscribe('connection', () => void calls.online())]
  for (const push of core.early.take()) calls.push(push)
  // A page that goes away has hung up.
  const gone = (): void => calls.leave()
  addEventListener('pagehide', gone)
  const moved = (): void => calls.networkChanged()
  addEventListener('online', moved)
  // Its other news are estimates that change all the time.
  const network = (navigator as { connection?: EventTarget & { type?: string } }).connection
  let type = network?.type
  const other = (): void => {
    if (network?.type === type) return
    type = network?.type
    moved()
  }
  network?.addEventListener('change', other)
  return {
    calls,
    stop: () => {
      removeEventListener('pagehide', gone)
      removeEventListener('online', moved)
      network?.removeEventListener('change', other)
      for (const stop of stops) stop()
      calls.stop()
      redundancies?.stop()
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
