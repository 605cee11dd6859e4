// SPDX-License-Identifier: MIT
// Reads a chosen file as a picture, upright as its maker held the camera, and draws squares of it.
import { areaOf, type Crop } from './crop'

export const SIDE_MIN = 64 // pixels; with less there is nothing to be seen
const PIXELS_MAX = 40_000_000 // beyond it, decoding alone takes more memory than a phone has
const WORK_PIXELS = 6_000_000 // as many are kept to work with: enough for the largest zoom, and quick to draw

export type Fault = 'failed' | 'small' | 'large'

// The bitmap is the caller's to close.
export async function readPicture(file: Blob): Promise<ImageBitmap | Fault> {
  const size = await sizeOf(file)
  if (!size?.width || !size.height) return 'failed'
  const { width, height } = size
  if (width * height > PIXELS_MAX) return 'large'
  if (Math.min(width, height) < SIDE_MIN) return 'small'
  const scale = Math.min(1, Math.sqrt(WORK_PIXELS / (width * height)))
  try {
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      ...(scale < 1 ? { resizeWidth: Math.max(1, Math.round(width * scale)), resizeHeight: Math.max(1, Math.round(height * scale)), resizeQuality: 'high' as const } : {}),
    })
  } catch {
    return 'failed'
  }
}

// By its first bytes, upright: an element reads them without decoding the picture.
async function sizeOf(file: Blob): Promise<{ width: number; height: number } | undefined> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    const loaded = new Promise<boolean>((resolve) => {
      image.onload = () => resolve(true)
      image.onerror = () => resolve(false)
    })
    image.src = url
    if (!(await loaded)) return undefined
    return { width: image.naturalWidth, height: image.naturalHeight }
  } finally {
    URL.revokeObjectURL(url)
  }
}

// Draws the square of `side` pixels in the middle of the canvas, and of the picture around it whatever fits.
export function drawCrop(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop, side: number): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const area = areaOf(crop)
  const scale = side / area.side
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.translate(canvas.width / 2, canvas.height / 2)
  context.rotate((crop.turn * Math.PI) / 2)
  context.scale(scale, scale)
  context.drawImage(picture, -area.x - area.side / 2, -area.y - area.side / 2)
}

// The square as a file of `side` pixels that takes no more than so many bytes.
export async function cutOut(picture: ImageBitmap, crop: Crop, side: number, bytesMax: number): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  drawCrop(canvas, picture, crop, side)
  // Browsers that cannot write WebP answer with PNG.
  for (const [type, quality] of [['image/webp', 0.9], ['image/jpeg', 0.85], ['image/jpeg', 0.5]] as const) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality))
    if (blob && blob.size <= bytesMax) return blob
  }
  return undefined
}
