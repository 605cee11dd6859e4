// SPDX-License-Identifier: MIT
// Signs that would turn the text around them about, or show as nothing: overrides and isolates of the writing
// direction, control characters other than line break and tab. Taken out on display; what is stored stays as it was.
const strange = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

export function clean(text: string): string {
  return text.replace(strange, '')
}
