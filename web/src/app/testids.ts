// SPDX-License-Identifier: MIT
// Handles for the end-to-end tests. They are part of what the client promises: a test finds things by these names
// only, never by class or text.
//
// Data attributes that go with them:
//   room-item     data-room (id), data-kind (lobby, group, direct)
//   message       data-seq (absent while pending), data-state (pending, sending, sent, failed), data-key, data-own
//   file          data-kind (image, video, audio, voice, file)
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
  unfoldList: 'unfold-list',
  searchResult: 'search-result',
  searchPanel: 'search-panel',
  searchInput: 'search-input',
  searchPerson: 'search-person',
  searchRoom: 'search-room',
  searchFilter: 'search-filter',
  searchRecent: 'search-recent',
  searchScope: 'search-scope',
  searchEmpty: 'search-empty',
  searchFailed: 'search-failed',
  searchHere: 'search-here',
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
  railAdmin: 'rail-admin',
  offlineNote: 'offline-note',
  searchOpen: 'search-open', // data-room
  recallTime: 'recall-time',
  roomRead: 'room-read',
  roomUnread: 'room-unread',
  roomMarked: 'room-marked',
  messageState: 'message-state', // its label says it
  readBy: 'read-by', // data-count
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
  sticker: 'sticker', // of the panel; data-sticker (pack/name)
  stickerAdd: 'sticker-add',
  stickerInput: 'sticker-input',
  stickerArrange: 'sticker-arrange',
  stickerPlace: 'sticker-place', // data-id
  stickerRemove: 'sticker-remove', // data-id
  stickerShown: 'sticker-shown', // of a message; data-sticker
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
  forwardHow: 'forward-how',
  record: 'record',
  reportReason: 'report-reason',
  reportSend: 'report-send',
  recordItems: 'record-items',
  recordItem: 'record-item', // data-kind
  selectBar: 'select-bar',
  selectBox: 'select-box',
  selectCancel: 'select-cancel',
  selectCopy: 'select-copy',
  selectForward: 'select-forward',
  selectRecall: 'select-recall',
  // later: reminders, and messages that are sent later; confirmations
  sendMenu: 'send-menu',
  sendLater: 'send-later',
  sendConfirm: 'send-confirm',
  laterTimes: 'later-times',
  laterTime: 'later-time', // data-time (hour, tonight, tomorrow, monday)
  laterOwn: 'later-own',
  laterNote: 'later-note',
  laterPick: 'later-pick',
  laterLine: 'later-line',
  railLater: 'rail-later', // data-count
  laterDialog: 'later-dialog',
  laterSide: 'later-side',
  scheduleItem: 'schedule-item', // data-id, data-fault
  scheduleNow: 'schedule-now',
  scheduleEdit: 'schedule-edit',
  scheduleText: 'schedule-text',
  scheduleTime: 'schedule-time',
  scheduleSave: 'schedule-save',
  scheduleRemove: 'schedule-remove',
  reminderItem: 'reminder-item', // data-id, data-due, data-state (reading, there, gone, unknown)
  reminderOpen: 'reminder-open',
  reminderSnooze: 'reminder-snooze',
  reminderDone: 'reminder-done',
  confirmCard: 'confirm-card', // data-mine, data-count
  confirmRead: 'confirm-read',
  confirmBoard: 'confirm-board',
  confirmsDialog: 'confirms-dialog',
  confirmsSide: 'confirms-side',
  confirmsItem: 'confirms-item', // data-user
  // files
  attach: 'attach',
  attachFiles: 'attach-files',
  // polls
  pollNew: 'poll-new',
  pollDialog: 'poll-dialog',
  pollQuestion: 'poll-question',
  pollField: 'poll-field', // data-option
  pollAdd: 'poll-add',
  pollSeveral: 'poll-several',
  pollAnonymous: 'poll-anonymous',
  pollEnds: 'poll-ends',
  pollSend: 'poll-send',
  poll: 'poll', // data-closed
  pollOption: 'poll-option', // data-option, data-count
  pollTotal: 'poll-total',
  pollClose: 'poll-close',
  attachInput: 'attach-input',
  tray: 'tray',
  trayItem: 'tray-item',
  trayRemove: 'tray-remove',
  dropZone: 'drop-zone',
  file: 'file',
  picture: 'picture',
  download: 'download',
  uploadCancel: 'upload-cancel',
  viewer: 'viewer',
  viewerImage: 'viewer-image',
  viewerZoom: 'viewer-zoom',
  viewerNext: 'viewer-next',
  viewerPrevious: 'viewer-previous',
  viewerRotate: 'viewer-rotate',
  sound: 'sound', // data-playing
  soundTitle: 'sound-title',
  play: 'play',
  waveform: 'waveform',
  notHeard: 'not-heard',
  voiceRecord: 'voice-record',
  voiceBar: 'voice-bar',
  voiceTime: 'voice-time',
  voiceCancel: 'voice-cancel',
  voiceSend: 'voice-send',
  openGallery: 'open-gallery',
  gallery: 'gallery', // data-group, data-state
  galleryItem: 'gallery-item', // data-seq
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
  linkPreviews: 'link-previews',
  linkCard: 'link-card',
  install: 'install',
  keysDialog: 'keys-dialog',
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
  cropDialog: 'crop-dialog',
  cropStage: 'crop-stage', // data-zoom, data-turn, data-x, data-y
  cropZoom: 'crop-zoom',
  cropTurn: 'crop-turn',
  cropTake: 'crop-take',
  pictureError: 'picture-error', // data-fault (failed, small, large)
  // people and rooms
  unreadDot: 'unread-dot',
  openNotes: 'open-notes',
  roomPin: 'room-pin',
  roomUnpin: 'room-unpin',
  roomMute: 'room-mute',
  roomUnmute: 'room-unmute',
  roomHide: 'room-hide',
  roomFolders: 'room-folders',
  roomMenu: 'room-menu',
  // going to a day; day: data-day (of the month)
  roomDay: 'room-day',
  dayPicker: 'day-picker',
  dayMonth: 'day-month',
  dayBefore: 'day-before',
  dayAfter: 'day-after',
  day: 'day',
  folderTabs: 'folder-tabs',
  folderTab: 'folder-tab',
  foldersDialog: 'folders-dialog',
  folderItem: 'folder-item',
  folderCheck: 'folder-check',
  folderName: 'folder-name',
  folderAdd: 'folder-add',
  ownSettings: 'own-settings',
  ownPinned: 'own-pinned',
  ownMuted: 'own-muted',
  ownLevel: 'own-level',
  ownNick: 'own-nick',
  openLinks: 'open-links',
  linksDialog: 'links-dialog',
  linkLife: 'link-life',
  linkUses: 'link-uses',
  linkCreate: 'link-create',
  linkItem: 'link-item', // data-code
  linkQr: 'link-qr',
  linkCopy: 'link-copy',
  linkRevoke: 'link-revoke',
  linkAddress: 'link-address',
  openHooks: 'open-hooks',
  hooksDialog: 'hooks-dialog',
  hookKind: 'hook-kind',
  hookField: 'hook-field', // data-field
  hookMake: 'hook-make',
  hookItem: 'hook-item', // data-id, data-off
  hookSwitch: 'hook-switch',
  hookRemove: 'hook-remove',
  hookSecret: 'hook-secret', // an address or what signs, told once
  botTag: 'bot-tag',
  commandList: 'command-list',
  commandOption: 'command-option', // data-word
  commandUnknown: 'command-unknown',
  commandSend: 'command-send',
  invite: 'invite',
  openJoin: 'open-join',
  joinDialog: 'join-dialog',
  joinCode: 'join-code',
  joinConfirm: 'join-confirm',
  writers: 'writers',
  slow: 'slow',
  keptFor: 'kept-for', // data-days
  keep: 'keep',
  keepDays: 'keep-days',
  keepSave: 'keep-save',
  keepNow: 'keep-now', // data-days
  slowNote: 'slow-note', // data-left (seconds)
  writeGate: 'write-gate', // data-why (nobody, admins, muted, blocked)
  unblock: 'unblock',
  blockedMessage: 'blocked-message', // data-seq
  blockedItem: 'blocked-item',
  showSeen: 'show-seen',
  presenceMode: 'presence-mode',
  contactOwn: 'contact-own', // data-user
  cardContact: 'card-contact',
  cardBlock: 'card-block',
  cardMute: 'card-mute',
  cardUnmute: 'card-unmute',
  cardMuteTime: 'card-mute-time',
  readersDialog: 'readers-dialog',
  readersSide: 'readers-side',
  readersItem: 'readers-item', // data-user
  nudge: 'nudge',
  // notifications while no page is open
  away: 'away',
  awayHere: 'away-here',
  awayChannel: 'away-channel',
  awayLevel: 'away-level',
  awayTest: 'away-test',
  awayRemove: 'away-remove',
  awayAdd: 'away-add',
  awayKind: 'away-kind',
  awayAddress: 'away-address',
  awaySave: 'away-save',
  // administration; admin-section: data-section; admin-row: data-id; admin-action: data-action
  openAdmin: 'open-admin',
  admin: 'admin',
  adminSection: 'admin-section',
  adminRow: 'admin-row',
  adminTotals: 'admin-totals',
  adminAction: 'admin-action',
  adminField: 'admin-field', // data-field
  adminSubmit: 'admin-submit',
  adminSecret: 'admin-secret', // a password or a link that was made
  adminChart: 'admin-chart', // data-chart
  signinInvite: 'signin-invite',
  signinReason: 'signin-reason',
  signinAsked: 'signin-asked',
  // calls
  callMenu: 'call-menu',
  callAudio: 'call-audio',
  callVideo: 'call-video',
  callLog: 'call-log', // data-seq, data-missed
  callBar: 'call-bar', // of a conversation where there is one
  callJoin: 'call-join',
  roomCall: 'room-call',
  callWhom: 'call-whom',
  callAll: 'call-all',
  callRing: 'call-ring',
  callSilent: 'call-silent',
  callCheck: 'call-check',
  callPreview: 'call-preview',
  callSecure: 'call-secure',
  callCheckGo: 'call-check-go',
  callCheckSkip: 'call-check-skip',
  callIncoming: 'call-incoming', // data-call
  callAnswer: 'call-answer',
  callAnswerVideo: 'call-answer-video',
  callDecline: 'call-decline',
  callWindow: 'call-window', // data-mode (full, beside, mini), data-state
  callStatus: 'call-status',
  callOutgoing: 'call-outgoing', // data-state, data-end
  callAgain: 'call-again',
  callClose: 'call-close',
  callStage: 'call-stage', // data-layout (grid, speaker), data-shown
  callTile: 'call-tile', // data-user, data-speaking, data-video, data-blocked
  callPin: 'call-pin',
  callSelf: 'call-self',
  callQuality: 'call-quality', // data-score
  callLock: 'call-lock', // data-lock (ends, way, keys)
  callSecurity: 'call-security',
  callCode: 'call-code',
  callOptions: 'call-options',
  callLayout: 'call-layout',
  callPip: 'call-pip',
  callMinimise: 'call-minimise',
  callExpand: 'call-expand',
  callMove: 'call-move',
  callMic: 'call-mic',
  callCamera: 'call-camera',
  callScreen: 'call-screen',
  callHand: 'call-hand',
  callDevices: 'call-devices',
  callDevice: 'call-device', // data-kind (mic, camera, speaker)
  callNoise: 'call-noise',
  callMirror: 'call-mirror',
  callMeter: 'call-meter',
  callSound: 'call-sound',
  callOpenPeople: 'call-open-people',
  callPeople: 'call-people',
  callPerson: 'call-person', // data-user
  callAbsent: 'call-absent', // data-user
  callInvite: 'call-invite',
  callMute: 'call-mute',
  callKick: 'call-kick',
  callMutePlease: 'call-mute-please',
  callChat: 'call-chat',
  callMore: 'call-more',
  callMoreItem: 'call-more-item',
  callPanel: 'call-panel',
  callStats: 'call-stats',
  callLeave: 'call-leave',
  callTrouble: 'call-trouble', // data-device, data-what
  callTroubleRetry: 'call-trouble-retry',
  callTest: 'call-test',
  openCallTest: 'open-call-test',
  cardCall: 'card-call', // data-kind
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
