// SPDX-License-Identifier: MIT
// How many reminders are due, for what is there from the start: the title of the window.
import { shallowRef } from 'vue'

export const due = shallowRef(0)
