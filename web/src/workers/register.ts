// SPDX-License-Identifier: MIT
// Registers the service worker; main.ts asks for it once the page has settled. The page works the same without one
// (plain http, private windows).

import { scriptUrl } from './script-url'

export function registerServiceWorker(): void {
  void navigator.serviceWorker.register(scriptUrl('/sw.js'), { updateViaCache: 'none' }).catch(() => undefined)
}
