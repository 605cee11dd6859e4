// SPDX-License-Identifier: MIT
// What is shown of programs comes with the first one.
import { lazy } from '@/app/lazy'

export const BotTag = lazy(() => import('./BotTag.vue'))
