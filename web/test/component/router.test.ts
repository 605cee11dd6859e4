// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRouter, fromHash, toHash, type Router } from '@/app/router'

const popped = (): Promise<unknown> => new Promise((done) => addEventListener('popstate', done, { once: true }))

describe('the router', () => {
  let router: Router
  beforeEach(() => {
    history.replaceState(null, '', '#/')
    router = createRouter()
  })
  afterEach(() => router.dispose())

  it('writes the room into the address and reads it back', () => {
    router.openRoom(12)
    expect(location.hash).toBe('#/c/12')
    expect(fromHash('#/c/12')).toEqual({ tab: 'chats', room: 12 })
    expect(fromHash('#/c/x')).toEqual({ tab: 'chats' })
    expect(toHash({ tab: 'contacts' })).toBe('#/contacts')
  })

  it("goes back with the browser's own button", async () => {
    router.openRoom(12)
    router.open({ name: 'settings' })
    expect(router.place.value.overlay).toEqual({ name: 'settings' })
    history.back()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 12 })
    history.back()
    await popped()
    expect(router.place.value.room).toBeUndefined()
  })

  it('takes the top layer away through the history', async () => {
    router.openRoom(12)
    router.push({ tab: 'chats', room: 12, info: true })
    router.up()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 12 })
  })

  it('goes back to the list at once, over all that lies between', async () => {
    router.openRoom(1)
    router.push({ tab: 'chats', room: 1, info: true })
    router.openRoom(2) // from a card in the drawer
    const left = popped()
    router.up()
    await left
    expect(router.place.value).toEqual({ tab: 'chats' })
    // The system's back button leaves the page from here: nothing of the way is left below.
    history.forward()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 1 })
  })

  it('gives layers back one by one, and leads forward into none that is gone', async () => {
    router.openRoom(1)
    router.push({ tab: 'chats', room: 1, info: true })
    router.push({ tab: 'chats', room: 1, info: true, manage: true })
    router.addLayer('question')
    expect(router.place.value.layers).toEqual(['question'])
    history.back()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 1, info: true, manage: true })
    router.dropLayer('question')
    history.forward()
    await popped() // there,
    await popped() // and back
    expect(router.place.value).toEqual({ tab: 'chats', room: 1, info: true, manage: true })
    router.closeInfo()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 1 })
  })

  it('opens nothing on top of an entry that is about to go', async () => {
    router.openRoom(1)
    router.addLayer('card')
    router.dropLayer('card') // answered later
    router.openRoom(2)
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 2 })
    history.back()
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 1 })
  })

  it('leaves a room that is gone for what was before it', async () => {
    router.openRoom(1)
    router.openRoom(2)
    router.push({ tab: 'chats', room: 2, info: true })
    router.leave(2)
    await popped()
    expect(router.place.value).toEqual({ tab: 'chats', room: 1 })
  })

  it('goes up in place where the page was opened deep', () => {
    history.replaceState(null, '', '#/c/7')
    router.dispose()
    router = createRouter()
    const { length } = history
    router.up()
    expect(router.place.value).toEqual({ tab: 'chats' })
    expect(history.length).toBe(length)
  })

  it('opens a room from a dialog without leaving the dialog in the history', () => {
    router.open({ name: 'new-group' })
    const { length } = history
    router.openRoom(3)
    expect(history.length).toBe(length)
    expect(router.place.value).toEqual({ tab: 'chats', room: 3 })
  })
})
