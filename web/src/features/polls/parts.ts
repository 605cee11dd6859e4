// SPDX-License-Identifier: MIT
// Polls are drawn when the first one is shown, and asked when somebody wants to.
import { lazy } from '@/app/lazy'

export const PollCard = lazy(() => import('./PollCard.vue'))
export const NewPoll = lazy(() => import('./NewPoll.vue'))
