// SPDX-License-Identifier: MIT
// What stands in a conversation before and while there is a call.
import { lazy } from '@/app/lazy'

export const CallButtons = lazy(() => import('./CallButtons.vue'))
export const CallMark = lazy(() => import('./CallMark.vue'))
export const CallBar = lazy(() => import('./CallBar.vue'))
