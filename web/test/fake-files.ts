// SPDX-License-Identifier: MIT
// The files of a ChatCore that has none.
import type { ChatCore } from '../src/core/api'

export const noFiles: Pick<ChatCore, 'sendFile' | 'files'> = {
  sendFile: () => {},
  files: () => Promise.resolve({ messages: [], more: false }),
}
