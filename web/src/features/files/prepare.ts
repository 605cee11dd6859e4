// SPDX-License-Identifier: MIT
// Makes files ready to be sent: pictures lose what they say of their maker and get a small copy of themselves, a few
// colours to stand for them and their size, so that nothing shifts where they arrive.
import type { MediaKind, OutgoingFile } from '@/core/api'
import { stamp } from './recorder'
import { tagsOf } from './tags'
import { digitsOf, STEPS } from './waveform'

const SIDE_MAX = 2560 // larger pictures are made smaller
const KEPT_BYTES = 1_500_000 // pictures up to it may stay as they are
const THUMB_SIDE = 640
const THUMB_BYTES = 200_000
const DECODED_BYTES = 24_000_000 // sounds up to it are looked at for their loudness
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
const converted = /^image\/(avif|bmp|heic|heif|tiff)$/ // where this browser can show them

export function kindOf(file: Blob): MediaKind {
  if (pictures.has(file.type) || converted.test(file.type)) return 'image'
  if (/^video\/(mp4|webm)$/.test(file.type)) return 'video'
  if (/^audio\/(mpeg|mp3|mp4|x-m4a|ogg|wav|x-wav|flac|x-flac)$/.test(file.type)) return 'audio'
  return 'file'
}

// What it is as a message. A picture or video that cannot be read goes as a file.
export async function prepare(file: File): Promise<OutgoingFile> {
  const name = file.name || `${kindOf(file)}-${stamp()}.${file.type.split('/')[1] ?? 'bin'}`
  const plain: OutgoingFile = { kind: 'file', blob: file, name }
  try {
    switch (kindOf(file)) {
      case 'image':
        return await preparePicture(file, name)
      case 'video':
        return await prepareVideo(file, name)
      case 'audio':
        return { ...plain, kind: 'audio', ...(await aboutSound(file)) }
      default:
        return plain
    }
  } catch {
    return plain
  }
}

async function preparePicture(file: File, name: string): Promise<OutgoingFile> {
  const bitmap = await createImageBitmap(file)
  try {
    const { width, height } = bitmap
    const base = { kind: 'image' as const, placeholder: colours(bitmap), ...(await thumbOf(bitmap, file)) }
    if (file.type === 'image/gif') return { ...base, blob: file, name, width, height } // it may move
    const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
    if (scale === 1 && file.size <= KEPT_BYTES && pictures.has(file.type) && !(await hasMetadata(file))) return { ...base, blob: file, name, width, height }
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) }
    // A drawing or the picture of a screen stays sharp.
    const type = file.type === 'image/jpeg' ? 'image/jpeg' : file.type === 'image/png' && scale === 1 && file.size <= KEPT_BYTES ? 'image/png' : 'image/webp'
    const blob = await draw(bitmap, size.width, size.height, type, 0.88)
    return { ...base, blob, name: named(name, blob.type), ...size }
  } finally {
    bitmap.close()
  }
}

async function prepareVideo(file: File, name: string): Promise<OutgoingFile> {
  const url = URL.createObjectURL(file)
  const video = document.createElement('video')
  try {
    video.muted = true
    video.preload = 'auto'
    video.src = url
    await heard(video, 'loadeddata')
    const { videoWidth: width, videoHeight: height } = video
    const duration = Number.isFinite(video.duration) ? { duration: Math.round(video.duration * 1000) } : {}
    const base: OutgoingFile = { kind: 'video', blob: file, name, width, height, ...duration }
    if (width === 0) return { kind: 'file', blob: file, name }
    const bitmap = await createImageBitmap(video)
    const scale = Math.min(1, THUMB_SIDE / Math.max(width, height))
    const thumb = await draw(bitmap, Math.round(width * scale), Math.round(height * scale), 'image/jpeg', 0.8)
    const placeholder = colours(bitmap)
    bitmap.close()
    return { ...base, thumb, placeholder }
  } finally {
    video.removeAttribute('src')
    URL.revokeObjectURL(url)
  }
}

// What the recording says of itself, how long it is and how loud where.
async function aboutSound(file: Blob): Promise<Pick<OutgoingFile, 'duration' | 'title' | 'artist' | 'waveform'>> {
  const [length, tags, waveform] = await Promise.all([soundLength(file), tagsOf(file).catch(() => ({})), loudness(file).catch(() => undefined)])
  return { ...length, ...tags, ...(waveform ? { waveform } : {}) }
}

async function loudness(file: Blob): Promise<string | undefined> {
  if (file.size > DECODED_BYTES || typeof OfflineAudioContext === 'undefined') return undefined
  const decoded = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(await file.arrayBuffer())
  const samples = decoded.getChannelData(0)
  const step = Math.max(1, Math.floor(samples.length / STEPS))
  const levels: number[] = []
  for (let from = 0; from + step <= samples.length && levels.length < STEPS; from += step) {
    let sum = 0
    for (let i = from; i < from + step; i += 4) sum += samples[i]! * samples[i]!
    levels.push(Math.sqrt((sum * 4) / step))
  }
  return digitsOf(levels)
}

async function soundLength(file: Blob): Promise<{ duration?: number }> {
  const url = URL.createObjectURL(file)
  const audio = document.createElement('audio')
  try {
    audio.preload = 'metadata'
    audio.src = url
    await heard(audio, 'loadedmetadata')
    return Number.isFinite(audio.duration) ? { duration: Math.round(audio.duration * 1000) } : {}
  } catch {
    return {}
  } finally {
    URL.revokeObjectURL(url)
  }
}

function heard(media: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too slow')), 10_000)
    media.addEventListener(event, () => (clearTimeout(timer), resolve()), { once: true })
    media.addEventListener('error', () => (clearTimeout(timer), reject(new Error('not readable'))), { once: true })
  })
}

async function thumbOf(bitmap: ImageBitmap, file: Blob): Promise<{ thumb?: Blob }> {
  if (Math.max(bitmap.width, bitmap.height) <= THUMB_SIDE && file.size <= THUMB_BYTES) return {}
  const scale = Math.min(1, THUMB_SIDE / Math.max(bitmap.width, bitmap.height))
  const thumb = await draw(bitmap, Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)), 'image/webp', 0.78)
  return thumb.size <= THUMB_BYTES ? { thumb } : {}
}

export async function draw(bitmap: ImageBitmap, width: number, height: number, type: string, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality))
  if (!blob) throw new Error('too large to draw')
  return blob
}

// The mean colours of the upper, middle and lower third.
function colours(bitmap: ImageBitmap): string {
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 3
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return ''
  context.imageSmoothingQuality = 'high'
  context.fillStyle = '#fff' // what is transparent is shown on white
  context.fillRect(0, 0, 1, 3)
  context.drawImage(bitmap, 0, 0, 1, 3)
  const { data } = context.getImageData(0, 0, 1, 3)
  let text = ''
  for (let pixel = 0; pixel < 3; pixel++) for (let part = 0; part < 3; part++) text += data[pixel * 4 + part]!.toString(16).padStart(2, '0')
  return text
}

// EXIF, XMP or text: WebP has it at its end.
export async function hasMetadata(file: Blob): Promise<boolean> {
  const head = new TextDecoder('latin1').decode(await file.arrayBuffer())
  return /Exif\0|eXIf|http:\/\/ns\.adobe\.com|EXIF|XMP |iTXt|tEXt|zTXt/.test(head)
}

function named(name: string, type: string): string {
  const suffix = type === 'image/jpeg' ? 'jpg' : type === 'image/webp' ? 'webp' : 'png'
  return new RegExp(`\\.(${suffix}|jpeg)$`, 'i').test(name) ? name : `${name.replace(/\.[^.]*$/, '')}.${suffix}`
}
