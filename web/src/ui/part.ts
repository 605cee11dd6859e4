// SPDX-License-Identifier: MIT
// A part of the page that is a file of its own and may be asked for while there is no network: it is asked for again, as
// soon as the network is back or after a while, until it comes. Nothing is shown in its place meanwhile, or what is named.
import { defineAsyncComponent, type Component } from 'vue'

const LONGEST_MS = 30_000

export function part<T extends Component>(load: () => Promise<{ default: T }>, meanwhile?: Component): T {
  return defineAsyncComponent({
    loadingComponent: meanwhile,
    delay: 0,
    loader: async () => (await load()).default,
    onError: async (_error, retry, _fail, attempts) => {
      await later(Math.min(1_000 * 2 ** (attempts - 1), LONGEST_MS))
      renewStyles()
      retry()
    },
  }) as unknown as T
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

// The loader of the build asks for a style sheet once and never again: one that did not come is put anew.
function renewStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    if (!link.sheet) link.replaceWith(link.cloneNode())
  }
}
