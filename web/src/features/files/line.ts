// SPDX-License-Identifier: MIT
// A message with a file on one line: what it is, its name if it has no picture, and its words.
import type { MessageView, ToldKind } from '@/core/api'
import type { CallRow } from '@/core/protocol/generated'
import { plainText } from '@/core/markup/parse'
import { t } from '@/i18n'
import { length } from './length'

export function mediaLine(words: string, of: { media?: ToldKind; name?: string }): string {
  if (!of.media) return words
  const sign = `[${t(`filekind.${of.media}`)}]`
  return [sign, ...(of.media === 'file' || of.media === 'audio' ? [of.name] : []), words].filter(Boolean).join(' ')
}

export function messageLine({ text = '', kind, file }: MessageView, length = 400): string {
  if (kind === 'sticker') return mediaLine('', { media: kind })
  return mediaLine(plainText(text.slice(0, length)), kind === 'poll' ? { media: kind } : file ? { media: kind as ToldKind, name: file.name } : {})
}

// "[Voice call] 3:12"; who was called and did not answer has missed it.
export function callLine({ kind, end, seconds }: CallRow, own: boolean): string {
  const sign = `[${t(seconds || own || end === 'declined' ? `filekind.call_${kind}` : 'filekind.missed')}]`
  return seconds ? `${sign} ${length(seconds)}` : sign
}
