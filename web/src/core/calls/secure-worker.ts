// SPDX-License-Identifier: MIT
// Encrypts what this device sends in one call and opens what it is sent, away from the page.
import { Opener, Sealer } from './frames'
import type { Source } from './peer'
import { Redundancy } from './redundant'
import type { FromWorker, Line, ToWorker } from './secure'

interface EncodedFrame {
  data: ArrayBuffer
  type?: string
  timestamp?: number
  getMetadata?(): { mimeType?: string; rtpTimestamp?: number }
}
interface Transformer {
  options: Line
  readable: ReadableStream<EncodedFrame>
  writable: WritableStream<EncodedFrame>
  generateKeyFrame?: () => Promise<unknown>
  sendKeyFrameRequest?: () => Promise<unknown>
}
interface Scope {
  onmessage: ((event: { data: ToWorker }) => void) | null
  onrtctransform: ((event: { transformer: Transformer }) => void) | null
  postMessage(message: FromWorker, transfer: readonly Transferable[]): void
}

const TELL_MS = 500
const ASK_MS = 500

const scope = globalThis as unknown as Scope
const sealer = new Sealer()
const opener = new Opener()
const legs = new Map<number, number>() // by line: whom a receiver belongs to may be known later
let told = ''

scope.onmessage = ({ data }) => {
  if (data.op === 'use') {
    if (data.key) sealer.use(data.generation, data.key)
    else sealer.idle()
  } else if (data.op === 'give') opener.give(data.leg, data.generation, data.key)
  else if (data.op === 'drop') {
    opener.drop(data.leg)
    for (const [line, leg] of legs) if (leg === data.leg) legs.delete(line) // what is late would have it kept again
  } else legs.set(data.line, data.leg)
}

scope.onrtctransform = ({ transformer }) => {
  const { way, source, line } = transformer.options
  const work = way === 'out' ? sending(transformer, source, line) : receiving(transformer, source, line)
  transformer.readable
    .pipeThrough(new TransformStream({ transform: work }))
    .pipeTo(transformer.writable)
    .catch(() => undefined) // its connection is closed
}

type Work = (frame: EncodedFrame, out: TransformStreamDefaultController<EncodedFrame>) => Promise<void>

// While there is no key nothing is sent; what comes first with one has to stand alone.
function sending(transformer: Transformer, source: Source, line: number): Work {
  let kept = false
  const redundancy = new Redundancy()
  // Nobody on the way can leave out what is not needed, so it is always there.
  const thrice = (frame: EncodedFrame): Uint8Array<ArrayBuffer> | undefined => {
    const { mimeType, rtpTimestamp = frame.timestamp } = frame.getMetadata?.() ?? {}
    return mimeType === 'audio/red' && rtpTimestamp !== undefined ? redundancy.add(new Uint8Array(frame.data), rtpTimestamp) : undefined
  }
  return async (frame, out) => {
    const sealed = await sealer.seal(source, line, (source === 'mic' && thrice(frame)) || new Uint8Array(frame.data))
    if (!sealed) {
      kept = true
      return
    }
    if (kept && frame.type === 'delta') void transformer.generateKeyFrame?.().catch(() => undefined)
    kept = false
    frame.data = sealed.buffer
    out.enqueue(frame)
  }
}

// What does not open is never shown. A picture that builds on it would not be one.
function receiving(transformer: Transformer, source: Source, line: number): Work {
  let lost = false
  let asked = -Infinity
  return async (frame, out) => {
    const leg = legs.get(line)
    const plain = !leg ? undefined : await opener.open(leg, source, new Uint8Array(frame.data))
    if (!plain) {
      lost = true
      return
    }
    if (lost && frame.type === 'delta' && performance.now() - asked > ASK_MS) {
      asked = performance.now()
      void transformer.sendKeyFrameRequest?.().catch(() => undefined)
    }
    if (frame.type !== 'delta') lost = false
    frame.data = plain.buffer
    out.enqueue(frame)
  }
}

setInterval(() => {
  const tallies = opener.tallies()
  const now = JSON.stringify(tallies)
  if (now === told) return
  told = now
  scope.postMessage({ tallies }, [])
}, TELL_MS)
