// SPDX-License-Identifier: MIT
// Made by tools/emoji-plugin.ts.
declare module 'virtual:emoji' {
  const groups: string // a group a line, its signs between spaces; + before one that takes a tone of skin
  export default groups
}
declare module 'virtual:emoji/zh' {
  const words: string // a line for each sign: its name|and further words
  export default words
}
declare module 'virtual:emoji/en' {
  const words: string
  export default words
}
