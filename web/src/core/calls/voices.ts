// SPDX-License-Identifier: MIT
// Others are heard: an element of sound for each, apart from their pictures, so that who is not shown is heard.
export interface VoiceElement {
  srcObject: MediaProvider | null
  autoplay: boolean
  play(): Promise<void>
  pause(): void
  setSinkId?(id: string): Promise<void>
}

export class Voices {
  private readonly elements = new Map<number, VoiceElement>()
  private sink: string | undefined

  constructor(private readonly make: () => VoiceElement) {}

  put(leg: number, stream: MediaStream | undefined): void {
    const known = this.elements.get(leg)
    if (known?.srcObject === (stream ?? null)) return
    if (!stream) return this.drop(leg)
    const element = known ?? this.make()
    this.elements.set(leg, element)
    element.autoplay = true
    element.srcObject = stream
    this.direct(element)
    void element.play().catch(() => undefined) // a click comes with every call
  }

  output(id: string | undefined): void {
    this.sink = id
    for (const element of this.elements.values()) this.direct(element)
  }

  drop(leg: number): void {
    const element = this.elements.get(leg)
    if (!element) return
    element.pause()
    element.srcObject = null
    this.elements.delete(leg)
  }

  stop(): void {
    for (const leg of this.elements.keys()) this.drop(leg)
  }

  private direct(element: VoiceElement): void {
    void element.setSinkId?.(this.sink ?? '').catch(() => undefined)
  }
}
