// SPDX-License-Identifier: MIT
// The call in a window of its own above all others, where the browser has such: a document, or else the picture alone.
import { shallowRef } from 'vue'

interface DocumentPip {
  requestWindow(options: { width: number; height: number }): Promise<Window>
}

const documentPip = (): DocumentPip | undefined => (globalThis as { documentPictureInPicture?: DocumentPip }).documentPictureInPicture

export const pipWindow = shallowRef<Window>()

export function mayPip(): boolean {
  return documentPip() !== undefined || document.pictureInPictureEnabled === true
}

// Only ever called for a press. `picture`: what is shown where there is no document for it.
export async function openPip(picture: HTMLVideoElement | null): Promise<boolean> {
  try {
    const host = documentPip()
    if (!host) return picture ? !!(await picture.requestPictureInPicture()) : false
    const opened = await host.requestWindow({ width: 320, height: 240 })
    dress(opened.document)
    opened.addEventListener('pagehide', () => pipWindow.value === opened && (pipWindow.value = undefined))
    pipWindow.value = opened
    return true
  } catch {
    return false // refused, or the picture has nothing to show yet
  }
}

export function closePip(): void {
  pipWindow.value?.close()
  pipWindow.value = undefined
  if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => undefined)
}

// The styles of the page; they are links, or adopted sheets while developing.
function dress(target: Document): void {
  const root = document.documentElement
  target.documentElement.lang = root.lang
  if (root.dataset['theme']) target.documentElement.dataset['theme'] = root.dataset['theme']
  target.title = document.title
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) target.head.append(sheet.cloneNode(true))
}
