// SPDX-License-Identifier: MIT
// Adds to what microphones send, away from the page (redundant.ts).
import { Redundancy, type Options } from './redundant'

interface EncodedFrame {
  data: ArrayBuffer
  timestamp?: number
  getMetadata(): { mimeType?: string; rtpTimestamp?: number }
}
interface Transformer {
  options: Options
  readable: ReadableStream<EncodedFrame>
  writable: WritableStream<EncodedFrame>
}
interface Scope {
  onrtctransform: ((event: { transformer: Transformer }) => void) | null
  postMessage(message: unknown, transfer: readonly Transferable[]): void
}

const scope = globalThis as unknown as Scope

scope.onrtctransform = ({ transformer: { options, readable, writable } }) => {
  const redundancy = new Redundancy()
  let lossy = true
  options.port.onmessage = ({ data }: { data: boolean }) => (lossy = data)
  const transform = (frame: EncodedFrame, out: TransformStreamDefaultController<EncodedFrame>): void => {
    const { mimeType, rtpTimestamp = frame.timestamp } = frame.getMetadata()
    const more = mimeType === 'audio/red' && rtpTimestamp !== undefined ? redundancy.add(new Uint8Array(frame.data), rtpTimestamp) : undefined
    if (more && lossy) frame.data = more.buffer
    out.enqueue(frame)
  }
  readable
    .pipeThrough(new TransformStream({ transform }))
    .pipeTo(writable)
    .catch(() => undefined) // its connection is closed
}

scope.postMessage('ready', [])
