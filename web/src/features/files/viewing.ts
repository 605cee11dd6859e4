// SPDX-License-Identifier: MIT
// Which picture is shown large; the viewer itself is loaded when it is needed.
import { shallowRef } from 'vue'
import { onLeave } from '@/app/forget'
import type { MessageView } from '@/core/api'

export const viewing = shallowRef<MessageView>()
onLeave(() => (viewing.value = undefined))
