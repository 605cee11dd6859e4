// SPDX-License-Identifier: MIT
// Registers the service worker; main.ts asks for it once the page has settled. The page works the same without one
// (plain http, private windows).

interface ScriptUrlPolicy {
  createScriptURL(url: string): string
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy
}

const path = '/sw.js'

export function registerServiceWorker(): void {
  void navigator.serviceWorker.register(scriptUrl(), { updateViaCache: 'none' }).catch(() => undefined)
}

// Trusted Types: the only script address that this page ever makes.
function scriptUrl(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  return types ? types.createPolicy('teahouse', { createScriptURL: () => path }).createScriptURL(path) : path
}
