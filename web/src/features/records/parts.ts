// SPDX-License-Identifier: MIT
// Records are drawn when the first one is shown.
import { lazy } from '@/app/lazy'

export const RecordCard = lazy(() => import('./RecordCard.vue'))
