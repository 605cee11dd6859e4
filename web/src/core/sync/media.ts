// SPDX-License-Identifier: MIT
// A message with a file, as it is asked for and as it is committed.
import type { OutboxMedia } from '../db/schema'
import type { Body, Request } from '../protocol/codec'

type SendFile = NonNullable<Request<'message.send'>['file']>

export function mediaRequest(media: OutboxMedia, text: string): Pick<Request<'message.send'>, 'kind' | 'text' | 'file'> {
  return { kind: media.kind, ...(text === '' ? {} : { text }), file: { id: media.uploads.file ?? '', name: media.name, ...shown(media) } }
}

// Until the server's own words of it come with the log.
export function mediaBody(media: OutboxMedia, text: string): Body {
  const file = { id: media.uploads.file ?? '', name: media.name, size: media.blob.size, mime: media.blob.type, ...shown(media) }
  return { ...(text === '' ? {} : { text }), file }
}

function shown(media: OutboxMedia): Omit<SendFile, 'id' | 'name'> {
  const { width, height, duration, placeholder, waveform, uploads } = media
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(duration === undefined ? {} : { duration }),
    ...(uploads.thumb === undefined ? {} : { thumb: uploads.thumb }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(waveform === undefined ? {} : { waveform }),
  }
}
