// SPDX-License-Identifier: MIT
// A part of the page that comes when it is first shown, with the words that only such parts use; at the start not before the
// messages.
import type { Component } from 'vue'
import { laterWords } from '@/i18n'
import { part } from '@/ui/part'
import { afterFirst } from './first'

export function lazy<T extends Component>(load: () => Promise<{ default: T }>, words = laterWords, meanwhile?: Component): T {
  return part(() => afterFirst(async () => (await Promise.all([load(), words()]))[0]), meanwhile)
}
