// SPDX-License-Identifier: MIT
// What the chat shows of later things, and their state, in one chunk: each is small, and where one is shown others soon
// are. Other parts import the state from here, so that it makes no chunk of its own.
export { default as ConfirmCard } from './ConfirmCard.vue'
export { default as LaterLine } from './LaterLine.vue'
export { default as RailLater } from './RailLater.vue'
export { default as SendMenu } from './SendMenu.vue'
export * from './later'
export * from './times'
