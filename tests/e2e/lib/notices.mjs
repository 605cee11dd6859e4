// SPDX-License-Identifier: MIT
// What a browser would show and sound, written down.

// Runs before the page: what the browser would show or sound is written down.
export function listen(permission) {
  if (!globalThis.ServiceWorkerRegistration) return // the blank page before
  const told = { shown: [], rings: 0, rangAt: 0, asked: 0, badge: 0 }
  Object.assign(globalThis, { told, permission })
  Notification.requestPermission = async () => {
    told.asked++
    return (globalThis.permission = 'denied')
  }
  Object.defineProperty(Notification, 'permission', { get: () => globalThis.permission })
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => void told.shown.push({ title, ...options })
  AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
    apply(make, audio) {
      told.rings++
      told.rangAt = Date.now()
      return Reflect.apply(make, audio, [])
    },
  })
  navigator.setAppBadge = async (count) => void (told.badge = count)
  navigator.clearAppBadge = async () => void (told.badge = 0)
  let away = false
  Object.defineProperty(document, 'visibilityState', { get: () => (away ? 'hidden' : 'visible') })
  document.hasFocus = () => !away
  globalThis.setAway = (on) => {
    away = on
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event(on ? 'blur' : 'focus'))
  }
}

export async function listener(world, server, name, permission = 'granted', settings = {}) {
  const person = await world.visitor(server, name, settings)
  await person.context.addInitScript(listen, permission)
  await person.page.reload()
  await person.register()
  await ready(person.page)
  return person
}

// News are watched after the first paint; the service worker shows what the system is told.
export async function ready(page) {
  await page.getByRole('region', { name: /New messages|新消息/ }).waitFor({ state: 'attached' })
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
}

export const told = (page) => page.evaluate(() => globalThis.told)
export const away = (page, on = true) => page.evaluate((now) => globalThis.setAway(now), on)

export async function directRoom(bot, name) {
  const users = (await bot.call('user.search', { query: name })).users.map((user) => user.id)
  return (await bot.call('room.create', { kind: 'direct', users })).room.id
}
