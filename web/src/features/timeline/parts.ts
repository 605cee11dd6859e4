// SPDX-License-Identifier: MIT
// Rows that are rare. Made once: each row would make its own, and fetch it.
import { lazy } from '@/app/lazy'

export const Blocked = lazy(() => import('@/features/own/Blocked.vue'))
export const RoomStart = lazy(() => import('./RoomStart.vue'))
