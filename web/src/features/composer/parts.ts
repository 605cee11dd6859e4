// SPDX-License-Identifier: MIT
// Parts of the composer that come after the first paint.
import { lazy } from '@/app/lazy'

export const EmojiPopup = lazy(() => import('@/features/emoji/EmojiPopup.vue'))
export const FormatBar = lazy(() => import('./FormatBar.vue'))
export const PickerPanel = lazy(() => import('@/features/emoji/PickerPanel.vue'))
export const CommandPopup = lazy(() => import('@/features/commands/CommandPopup.vue'))
