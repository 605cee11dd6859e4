// SPDX-License-Identifier: MIT
// What this browser remembers for calls; devices are remembered by the engine.
import { reactive, watch } from 'vue'

const storageKey = 'teahouse.calls'

interface Settings {
  checked: boolean // devices were looked at before a call, or that was skipped
  mirror: boolean // one sees oneself as in a mirror
  secure: boolean // calls that begin here are encrypted by the devices themselves
}

function stored(): Partial<Settings> {
  try {
    const { checked, mirror, secure } = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Record<string, unknown>
    return { ...(typeof checked === 'boolean' ? { checked } : {}), ...(typeof mirror === 'boolean' ? { mirror } : {}), ...(typeof secure === 'boolean' ? { secure } : {}) }
  } catch {
    return {}
  }
}

export const settings = reactive<Settings>({ checked: false, mirror: true, secure: false, ...stored() })

watch(settings, (now) => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(now))
  } catch {
    // Asked again with the next page, then.
  }
})
