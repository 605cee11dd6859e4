// SPDX-License-Identifier: MIT
// The row under the pointer, by its key: it alone has buttons and a title. Told by whoever takes the rows away, too, since
// no event does then.
import { shallowRef } from 'vue'

export const pointed = shallowRef<string>()
