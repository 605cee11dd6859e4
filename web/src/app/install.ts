// SPDX-License-Identifier: MIT
// Whether the browser would install the client as an app. It says so once, perhaps early, so this listens from the start.
import { shallowRef } from 'vue'

interface InstallEvent extends Event {
  prompt(): Promise<unknown>
}

export const installer = shallowRef<InstallEvent>()

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault() // no bar over the page: the settings offer it
  installer.value = event as InstallEvent
})
addEventListener('appinstalled', () => (installer.value = undefined))

export async function install(): Promise<void> {
  const now = installer.value
  installer.value = undefined // each can be used once
  await now?.prompt()
}
