// SPDX-License-Identifier: MIT
// The files of a ChatCore that has none.
import type { ChatCore } from '../src/core/api'

export const noFiles: Pick<ChatCore, 'fileBytesMax' | 'sendFile' | 'files'> = {
  fileBytesMax: () => 50 * 1024 * 1024,
  sendFile: () => {},
  files: () => Promise.resolve({ messages: [], more: false }),
}
