// SPDX-License-Identifier: MIT
// What keys mean on this machine.

// The key belongs to an input method: no Enter, arrow or Escape of ours. keyCode 229 tells it also where isComposing is
// already false, as in Safari, which ends the composition before the key.
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

const apple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
export const commandKey = apple ? '⌘' : 'Ctrl'
export const altKey = apple ? '⌥' : 'Alt'
