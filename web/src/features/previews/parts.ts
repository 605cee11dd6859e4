// SPDX-License-Identifier: MIT
// What links lead to is drawn when the first message with a link is shown.
import { part } from '@/ui/part'

export const LinkCards = part(() => import('./LinkCards.vue'))
