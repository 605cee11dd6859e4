// SPDX-License-Identifier: MIT
// A message with a file: as the outbox keeps it, as it is asked for and as it is committed.
import type { FileView, OutgoingFile, ToldKind } from '../api'
import type { OutboxMedia } from '../db/schema'
import { bytesOf, cutBytes } from '../limits'
import { clean } from '../markup/clean'
import type { Body, Request } from '../protocol/codec'

const NAME_BYTES = 255
const WORDS_BYTES = 128

type SendFile = NonNullable<Request<'message.send'>['file']>

export function mediaOf(file: OutgoingFile): OutboxMedia {
  const { thumb, ...rest } = file
  return { ...rest, ...(thumb ? { thumbBlob: thumb } : {}), uploads: {} }
}

export function mediaRequest(media: OutboxMedia, text: string): Pick<Request<'message.send'>, 'kind' | 'text' | 'file'> {
  return { kind: media.kind, ...(text === '' ? {} : { text }), file: { id: media.uploads.file ?? '', name: fitting(media.name, NAME_BYTES), ...shown(media) } }
}

// Until the server's own words of it come with the log.
export function mediaBody(media: OutboxMedia, text: string): Body {
  const file = { id: media.uploads.file ?? '', name: media.name, size: media.blob.size, mime: media.blob.type, ...shown(media) }
  return { ...(text === '' ? {} : { text }), file }
}

function shown({ width, height, duration, placeholder, waveform, title, artist, uploads }: OutboxMedia): Omit<SendFile, 'id' | 'name'> {
  return {
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(duration ? { duration } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(waveform ? { waveform } : {}),
    ...(uploads.thumb ? { thumb: uploads.thumb } : {}),
    ...(title ? { title: cutBytes(title, WORDS_BYTES) } : {}),
    ...(artist ? { artist: cutBytes(artist, WORDS_BYTES) } : {}),
  }
}

// What is too long loses letters before its suffix.
function fitting(name: string, max: number): string {
  const suffix = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? ''
  return bytesOf(name) <= max ? name : cutBytes(name.slice(0, name.length - suffix.length), max - suffix.length) + suffix
}

const kinds: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'voice', 'file', 'sticker', 'poll', 'record'])

// What lists and quotes say of it.
export function mediaTold(kind: string | undefined, name: string | undefined): { media?: ToldKind; name?: string } {
  return kind !== undefined && kinds.has(kind) ? { media: kind as ToldKind, ...(name === undefined ? {} : { name: clean(name) }) } : {}
}

// With words that do not turn those around them about.
export function fileShown(file: NonNullable<Body['file']>): FileView {
  const { title, artist } = file
  return { ...file, name: clean(file.name), ...(title === undefined ? {} : { title: clean(title) }), ...(artist === undefined ? {} : { artist: clean(artist) }) }
}

// The words of a message: a sticker has none, its text says which one it is.
export function wordsOf(kind: string | undefined, text = ''): string {
  return kind === 'sticker' ? '' : text
}
