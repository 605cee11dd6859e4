// SPDX-License-Identifier: MIT
// How loud a microphone is, 0 to 1.
export interface Meter {
  read: () => number
  stop: () => void
}

export function meterOf(context: AudioContext, track: MediaStreamTrack): Meter {
  void context.resume().catch(() => undefined) // another meter may just have stopped
  const source = context.createMediaStreamSource(new MediaStream([track]))
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    read: () => {
      analyser.getFloatTimeDomainData(samples)
      return Math.min(1, Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) * 4)
    },
    stop: () => {
      source.disconnect()
      void context.suspend().catch(() => undefined) // it would cost power
    },
  }
}

const LATER_MS = 300 // the call comes first

// How loud one is oneself.
export class OwnVoice {
  private meter: Meter | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly context: (() => AudioContext) | undefined) {}

  follow(track: MediaStreamTrack | null): void {
    this.meter?.stop()
    this.meter = undefined
    clearTimeout(this.timer)
    if (track && this.context) this.timer = setTimeout(() => this.listen(track), LATER_MS)
  }

  private listen(track: MediaStreamTrack): void {
    try {
      this.meter = meterOf(this.context!(), track)
    } catch {
      // no meter
    }
  }

  level(): number {
    return this.meter?.read() ?? 0
  }
}
