// SPDX-License-Identifier: MIT
// A cup that is set down: two soft notes made by the browser, so that no file is needed.

const restMs = 2_000 // a flood of messages rings once

let context: AudioContext | undefined
let last = 0

export function ring(named = false, now = Date.now()): void {
  if (now - last < restMs) return
  last = now
  try {
    context ??= new AudioContext()
    // Before the first press in the page the browser keeps it still: then there is no sound, and none is caught up on.
    if (context.state === 'suspended') void context.resume().catch(() => undefined)
    const start = context.currentTime + 0.02
    note(context, 659.3, start, 0.5)
    note(context, named ? 987.8 : 880, start + 0.11, 0.7)
  } catch {
    // No sound on this machine.
  }
}

function note(audio: AudioContext, pitch: number, start: number, length: number): void {
  const gain = audio.createGain()
  gain.gain.setValueAtTime(0.0001, start)
  gain.gain.exponentialRampToValueAtTime(0.14, start + 0.012)
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length)
  gain.connect(audio.destination)
  for (const [times, part] of [[1, 1], [2.01, 0.25]] as const) {
    const tone = audio.createOscillator()
    const level = audio.createGain()
    tone.frequency.value = pitch * times
    level.gain.value = part
    tone.connect(level).connect(gain)
    tone.start(start)
    tone.stop(start + length)
  }
}
