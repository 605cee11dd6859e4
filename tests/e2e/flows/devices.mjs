// SPDX-License-Identifier: MIT
// One person at two devices: what is written on one goes on on the other.
import { PHONE } from '../lib/person.mjs'
import { equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from '../lib/groups.mjs'
import { inspect } from './screens.mjs'

export const worker = ['a draft from without a connection is told when it is back, the later one stays']

export default {
  async 'drafts follow to the other devices, and end there with the message'(world) {
    const server = await world.server()
    const desk = await world.person(server, 'Anna')
    const phone = await world.visitor(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN', colorScheme: 'dark' })
    await phone.signIn()
    await makeGroup(desk, 'Tea', [])
    await phone.at('back').tap()
    const told = []
    desk.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => told.push(String(payload))))
    await desk.page.reload()
    await desk.open('group', 'Tea')
    await desk.isOnline()
    await desk.at('composer').pressSequentially('half a sen')
    await eventually('the list of the phone shows it', async () => (await phone.room('group', 'Tea').textContent()).includes('[草稿]'))
    await inspect(phone, 'a draft of the other device')
    await phone.room('group', 'Tea').tap()
    await eventuallyEquals('the phone goes on with it', () => phone.at('composer').inputValue(), 'half a sen')
    await desk.at('composer').press('Control+End')
    await phone.at('composer').fill('half a sentence')
    await eventuallyEquals('and the desk with that, though the field has the focus', () => desk.at('composer').inputValue(), 'half a sentence')
    await desk.at('composer').press('Enter')
    await desk.sees('half a sentence', 'sent')
    await eventuallyEquals('it ends on the phone', () => phone.at('composer').inputValue(), '')
    equal(told.filter((frame) => frame.includes('half a sen')).length, 2, 'what the desk told: its own half, and the message')
  },

  async 'a draft from without a connection is told when it is back, the later one stays'(world) {
    const server = await world.server()
    const desk = await world.person(server, 'Anna')
    const phone = await world.visitor(server, 'Anna', { viewport: PHONE, touch: true })
    await phone.signIn()
    if ((await phone.at('composer').count()) === 0) await phone.open('lobby')
    const lobby = await phone.lobbyId()
    desk.expectOutage()
    await desk.isInstalled()
    await desk.keeps(lobby)
    await desk.context.setOffline(true)
    await desk.page.reload() // a socket that is open would live on for a while
    await desk.at('composer').waitFor()
    await phone.at('composer').fill('from the phone')
    await phone.at('composer').blur()
    await eventually('the server has it', async () => (await draftOf(phone, lobby)) === 'from the phone')
    await desk.write('from the desk, later')
    await desk.at('composer').blur()
    await desk.context.setOffline(false)
    await eventuallyEquals('the phone has the later one', () => phone.at('composer').inputValue(), 'from the desk, later')
    equal(await desk.at('composer').inputValue(), 'from the desk, later', 'as the desk')
    // Only just written, and the page is left.
    await desk.write('the last words')
    await desk.page.goto('about:blank')
    await eventuallyEquals('they went out', () => phone.at('composer').inputValue(), 'the last words')
  },
}

async function draftOf(person, room) {
  return (await person.api('room.get', { room })).room.draft?.text
}
