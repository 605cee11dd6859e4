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
import { holdBack } from './first'
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
  const known = hinted()
  if (known && !inConsole()) holdBack()
  // What comes next loads beside the words, not after them.
  const next = known ? (inConsole() ? undefined : import('./Shell.vue')) : import('@/features/auth/SignIn.vue')
  next?.catch(() => {}) // it is asked for again where it is shown
  const booted = known ? session.boot() : undefined
  await setLocale(useSettings().startLocale(), ...(known ? [] : (['signin'] as const)))
  app.mount(target)
  if (!booted) await next?.then(painted, () => undefined) // the card does not share the line with the core
  await (booted ?? session.boot())
  return app
}

// Frames may not come at all while nobody looks.
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, 1_000)
  })
}
