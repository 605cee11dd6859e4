// SPDX-License-Identifier: MIT
// Parts around files that come after the first paint.
import { lazy } from '@/app/lazy'

export const FileBubble = lazy(() => import('./FileBubble.vue'))
export const AttachButton = lazy(() => import('./AttachButton.vue'))
export const Tray = lazy(() => import('./Tray.vue'))
export const VoiceButton = lazy(() => import('./VoiceButton.vue'))
export const DropZone = lazy(() => import('./DropZone.vue'))
export const Viewer = lazy(() => import('./Viewer.vue'))
export const Gallery = lazy(() => import('./Gallery.vue'))
