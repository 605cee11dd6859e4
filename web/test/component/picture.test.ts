// SPDX-License-Identifier: MIT
// Choosing a picture: which files may be cut, and the dialog that does it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import CropDialog from '@/ui/CropDialog.vue'
import PicturePicker from '@/ui/PicturePicker.vue'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
let size: { width: number; height: number } | undefined // of the file; none: it is no picture
let decoded: unknown[] // how it was asked for

beforeEach(() => {
  decoded = []
  size = { width: 400, height: 200 }
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:picture', revokeObjectURL: () => undefined }))
  vi.stubGlobal(
    'Image',
    class {
      onload = (): void => undefined
      onerror = (): void => undefined
      naturalWidth = size?.width
      naturalHeight = size?.height
      set src(_: string) {
        queueMicrotask(() => (size ? this.onload() : this.onerror()))
      }
    },
  )
  vi.stubGlobal('createImageBitmap', async (_file: Blob, options: unknown) => {
    decoded.push(options)
    return { ...size!, close: vi.fn() }
  })
  HTMLCanvasElement.prototype.getContext = () => null
  HTMLCanvasElement.prototype.toBlob = function (done, type) {
    done(new Blob(['cut'], { type }))
  }
  HTMLElement.prototype.setPointerCapture = () => undefined
})
afterEach(() => {
  page.wrapper.unmount()
  vi.unstubAllGlobals()
})

async function choose(): Promise<void> {
  page = await mounted(PicturePicker, { props: { hasPicture: false } })
  const input = page.wrapper.find('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [new File(['x'], 'x.png')] })
  Object.defineProperty(input.element, 'value', { writable: true, value: 'x.png' })
  await input.trigger('change')
  await vi.waitFor(() => expect(inDialog() ?? alert()).not.toBeNull())
}
const inDialog = (): HTMLElement | null => document.querySelector(`[data-testid=${testids.cropDialog}]`)
const alert = (): HTMLElement | null => document.querySelector(`[data-testid=${testids.pictureError}]`)

it('cuts what was chosen and takes it over', async () => {
  await choose()
  document.querySelector<HTMLElement>(`[data-testid=${testids.cropTake}]`)!.click()
  await settled()
  const [[picture]] = page.wrapper.emitted('update:modelValue') as [[Blob]]
  expect(picture.type).toBe('image/webp')
  expect(inDialog()).toBeNull()
  expect(decoded).toEqual([{ imageOrientation: 'from-image' }])
})

it('takes nothing over when the dialog is left', async () => {
  await choose()
  inDialog()!.dispatchEvent(new Event('cancel', { cancelable: true }))
  await settled()
  expect(inDialog()).toBeNull()
  expect(page.wrapper.emitted('update:modelValue')).toBeUndefined()
})

it('keeps the dialog around it when no file is chosen', async () => {
  page = await mounted(PicturePicker, { props: { hasPicture: false } })
  const heard = vi.fn()
  document.body.addEventListener('cancel', heard)
  page.wrapper.find('input[type=file]').element.dispatchEvent(new Event('cancel', { bubbles: true }))
  document.body.removeEventListener('cancel', heard)
  expect(heard).not.toHaveBeenCalled()
})

it.each([
  ['failed', undefined, 'cannot be read'],
  ['small', { width: 1_000, height: 63 }, 'at least 64'],
  ['large', { width: 8_001, height: 5_000 }, 'more than 40 megapixels'],
] as const)('says in words why a file is refused: %s', async (fault, found, words) => {
  size = found
  await choose()
  expect(alert()!.dataset['fault']).toBe(fault)
  expect(alert()!.textContent).toContain(words)
  expect(inDialog()).toBeNull()
  expect(decoded).toEqual([])
})

it('makes a large picture smaller while it is decoded', async () => {
  size = { width: 8_000, height: 5_000 }
  await choose()
  expect(decoded).toEqual([{ imageOrientation: 'from-image', resizeWidth: 3_098, resizeHeight: 1_936, resizeQuality: 'high' }])
})

const stage = (): HTMLElement => document.querySelector<HTMLElement>(`[data-testid=${testids.cropStage}]`)!
const shown = (): { x: number; y: number; zoom: number; turn: number } => ({ x: Number(stage().dataset['x']), y: Number(stage().dataset['y']), zoom: Number(stage().dataset['zoom']), turn: Number(stage().dataset['turn']) })
async function dialog(): Promise<void> {
  page = await mounted(CropDialog, { props: { picture: { width: 400, height: 400, close: () => undefined } } })
}
const key = async (name: string, on: Element = stage()): Promise<void> => {
  on.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
  await settled()
}

it('is worked with the keyboard alone', async () => {
  await dialog()
  expect(document.activeElement).toBe(stage())
  await key('+')
  expect(shown()).toEqual({ x: 40, y: 40, zoom: 1.25, turn: 0 })
  await key('ArrowRight') // the picture goes to the right: more of its left is seen
  expect(shown().x).toBe(24)
  await key('ArrowUp')
  expect(shown().y).toBe(56)
  await key('r')
  expect(shown()).toMatchObject({ x: 24, y: 56, turn: 1 })
  expect(page.wrapper.find('[role=status]').text()).toBe('Turned by 90°')
  await key('-')
  expect(shown()).toMatchObject({ x: 0, y: 0, zoom: 1 })
  await key('Enter')
  expect(page.wrapper.emitted('take')).toHaveLength(1)
})

it('leaves the slider its arrows, and a button its Enter', async () => {
  await dialog()
  await page.find(testids.cropZoom).setValue('2')
  expect(shown()).toEqual({ x: 100, y: 100, zoom: 2, turn: 0 })
  await key('ArrowLeft', page.find(testids.cropZoom).element as Element)
  expect(shown().x).toBe(100)
  await key('Enter', page.find(testids.cropTurn).element as Element)
  expect(page.wrapper.emitted('take')).toBeUndefined()
  await key('Enter', page.find(testids.cropZoom).element as Element)
  expect(page.wrapper.emitted('take')).toHaveLength(1)
})
