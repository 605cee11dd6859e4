// SPDX-License-Identifier: MIT
// Handles for the end-to-end tests. They are part of what the client promises: a test finds things by these names
// only, never by class or text.
//
// Data attributes that go with them:
//   room-item     data-room (id), data-kind (lobby, group, direct)
//   message       data-seq (absent while pending), data-state (pending, sending, sent, failed), data-key, data-own
//   member-item   data-user (id)
//   banner        data-state (connecting, offline, draining)
//   shell         data-connection (connecting, online, offline, draining, closed)
//   closed        data-reason (replaced, removed, version)
export const testids = {
  // signing in
  signin: 'signin',
  signinName: 'signin-name',
  signinPassword: 'signin-password',
  signinSubmit: 'signin-submit',
  signinCreate: 'signin-create',
  signinError: 'signin-error',
  signinReveal: 'signin-reveal',
  // rail and list
  railChats: 'rail-chats',
  railContacts: 'rail-contacts',
  railSettings: 'settings',
  railProfile: 'profile',
  search: 'search',
  searchResult: 'search-result',
  addMenu: 'add-menu',
  newGroup: 'new-group',
  openDirectory: 'open-directory',
  roomList: 'room-list',
  roomItem: 'room-item',
  unreadBadge: 'unread-badge',
  contactItem: 'contact-item',
  // conversation
  conversation: 'conversation',
  roomTitle: 'room-title',
  roomSubtitle: 'room-subtitle',
  back: 'back',
  openInfo: 'open-info',
  timeline: 'timeline',
  message: 'message',
  messageText: 'message-text',
  system: 'system',
  daySeparator: 'day-separator',
  unreadLine: 'unread-line',
  jumpLatest: 'jump-latest',
  jumpUnread: 'jump-unread',
  retry: 'retry',
  discard: 'discard',
  editFailed: 'edit-failed',
  waiting: 'waiting',
  unfold: 'unfold',
  typing: 'typing',
  composer: 'composer',
  send: 'send',
  composerNote: 'composer-note',
  readOnly: 'read-only',
  unsent: 'unsent',
  unsentItem: 'unsent-item',
  unsentCopy: 'unsent-copy',
  // what is done with messages; message-action: data-action (reply, edit, copy, forward, pin, unpin, select, link, recall)
  messageTools: 'message-tools',
  toolReact: 'tool-react',
  toolReply: 'tool-reply',
  toolMore: 'tool-more',
  messageMenu: 'message-menu',
  messageAction: 'message-action',
  sign: 'sign', // data-sign
  moreSigns: 'more-signs',
  reaction: 'reaction', // data-sign
  quote: 'quote',
  code: 'code',
  codeCopy: 'code-copy',
  edited: 'edited',
  forwarded: 'forwarded',
  recalled: 'recalled', // data-seq
  writeAgain: 'write-again',
  targetBar: 'target-bar', // data-how (reply, edit)
  targetCancel: 'target-cancel',
  mentionList: 'mention-list',
  mentionOption: 'mention-option', // data-user (id, all)
  mentionMark: 'mention-mark',
  formatBar: 'format-bar',
  format: 'format', // data-format (bold, italic, struck, code, quote, list)
  pickerOpen: 'picker-open',
  picker: 'picker',
  pickerTab: 'picker-tab', // data-tab (emoji, or a pack of stickers)
  pickerSearch: 'picker-search',
  pickerGroup: 'picker-group', // data-group
  pickerTone: 'picker-tone',
  emoji: 'emoji', // data-sign
  emojiList: 'emoji-list',
  emojiOption: 'emoji-option', // data-sign
  pinsBar: 'pins-bar',
  pinNewest: 'pin-newest',
  pinsShow: 'pins-show',
  pinsList: 'pins-list',
  pinItem: 'pin-item', // data-seq
  unpin: 'unpin',
  forwardSearch: 'forward-search',
  forwardRoom: 'forward-room', // data-room
  forwardSend: 'forward-send',
  selectBar: 'select-bar',
  selectBox: 'select-box',
  selectCancel: 'select-cancel',
  selectCopy: 'select-copy',
  selectForward: 'select-forward',
  selectRecall: 'select-recall',
  // members
  memberDrawer: 'member-drawer',
  memberSearch: 'member-search',
  memberItem: 'member-item',
  memberCard: 'member-card',
  cardMessage: 'card-message',
  cardPromote: 'card-promote',
  cardDemote: 'card-demote',
  cardTransfer: 'card-transfer',
  cardRemove: 'card-remove',
  addPeople: 'add-people',
  // groups
  groupDialog: 'group-dialog',
  groupTitle: 'group-title',
  groupCreate: 'group-create',
  peopleSearch: 'people-search',
  personOption: 'person-option',
  manage: 'manage',
  manageTitle: 'manage-title',
  manageAnnouncement: 'manage-announcement',
  manageSave: 'manage-save',
  announcement: 'announcement',
  leave: 'leave',
  dissolve: 'dissolve',
  dissolveName: 'dissolve-name',
  confirm: 'confirm',
  cancel: 'cancel',
  directory: 'directory',
  directoryItem: 'directory-item',
  join: 'join',
  // settings and profile
  settingsDialog: 'settings-dialog',
  language: 'language',
  theme: 'theme',
  enterSends: 'enter-sends',
  notice: 'notice', // data-room
  notifyAsk: 'notify-ask',
  notifyAllow: 'notify-allow',
  notifyLater: 'notify-later',
  notifyLevel: 'notify-level',
  notifySystem: 'notify-system',
  notifySound: 'notify-sound',
  notifyWords: 'notify-words',
  notifyQuiet: 'notify-quiet',
  quietFrom: 'quiet-from',
  quietTo: 'quiet-to',
  logout: 'logout',
  device: 'device',
  revoke: 'revoke',
  passwordOld: 'password-old',
  passwordNew: 'password-new',
  passwordSave: 'password-save',
  profileDialog: 'profile-dialog',
  profileName: 'profile-name',
  profileStatus: 'profile-status',
  profileSave: 'profile-save',
  profilePicture: 'profile-picture',
  // administration; admin-section: data-section; admin-row: data-id; admin-action: data-action
  openAdmin: 'open-admin',
  admin: 'admin',
  adminSection: 'admin-section',
  adminRow: 'admin-row',
  adminAction: 'admin-action',
  adminField: 'admin-field', // data-field
  adminSubmit: 'admin-submit',
  adminSecret: 'admin-secret', // a password or a link that was made
  adminChart: 'admin-chart', // data-chart
  signinInvite: 'signin-invite',
  signinReason: 'signin-reason',
  signinAsked: 'signin-asked',
  // everywhere
  shell: 'shell',
  close: 'close',
  banner: 'banner',
  retryNow: 'retry-now',
  closed: 'closed',
  useHere: 'use-here',
  toast: 'toast',
} as const

export type TestId = (typeof testids)[keyof typeof testids]
