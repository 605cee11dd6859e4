// SPDX-License-Identifier: MIT
// Parts of a message that come after the first paint.
import { lazy } from '@/app/lazy'

export const QuoteLine = lazy(() => import('./QuoteLine.vue'))
export const Reactions = lazy(() => import('./Reactions.vue'))
export const Recalled = lazy(() => import('./Recalled.vue'))
export const MessageTools = lazy(() => import('./MessageTools.vue'))
export const TargetBar = lazy(() => import('./TargetBar.vue'))
export const MentionPopup = lazy(() => import('./MentionPopup.vue'))
export const PinsBar = lazy(() => import('./PinsBar.vue'))
export const SelectBar = lazy(() => import('./SelectBar.vue'))
export const MessageMenu = lazy(() => import('./MessageMenu.vue'))
export const ReadBy = lazy(() => import('./ReadBy.vue'))
export const Readers = lazy(() => import('./Readers.vue'))
export const ReportDialog = lazy(() => import('./ReportDialog.vue'))
export const DayPicker = lazy(() => import('@/features/days/DayPicker.vue'))
export const ForwardDialog = lazy(() => import('./ForwardDialog.vue'))
