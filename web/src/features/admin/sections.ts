// SPDX-License-Identifier: MIT
// The sections of the console, in the order of the menu, and the way from one to another.
import { inject, type InjectionKey } from 'vue'

export const sections = ['overview', 'live', 'users', 'rooms', 'files', 'reports', 'words', 'invites', 'bots', 'sessions', 'bans', 'audit', 'settings'] as const
export type Section = (typeof sections)[number]
export type Go = (section: Section, query?: string) => void
export const goKey: InjectionKey<Go> = Symbol('go')

export function useGo(): Go {
  return inject(goKey) ?? (() => undefined)
}
