// SPDX-License-Identifier: MIT
// Puts the application on the page. The core is handed in, so that dev/fake.html and tests mount the same thing.
import { createApp, type App as VueApp } from 'vue'
import type { ChatCore } from '@/core/api'
import { setLocale } from '@/i18n'
import { coreKey } from '@/stores/core'
import { coreLoaderKey, hinted, useSession } from '@/stores/session'
import { useSettings } from '@/stores/settings'
import { shareIn } from '@/stores/shared'
import '@/styles/index.css'
import App from './App.vue'
import { inConsole } from './console'
import { createRouter } from './router'
import { routerKey } from './use-router'

export async function mount(load: () => Promise<ChatCore>, target: string): Promise<VueApp> {
  const app = createApp(App)
  shareIn(app)
  app.provide(routerKey, createRouter())
  app.provide(coreLoaderKey, async () => {
    const core = await load()
    app.provide(coreKey, core)
    return core
  })
  const session = useSession()
  const booted = session.boot()
  // What comes next loads beside the words, not after them.
  if (hinted() && !inConsole()) void import('./Shell.vue')
  await setLocale(useSettings().startLocale())
  app.mount(target)
  await booted
  return app
}
