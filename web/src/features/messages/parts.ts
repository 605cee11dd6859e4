// SPDX-License-Identifier: MIT
// Parts of a message that come after the first paint.
import { defineAsyncComponent } from 'vue'

export const QuoteLine = defineAsyncComponent(() => import('./QuoteLine.vue'))
export const Reactions = defineAsyncComponent(() => import('./Reactions.vue'))
export const Recalled = defineAsyncComponent(() => import('./Recalled.vue'))
export const MessageTools = defineAsyncComponent(() => import('./MessageTools.vue'))
export const TargetBar = defineAsyncComponent(() => import('./TargetBar.vue'))
export const MentionPopup = defineAsyncComponent(() => import('./MentionPopup.vue'))
export const PinsBar = defineAsyncComponent(() => import('./PinsBar.vue'))
export const SelectBar = defineAsyncComponent(() => import('./SelectBar.vue'))
export const MessageMenu = defineAsyncComponent(() => import('./MessageMenu.vue'))
export const ForwardDialog = defineAsyncComponent(() => import('./ForwardDialog.vue'))
