// SPDX-License-Identifier: MIT
// Text that goes back into the composer of its room: of a message that was refused and is to be written anew.
import { shallowRef } from 'vue'
import type { RoomId } from '@/core/api'

export const refill = shallowRef<{ room: RoomId; text: string }>()
