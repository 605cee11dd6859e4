// SPDX-License-Identifier: MIT
// How long things may be. The server counts bytes of UTF-8, people count characters: a Chinese one is three bytes.
import type { Limits } from './protocol/codec'

export interface LimitsView {
  textBytes: number
  nameBytes: number
  passwordCharsMin: number
  passwordBytes: number
  titleBytes: number
  announcementBytes: number
  statusBytes: number
  fileBytes: number
  avatarBytes: number
}

// What the protocol promises; a welcome tells some anew.
export const defaultLimits: LimitsView = {
  textBytes: 64 * 1024,
  nameBytes: 64,
  passwordCharsMin: 10,
  passwordBytes: 128,
  titleBytes: 128,
  announcementBytes: 4 * 1024,
  statusBytes: 256,
  fileBytes: 50 * 1024 * 1024,
  avatarBytes: 1024 * 1024,
}

export function limitsOf(told: Limits): LimitsView {
  return { ...defaultLimits, textBytes: told.text_bytes, nameBytes: told.name_bytes, passwordCharsMin: told.password_chars_min, fileBytes: told.file_bytes, avatarBytes: told.avatar_bytes }
}

const encoder = new TextEncoder()

export function bytesOf(text: string): number {
  return encoder.encode(text).length
}

// As much of the text as fits, never half a character.
export function cutBytes(text: string, max: number): string {
  let bytes = 0
  let end = 0
  for (const sign of text) {
    bytes += bytesOf(sign)
    if (bytes > max) break
    end += sign.length
  }
  return text.slice(0, end)
}

// How many characters have to go from the end until the text fits.
export function excess(text: string, max: number): number {
  return [...text].length - [...cutBytes(text, max)].length
}
