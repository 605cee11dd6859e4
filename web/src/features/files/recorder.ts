// SPDX-License-Identifier: MIT
// Records the microphone: bytes, length and loudness. One recording at a time; the microphone is let go with it.
import type { OutgoingFile } from '@/core/api'
import { digitsOf } from './waveform'

export const VOICE_MS_MAX = 5 * 60_000
const SHORT_MS = 700 // a slip of the finger
const LEVEL_MS = 50

// What most others can play comes first.
const types = ['audio/mp4;codecs=mp4a.40.2', 'audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm']

export interface Recording {
  readonly levels: readonly number[] // 0 … 1, one for each LEVEL_MS
  length(): number // ms so far
  // The message, or nothing if it was too short.
  finish(): Promise<OutgoingFile | undefined>
  cancel(): void
}

export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && !!navigator.mediaDevices?.getUserMedia
}

// Throws what getUserMedia throws: NotAllowedError, NotFoundError …
export async function record(onLevel: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 } })
  try {
    return begin(stream, onLevel)
  } catch (error) {
    for (const track of stream.getTracks()) track.stop() // nobody would any more
    throw error
  }
}

function begin(stream: MediaStream, onLevel: () => void): Recording {
  const type = types.find((one) => MediaRecorder.isTypeSupported(one))
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 32_000 })
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const levels: number[] = []
  const pieces: Blob[] = []
  const began = performance.now()
  let ended: number | undefined

  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    let sum = 0
    for (const sample of samples) sum += sample * sample
    levels.push(Math.min(1, Math.sqrt(sum / samples.length) * 3))
    onLevel()
  }, LEVEL_MS)
  recorder.addEventListener('dataavailable', (event) => event.data.size > 0 && pieces.push(event.data))
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }))
  recorder.start(1_000)

  function length(): number {
    return (ended ?? performance.now()) - began
  }
  function stop(): void {
    ended ??= performance.now()
    clearInterval(timer)
    if (recorder.state !== 'inactive') recorder.stop()
    for (const track of stream.getTracks()) track.stop()
    void context.close().catch(() => undefined)
  }

  return {
    levels,
    length,
    async finish() {
      stop()
      await stopped
      if (length() < SHORT_MS || pieces.length === 0) return undefined
      const plain = (recorder.mimeType || type || 'audio/webm').split(';')[0]!
      const blob = new Blob(pieces, { type: plain })
      const suffix = plain.endsWith('mp4') ? 'm4a' : plain.split('/')[1]!
      return { kind: 'voice', blob, name: `voice-${stamp()}.${suffix}`, duration: Math.round(length()), waveform: digitsOf(levels) }
    },
    cancel: stop,
  }
}

export function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')
}
