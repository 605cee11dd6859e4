// SPDX-License-Identifier: MIT
// Stickers are drawn when the first one is shown.
import { lazy } from '@/app/lazy'

export const OwnSticker = lazy(() => import('./OwnSticker.vue'))
export const StickerView = lazy(() => import('./StickerView'))
