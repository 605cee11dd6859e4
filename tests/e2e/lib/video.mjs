// SPDX-License-Identifier: MIT
// A film that the browser encodes and this file wraps: WebM with its length and an index in front, so that a player can
// go to any second of it, and with so much of nothing between the seconds that it asks for them in ranges.

// A dot that moves over colours which say what second it is.
export async function film(person, { seconds = 10, width = 320, height = 180, padding = 2_400_000 } = {}) {
  const frames = await person.page.evaluate(encode, { seconds, width, height })
  const parts = Array.from({ length: seconds }, (_, second) => cluster(second * 1000, frames.filter(({ ms }) => Math.floor(ms / 1000) === second)))
  const head = [
    element('1549a966', element('2ad7b1', number(1_000_000)), element('4489', double(seconds * 1000)), element('4d80', Buffer.from('teahouse')), element('5741', Buffer.from('teahouse'))),
    element('1654ae6b', element('ae', element('d7', number(1)), element('73c5', number(1)), element('83', number(1)), element('86', Buffer.from('V_VP8')), element('e0', element('b0', number(width)), element('ba', number(height))))),
  ]
  const nothing = element('ec', Buffer.alloc(padding))
  const index = (from) => element('1c53bb6b', ...parts.map((part, second) => element('bb', element('b3', number(second * 1000)), element('b7', element('f7', number(1)), element('f1', number(from + second * nothing.length + lengthOf(parts.slice(0, second))))))))
  const before = lengthOf(head) + index(0).length // numbers are of one length, so the index is
  const kind = element('1a45dfa3', element('4286', number(1)), element('42f7', number(1)), element('42f2', number(4)), element('42f3', number(8)), element('4282', Buffer.from('webm')), element('4287', number(4)), element('4285', number(2)))
  return Buffer.concat([kind, element('18538067', ...head, index(before), ...parts.flatMap((part) => [part, nothing]))])
}

// In the page: ten frames a second, the first of each second whole.
async function encode({ seconds, width, height }) {
  const frames = []
  let failed
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      frames.push({ ms: chunk.timestamp / 1000, whole: chunk.type === 'key', data: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) })
    },
    error: (error) => (failed = error),
  })
  encoder.configure({ codec: 'vp8', width, height, bitrate: 300_000, framerate: 10 })
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')
  for (let at = 0; at < seconds * 10; at++) {
    context.fillStyle = `hsl(${Math.floor(at / 10) * 36} 55% 45%)`
    context.fillRect(0, 0, width, height)
    context.fillStyle = 'white'
    context.beginPath()
    context.arc((width * at) / (seconds * 10), height / 2, height / 8, 0, 7)
    context.fill()
    const frame = new VideoFrame(canvas, { timestamp: at * 100_000 })
    encoder.encode(frame, { keyFrame: at % 10 === 0 })
    frame.close()
  }
  await encoder.flush()
  if (failed) throw failed
  return frames
}

function cluster(ms, frames) {
  return element('1f43b675', element('e7', number(ms)), ...frames.map((frame) => element('a3', Buffer.from([0x81, (frame.ms - ms) >> 8, (frame.ms - ms) & 255, frame.whole ? 0x80 : 0]), Buffer.from(frame.data, 'base64'))))
}

// EBML (RFC 8794): an id, how long it is, and what is in it.
function element(id, ...content) {
  const length = lengthOf(content)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(length))
  size[0] = 1
  return Buffer.concat([Buffer.from(id, 'hex'), length < 127 ? Buffer.from([0x80 | length]) : size, ...content])
}

const lengthOf = (parts) => parts.reduce((sum, part) => sum + part.length, 0)

function number(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function double(value) {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}
