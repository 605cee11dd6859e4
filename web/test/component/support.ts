// SPDX-License-Identifier: MIT
// Mounts a component the way the application does: words, stores, router and a core of sample data. What jsdom lacks
// (dialogs, popovers, observers) is stood in for by the least that the components need.
import { mount, type VueWrapper } from '@vue/test-utils'
import { createApp, type Component } from 'vue'
import { createRouter, type Router } from '@/app/router'
import { routerKey } from '@/app/use-router'
import { laterWords, setLocale, type Locale } from '@/i18n'
import { coreKey } from '@/stores/core'
import { coreLoaderKey } from '@/stores/session'
import { shareIn } from '@/stores/shared'
import { createFakeCore, type FakeOptions } from '../fake-core'

export type FakeCore = ReturnType<typeof createFakeCore>

export interface Mounted {
  wrapper: VueWrapper
  core: FakeCore
  router: Router
  find(testid: string): ReturnType<VueWrapper['find']>
}

export async function mounted(
  component: Component,
  options: { props?: Record<string, unknown>; fake?: FakeOptions; locale?: Locale; core?: FakeCore } = {},
): Promise<Mounted> {
  standIns()
  localStorage.clear()
  history.replaceState(null, '', '#/')
  await setLocale(options.locale ?? 'en')
  await laterWords()
  const core = options.core ?? createFakeCore(options.fake)
  const router = createRouter()
  // Stores inject the core when they are made.
  const app = createApp({})
  app.provide(coreLoaderKey, async () => core)
  shareIn(app)
  const wrapper = mount(component, {
    attachTo: document.body,
    props: options.props ?? {},
    global: { provide: { [coreKey as symbol]: core, [coreLoaderKey as symbol]: async () => core, [routerKey as symbol]: router } },
  })
  return { wrapper, core, router, find: (testid) => wrapper.find(`[data-testid="${testid}"]`) }
}

// Lets answers of the core (microtasks) and the renders after them happen.
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
  await new Promise((done) => setTimeout(done, 0))
}

function standIns(): void {
  const dialog = HTMLDialogElement.prototype
  dialog.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  dialog.close ??= function (this: HTMLDialogElement) {
    this.open = false
  }
  HTMLElement.prototype.showPopover ??= () => {}
  HTMLElement.prototype.scrollIntoView ??= () => {}
  HTMLElement.prototype.hidePopover ??= () => {}
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
}
