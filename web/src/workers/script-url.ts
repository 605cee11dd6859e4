// SPDX-License-Identifier: MIT
// URLs of workers, where trusted types are asked for (the CSP of the server). The policy can be made once in a page.
interface ScriptUrlPolicy {
  createScriptURL(url: string): string
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy
}

let policy: ScriptUrlPolicy | undefined

export function scriptUrl(path: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  if (!types) return path
  policy ??= types.createPolicy('teahouse', { createScriptURL: own })
  return policy.createScriptURL(path)
}

// Of this server alone.
function own(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError(url)
  return url
}
