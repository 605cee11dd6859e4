// SPDX-License-Identifier: MIT
// What this browser remembers of its user's taste. Kept in localStorage; public/theme.js reads the same record before
// the first paint.
import { reactive, watch } from 'vue'
import { preferredLocale, setLocale, type Locale } from '@/i18n'
import { defineShared } from './shared'

export type Theme = 'system' | 'light' | 'dark'

interface Settings {
  theme: Theme
  locale: Locale | ''
  enterSends: boolean
  listWidth: number
  drawer: boolean
  previews: boolean // of links
  notify: Readonly<Record<string, unknown>> // read by features/notify/settings.ts
}

const storageKey = 'teahouse.settings'
export const listWidthMin = 260
export const listWidthMax = 440

export const useSettings = defineShared(() => {
  const settings = reactive<Settings>({ theme: 'system', locale: '', enterSends: true, listWidth: 320, drawer: true, previews: true, notify: {}, ...stored() })

  watch(settings, (now) => {
    try {
      localStorage.setItem(storageKey, JSON.stringify(now))
    } catch {
      // Private windows may forbid it: the settings then last as long as the page.
    }
  })
  watch(() => settings.theme, applyTheme, { immediate: true })

  async function chooseLocale(next: Locale): Promise<void> {
    settings.locale = next
    await setLocale(next)
  }

  function startLocale(): Locale {
    return settings.locale || preferredLocale()
  }

  return { settings, chooseLocale, startLocale }
})

function stored(): Partial<Settings> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return checked(typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
  } catch {
    return {}
  }
}

function checked(value: Record<string, unknown>): Partial<Settings> {
  const found: Partial<Settings> = {}
  const { theme, locale, enterSends, listWidth, drawer, previews, notify } = value
  if (theme === 'system' || theme === 'light' || theme === 'dark') found.theme = theme
  if (locale === 'zh-CN' || locale === 'en') found.locale = locale
  if (typeof enterSends === 'boolean') found.enterSends = enterSends
  if (typeof listWidth === 'number') found.listWidth = Math.min(listWidthMax, Math.max(listWidthMin, listWidth))
  if (typeof drawer === 'boolean') found.drawer = drawer
  if (typeof previews === 'boolean') found.previews = previews
  if (typeof notify === 'object' && notify !== null) found.notify = notify as Record<string, unknown>
  return found
}

function applyTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}
