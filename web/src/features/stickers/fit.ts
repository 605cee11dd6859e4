// SPDX-License-Identifier: MIT
// Makes a chosen picture small enough for a sticker. What moves stays as it is: drawn anew it would stand still.
import { draw, hasMetadata } from '@/features/files/prepare'

const SIDE = 512 // pixels; what is larger is made smaller
const SIDE_MAX = 1024 // of what moves, as the server takes it
const BYTES_MAX = 1024 * 1024
const kept: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

export async function fitted(file: File): Promise<Blob | 'too_large' | 'unsupported_type'> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return 'unsupported_type'
  }
  try {
    const side = Math.max(bitmap.width, bitmap.height)
    if (await moves(file)) return side <= SIDE_MAX && file.size <= BYTES_MAX ? file : 'too_large'
    if (side <= SIDE && file.size <= BYTES_MAX && kept.has(file.type) && !(await hasMetadata(file))) return file
    const scale = Math.min(1, SIDE / side)
    const small = await draw(bitmap, Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)), 'image/webp', 0.9)
    return small.size <= BYTES_MAX ? small : 'too_large'
  } catch {
    return 'unsupported_type'
  } finally {
    bitmap.close()
  }
}

// GIF, and WebP or PNG with a chunk for animation, which stands before the first picture.
export async function moves(file: Blob): Promise<boolean> {
  if (file.type === 'image/gif') return true
  if (file.type !== 'image/webp' && file.type !== 'image/png') return false
  const head = new TextDecoder('latin1').decode(await file.slice(0, 65_536).arrayBuffer())
  const chunk = file.type === 'image/webp' ? 'ANIM' : 'acTL'
  const pixels = file.type === 'image/webp' ? -1 : head.indexOf('IDAT')
  const at = head.indexOf(chunk)
  return at >= 0 && (pixels < 0 || at < pixels)
}
