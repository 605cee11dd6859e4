// SPDX-License-Identifier: MIT
// Stickers are drawn when the first one is shown.
import { lazy } from '@/app/lazy'

export const StickerView = lazy(() => import('./StickerView'))
