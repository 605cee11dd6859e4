// SPDX-License-Identifier: MIT
// A part of the page that is a file of its own and may be asked for while there is no network: it is asked for again, as
// soon as the network is back or after a while, until it comes. Nothing is shown in its place meanwhile, or what is named.
import { defineAsyncComponent, type Component } from 'vue'

const LONGEST_MS = 30_000

export function part<T extends Component>(load: () => Promise<{ default: T }>, meanwhile?: Component): T {
  return defineAsyncComponent({
    loadingComponent: meanwhile,
    delay: 0,
    loader: async () => (await untilLoaded(load)).default,
  }) as unknown as T
}

// The same for a file that is no component. Never fails.
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (let wait = 1_000; ; wait = Math.min(2 * wait, LONGEST_MS)) {
    try {
      const loaded = await load()
      // What failed before may be its own; what others miss is tried once and waited for no longer: they see to it.
      await (wait === 1_000 ? renewStyles().catch(() => {}) : renewStyles())
      return loaded
    } catch {
      await later(wait)
    }
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    addEventListener('online', go)
  })
}

// The loader of the build asks for a style sheet once and never again: one that did not come is put anew. Done when all are
// there; fails when one is not.
const failed = new Set<HTMLLinkElement>()
const coming = new Set<Promise<unknown>>()
addEventListener('error', ({ target }) => target instanceof HTMLLinkElement && target.rel === 'stylesheet' && failed.add(target), true)

function renewStyles(): Promise<unknown> {
  for (const link of failed) {
    failed.delete(link)
    const again = link.cloneNode() as HTMLLinkElement
    const there = new Promise((resolve, reject) => Object.assign(again, { onload: resolve, onerror: reject })).finally(() => coming.delete(there))
    coming.add(there)
    link.replaceWith(again)
  }
  return Promise.all(coming)
}
