// SPDX-License-Identifier: MIT
// What the chosen camera sees and the chosen microphone hears, before there is a call.
import { meterOf, type Meter } from '@/core/calls/meter'
import type { Choice } from '@/core/calls/view'

export interface Preview {
  stream: MediaStream
  level(): number // 0 … 1
  stop(): void
}

// Fails with what the browser says.
export async function openPreview(choice: Choice, video: boolean): Promise<Preview> {
  const device = (id: string | undefined): MediaTrackConstraints => (id ? { deviceId: { ideal: id } } : {})
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { ...device(choice.mic), noiseSuppression: choice.noise, echoCancellation: true },
    ...(video ? { video: { ...device(choice.camera), width: { ideal: 1280 }, height: { ideal: 720 } } } : {}),
  })
  const track = stream.getAudioTracks()[0]
  let context: AudioContext | undefined
  let meter: Meter | undefined
  try {
    context = typeof AudioContext === 'undefined' ? undefined : new AudioContext()
    meter = context && track ? meterOf(context, track) : undefined
  } catch {
    // no meter
  }
  return {
    stream,
    level: () => meter?.read() ?? 0,
    stop() {
      meter?.stop()
      void context?.close()
      for (const one of stream.getTracks()) one.stop()
    },
  }
}
