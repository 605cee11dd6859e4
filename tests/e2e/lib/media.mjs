// SPDX-License-Identifier: MIT
// Files that people send, made by the test or by the page itself.
import { eventually } from './wait.mjs'

export async function attach(person, name, bytes, mimeType) {
  await person.at('attach-input').setInputFiles({ name, mimeType, buffer: bytes })
  await person.page.locator('[data-testid=tray-item][data-ready=true]').first().waitFor()
}

export async function sendFile(person, name, bytes, mimeType) {
  await attach(person, name, bytes, mimeType)
  await person.at('send').click()
}

// Frames of silence behind a tag that names them.
export function song(title, artist, frames = 80) {
  const words = (id, text) => {
    const body = Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    const head = Buffer.alloc(10)
    head.write(id)
    head.writeUInt32BE(body.length, 4)
    return Buffer.concat([head, body])
  }
  const tags = Buffer.concat([words('TIT2', title), words('TPE1', artist)])
  const size = [21, 14, 7, 0].map((shift) => (tags.length >> shift) & 127)
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0x00]) // MPEG 1 layer III, 128 kbit/s, 44.1 kHz
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([3, 0, 0, ...size]), tags, ...Array.from({ length: frames }, () => frame)])
}

export async function speak(person) {
  await person.at('voice-record').click()
  await eventually(`${person.name} has spoken for a while`, async () => (await person.says('voice-time')) >= '0:01')
  await person.at('voice-send').click()
  await person.at('voice-bar').waitFor({ state: 'detached' })
}

// Hills below a sun, of one colour each, drawn by the page.
export async function sendPictures(person, names) {
  for (const name of names) {
    const bytes = await person.page.evaluate(async (name) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 420 })
      const context = canvas.getContext('2d')
      const hue = name.length * 40
      context.fillStyle = `hsl(${hue} 55% 80%)`
      context.fillRect(0, 0, 640, 420)
      context.fillStyle = 'white'
      context.beginPath()
      context.arc(180, 110, 48, 0, 7)
      context.fill()
      for (const [hill, light] of [[0, 62], [1, 48], [2, 34]]) {
        context.fillStyle = `hsl(${hue} 45% ${light}%)`
        context.beginPath()
        context.moveTo(0, 420)
        for (let x = 0; x <= 640; x += 8) context.lineTo(x, 230 + hill * 60 + 40 * Math.sin(x / (90 + hill * 30) + hill * 2 + name.length))
        context.lineTo(640, 420)
        context.fill()
      }
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    }, name)
    await sendFile(person, name, Buffer.from(bytes), 'image/png')
    await person.at('tray').waitFor({ state: 'detached' })
  }
}
