// SPDX-License-Identifier: MIT
// Title and artist as a recording says them: ID3v2 (https://id3.org) at the start of an MP3, Vorbis comments in FLAC and
// Ogg. Only what a message shows; everything else is passed over. What is malformed says nothing.
export interface Tags {
  title?: string
  artist?: string
}

const HEAD_BYTES = 512 * 1024 // pictures of covers may stand before the words
const CHARS_MAX = 40 // 128 bytes hold as many Chinese ones

export async function tagsOf(file: Blob): Promise<Tags> {
  return parseTags(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
}

export function parseTags(bytes: Uint8Array): Tags {
  const start = ascii(bytes, 0, 4)
  if (start.startsWith('ID3')) return id3(bytes)
  return start === 'fLaC' || start === 'OggS' ? comments(bytes) : {}
}

function id3(bytes: Uint8Array): Tags {
  const version = bytes[3] ?? 0
  const end = Math.min(bytes.length, 10 + syncSafe(bytes, 6))
  if (version < 3 || version > 4) return {}
  const tags: Tags = {}
  let at = 10
  if (bytes[5]! & 0x40) at += version === 4 ? syncSafe(bytes, at) : 4 + number(bytes, at)
  while (at + 10 < end && bytes[at] !== 0) {
    const id = ascii(bytes, at, 4)
    const size = version === 4 ? syncSafe(bytes, at + 4) : number(bytes, at + 4)
    const from = at + 10
    if (size <= 0 || from + size > end) break
    if (id === 'TIT2') put(tags, 'title', id3Text(bytes.subarray(from, from + size)))
    if (id === 'TPE1') put(tags, 'artist', id3Text(bytes.subarray(from, from + size)))
    at = from + size
  }
  return tags
}

// The first byte names the encoding. Old Chinese files say Latin-1 and are GBK.
function id3Text(frame: Uint8Array): string {
  const text = frame.subarray(1)
  switch (frame[0]) {
    case 1:
      return decode(text[0] === 0xfe ? 'utf-16be' : 'utf-16le', text)
    case 2:
      return decode('utf-16be', text)
    case 3:
      return decode('utf-8', text)
    default:
      return text.some((byte) => byte >= 0x80) ? (tryDecode('utf-8', text) ?? tryDecode('gbk', text) ?? decode('latin1', text)) : decode('latin1', text)
  }
}

// name=value pairs behind their lengths, wherever the block lies in the head of the file.
function comments(bytes: Uint8Array): Tags {
  const tags: Tags = {}
  const upper = ascii(bytes, 0, bytes.length).toUpperCase()
  for (const [name, key] of [['TITLE=', 'title'], ['ARTIST=', 'artist']] as const) {
    for (let at = upper.indexOf(name); at >= 4; at = upper.indexOf(name, at + 1)) {
      const size = bytes[at - 4]! | (bytes[at - 3]! << 8) | (bytes[at - 2]! << 16)
      if (bytes[at - 1] !== 0 || size <= name.length || size > 1_000 || at + size > bytes.length) continue
      put(tags, key, decode('utf-8', bytes.subarray(at + name.length, at + size)))
      break
    }
  }
  return tags
}

function put(tags: Tags, key: keyof Tags, text: string): void {
  const first = text.replace(/^\ufeff/, '').split('\0')[0]!
  const clean = [...first.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim()].slice(0, CHARS_MAX).join('')
  if (clean) tags[key] = clean
}

function ascii(bytes: Uint8Array, from: number, size: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(from, from + size))
}
function number(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}
function syncSafe(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) & 127) << 21) | (((bytes[at + 1] ?? 0) & 127) << 14) | (((bytes[at + 2] ?? 0) & 127) << 7) | ((bytes[at + 3] ?? 0) & 127)
}
function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}
function tryDecode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
