// SPDX-License-Identifier: MIT
// What is shown before anything is known.
import type { AccountView, ConnectionView, RoomView, UserView } from './api'

export const nobody: UserView = { id: 0, name: '', role: 'user', online: false, disabled: false }
export const connecting: ConnectionView = { state: 'connecting' }
export const none: readonly RoomView[] = []
export const noAccount: AccountView = { hideSeen: false, contacts: [], blocked: [], folders: [] }
