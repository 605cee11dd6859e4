// SPDX-License-Identifier: MIT
// Signs for reactions: six at hand, the rest behind one press.
export const quickSigns = ['👍', '❤️', '😂', '🎉', '😮', '🍵'] as const

export const allSigns = [
  ...quickSigns,
  '👏', '🙏', '🔥', '✅', '👀', '💯',
  '😊', '😢', '😅', '🤔', '😍', '😴',
  '🙌', '💪', '🌹', '☀️', '❓', '👎',
] as const
