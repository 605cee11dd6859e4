// SPDX-License-Identifier: MIT
// Rows that are rare. Made once: each row would make its own, and fetch it.
import { lazy } from '@/app/lazy'

export const Blocked = lazy(() => import('@/features/own/Blocked.vue'))
export const CallLog = lazy(() => import('@/features/calls/CallLog.vue'))
export const Failure = lazy(() => import('./Failure.vue'))
export const RoomStart = lazy(() => import('./RoomStart.vue'))
export const Waiting = lazy(() => import('./Waiting.vue'))
