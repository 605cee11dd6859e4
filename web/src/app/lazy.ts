// SPDX-License-Identifier: MIT
// A part of the page that comes when it is first shown, with the words that only such parts use.
import type { Component } from 'vue'
import { laterWords } from '@/i18n'
import { part } from '@/ui/part'

export function lazy<T extends Component>(load: () => Promise<{ default: T }>, words = laterWords, meanwhile?: Component): T {
  return part(async () => (await Promise.all([load(), words()]))[0], meanwhile)
}
