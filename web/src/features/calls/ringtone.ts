// SPDX-License-Identifier: MIT
// Sounds of a call, made by the browser: one rings, one waits for an answer. Only one tab of a browser rings.

type Tone = 'in' | 'out'

const lockName = 'teahouse.ring'
// When each note begins and how high it is; then it is quiet until the round begins anew.
const tunes: Readonly<Record<Tone, { everyMs: number; loud: number; notes: readonly (readonly [at: number, pitch: number, length: number])[] }>> = {
  in: {
    everyMs: 3_200,
    loud: 0.13,
    notes: [
      [0, 659.3, 0.5],
      [0.16, 880, 0.5],
      [0.32, 987.8, 0.9],
      [0.95, 880, 0.5],
      [1.11, 987.8, 0.5],
      [1.27, 1318.5, 1.1],
    ],
  },
  out: { everyMs: 3_600, loud: 0.05, notes: [[0, 440, 1.1]] },
}

let audio: AudioContext | undefined

export class Ringtone {
  #timer: ReturnType<typeof setInterval> | undefined
  #tone: Tone | undefined
  #release: (() => void) | undefined
  #turn = 0

  play(tone: Tone | undefined): void {
    if (tone === this.#tone) return
    this.stop()
    this.#tone = tone
    if (!tone) return
    const turn = this.#turn
    if (tone === 'out' || !navigator.locks) return this.#begin(tone)
    // Whoever has the lock rings; it is given back when the ringing ends.
    void navigator.locks
      .request(lockName, { ifAvailable: true }, async (lock) => {
        if (!lock || turn !== this.#turn) return
        this.#begin(tone)
        await new Promise<void>((resolve) => (this.#release = resolve))
      })
      .catch(() => undefined)
  }

  stop(): void {
    this.#turn++
    clearInterval(this.#timer)
    this.#release?.()
    this.#release = this.#timer = this.#tone = undefined
    if (this.#sounding) navigator.vibrate?.(0)
    this.#sounding?.forEach((gain) => gain.disconnect())
    this.#sounding = undefined
    void audio?.suspend().catch(() => undefined) // it would cost power
  }

  #sounding: GainNode[] | undefined

  #begin(tone: Tone): void {
    const round = (): void => {
      try {
        this.#round(tone)
      } catch {
        // No sound on this machine.
      }
      if (tone === 'in') navigator.vibrate?.([400, 200, 400])
    }
    round()
    this.#timer = setInterval(round, tunes[tone].everyMs)
  }

  #round(tone: Tone): void {
    audio ??= new AudioContext()
    void audio.resume().catch(() => undefined) // it may just have been told to pause
    const { notes, loud } = tunes[tone]
    const start = audio.currentTime + 0.03
    this.#sounding = notes.map(([at, pitch, length]) => {
      const gain = audio!.createGain()
      const begin = start + at
      gain.gain.setValueAtTime(0.0001, begin)
      gain.gain.exponentialRampToValueAtTime(loud, begin + 0.02)
      gain.gain.exponentialRampToValueAtTime(0.0001, begin + length)
      const wave = audio!.createOscillator()
      wave.frequency.value = pitch
      wave.connect(gain).connect(audio!.destination)
      wave.start(begin)
      wave.stop(begin + length)
      return gain
    })
  }
}
