// SPDX-License-Identifier: MIT
// Which folder the list shows: its place among the account's; -1: all conversations.
import { ref } from 'vue'

export const folder = ref(-1)
