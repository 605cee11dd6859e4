// SPDX-License-Identifier: MIT
// What people set for their conversations, the ways into groups, and the rules of groups.
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'

export default {
  async 'conversations are pinned, muted, hidden and kept in folders'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const host = await server.bot('Host')
    const groups = []
    for (const title of ['One', 'Two', 'Three']) {
      const { room } = await host.call('room.create', { kind: 'group', title, users: [(await userOf(host, 'Anna')).id] })
      groups.push(room.id)
    }
    for (const id of groups) await host.send(id, `in ${id}`)
    await anna.seesUnread('group', 'One', 1)

    await chooseFor(anna, 'One', 'room-pin')
    await eventuallyEquals('the pinned one is first', async () => (await titles(anna))[0].includes('One'), true)
    await chooseFor(anna, 'Two', 'room-mute')
    await anna.room('group', 'Two').first().getByTestId('unread-dot').waitFor()
    equal(await anna.room('group', 'Two').first().getByTestId('unread-badge').count(), 0, 'badges of a muted conversation')
    await world.picture(anna, 'list-pinned-muted')

    await chooseFor(anna, 'Three', 'room-hide')
    await eventually('the hidden one is away', async () => (await anna.room('group', 'Three').count()) === 0)
    await host.send(groups[2], 'come back')
    await anna.room('group', 'Three').first().waitFor()

    // A folder of one's own, on another device too.
    await chooseFor(anna, 'Two', 'room-folders')
    await anna.at('folder-name').fill('Work')
    await anna.at('folder-add').click()
    await anna.at('folder-item').waitFor()
    await anna.at('folders-dialog').getByTestId('close').click()
    await anna.at('folder-tab').filter({ hasText: 'Work' }).click()
    await eventuallyEquals('the folder shows its own', async () => (await titles(anna)).length, 1)
    await anna.at('folder-tab').first().click()
    const phone = await world.visitor(server, 'Anna', { viewport: { width: 390, height: 844 }, touch: true, colorScheme: 'dark', locale: 'zh-CN' })
    await phone.signIn()
    await phone.at('back').click()
    await phone.at('folder-tab').filter({ hasText: 'Work' }).waitFor()
    await phone.room('group', 'Two').first().getByTestId('unread-dot').waitFor()
    await world.picture(phone, 'list-folders-phone-dark')
  },

  async 'a group is joined by a link, before signing in, and by its code'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await makeGroup(anna, 'Tea club', [])
    await anna.send('for members')
    await openDrawer(anna)
    await anna.at('open-links').click()
    await anna.at('link-create').click()
    await anna.at('link-address').waitFor()
    await world.picture(anna, 'group-links')
    const address = (await anna.says('link-address')).trim()
    check(address.startsWith(`${server.url}/j/`), `an address that leads here: ${address}`)
    const code = address.slice(-10)

    const bo = await world.visitor(server, 'Bo')
    await bo.page.goto(address)
    await eventually('the invitation is shown', async () => (await bo.says('invite')).includes('Tea club'))
    await world.picture(bo, 'join-before-signing-in')
    await bo.register()
    await bo.at('join-confirm').click()
    await eventually('Bo is in the group', async () => (await bo.says('room-title')).includes('Tea club'))
    check(!(await bo.page.url()).includes('/j/'), 'the code is out of the address')

    const cy = await world.person(server, 'Cy')
    await cy.at('add-menu').click()
    await cy.at('open-directory').click()
    await cy.at('open-join').click()
    await cy.at('join-code').fill(code.toUpperCase())
    await cy.at('join-confirm').click()
    await eventually('Cy is in the group', async () => (await cy.says('room-title')).includes('Tea club'))

    // Not any more.
    await anna.at('link-revoke').click()
    await eventually('the code is gone', async () => (await anna.at('link-item').count()) === 0)
    const dora = await world.visitor(server, 'Dora', { allow: [/status of 404 .*\/api\/v1\/link\.get/] })
    await dora.page.goto(address)
    await dora.at('invite').getByRole('alert').waitFor()
  },

  async 'a group has rules: mute, slow mode, read only, nicknames, reminders'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    await makeGroup(anna, 'Rules', ['Bo'])
    await bo.open('group', 'Rules')

    // A nickname, in the timeline and in the list of members.
    await openDrawer(bo)
    await bo.at('own-settings').click()
    await bo.at('own-nick').fill('Bobby')
    await bo.at('own-nick').blur()
    await bo.send('who am I')
    await anna.sees('who am I')
    await eventually('Anna sees the nickname', async () => (await anna.page.locator('[data-testid=message]').allInnerTexts()).join('\n').includes('Bobby'))

    // Who has read it, and a reminder.
    await anna.send('read this')
    await bo.sees('read this')
    await anna.page.locator('[data-testid=message]').filter({ hasText: 'read this' }).getByTestId('message-text').click({ button: 'right' })
    await anna.page.locator('[data-testid=message-action][data-action=readers]').click()
    await anna.at('readers-item').first().waitFor()
    await world.picture(anna, 'message-readers')
    await anna.at('readers-dialog').getByTestId('close').click()

    // Muted, and free again.
    await openDrawer(anna)
    await anna.at('member-item').filter({ hasText: 'Bobby' }).click()
    await anna.at('card-mute').click()
    await anna.at('card-mute-time').first().click()
    await bo.at('write-gate').waitFor()
    equal(await bo.at('write-gate').getAttribute('data-why'), 'muted', 'why Bo cannot write')
    await world.picture(bo, 'group-muted')
    await anna.at('member-item').filter({ hasText: 'Bobby' }).click()
    await anna.at('card-unmute').click()
    await eventually('Bo may write', async () => (await bo.at('write-gate').count()) === 0)

    // Slow mode counts down; admins are exempt.
    await anna.at('manage').click()
    await anna.at('slow').selectOption('30')
    await bo.at('slow-note').waitFor()
    await eventually('Bo may send', async () => (await bo.at('slow-note').getAttribute('data-left')) === '0', 40_000)
    await bo.send('slowly')
    await anna.sees('slowly')
    await eventually('Bo waits', async () => Number(await bo.at('slow-note').getAttribute('data-left')) > 0)
    await bo.write('too soon')
    check(await bo.at('send').isDisabled(), 'Bo cannot send meanwhile')
    await world.picture(bo, 'group-slow')
    await anna.at('slow').selectOption('0')
    await eventually('no slow mode', async () => (await bo.at('slow-note').count()) === 0)

    // Read only for members.
    await anna.at('writers').getByText('Admins').click()
    await bo.at('write-gate').waitFor()
    await anna.send('announcements only')
    await bo.sees('announcements only')
    await world.picture(anna, 'group-rules')
  },

  async 'blocked people, contacts and notes to oneself'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'group', title: 'Both', users: [(await userOf(bo, 'Anna')).id] })
    await bo.send(room.id, 'before')
    await anna.open('group', 'Both')
    await anna.sees('before')

    await openDrawer(anna)
    await anna.at('member-item').filter({ hasText: 'Bo' }).click()
    await anna.at('card-contact').click()
    await anna.at('member-item').filter({ hasText: 'Bo' }).click()
    await anna.at('card-block').click()
    await anna.at('confirm').click()
    await anna.at('blocked-message').waitFor()
    equal((await anna.texts()).length, 0, 'messages that are shown')
    await world.picture(anna, 'blocked-in-group')
    await anna.at('blocked-message').getByRole('button').click()
    await anna.sees('before')
    const annaId = (await userOf(bo, 'Anna')).id
    await refused('blocked', () => bo.call('room.create', { kind: 'direct', users: [annaId] }))

    await anna.at('rail-contacts').click()
    await anna.at('contact-own').filter({ hasText: 'Bo' }).waitFor()
    const before = anna.page.url()
    await anna.at('open-notes').click()
    await anna.page.waitForURL((url) => url.href !== before) // until then the composer is that of the group
    await anna.at('composer').waitFor()
    await anna.send('buy tea')
    await anna.seesTexts(['buy tea'])
    await anna.at('rail-chats').click()
    await eventually('the notes are first', async () => (await anna.page.locator('[data-testid=room-item]').first().getAttribute('data-kind')) === 'direct')
    await world.picture(anna, 'notes-to-self')

    // Away, and back.
    await anna.at('profile').click()
    await anna.at('presence-mode').getByText('Do not disturb').click()
    await eventually('Bo sees it', async () => (await userOf(bo, 'Anna')).mode === 'busy')
    await anna.at('profile-dialog').getByTestId('close').click()
    await anna.at('settings').click()
    await anna.at('blocked-item').getByRole('button').click()
    await eventually('Bo may write again', async () => {
      const { room: direct } = await bo.call('room.create', { kind: 'direct', users: [(await userOf(bo, 'Anna')).id] })
      return direct.id > 0
    })
  },
}

async function userOf(bot, name) {
  const { users } = await bot.call('user.search', { query: name })
  return users.find((one) => one.name === name)
}

async function refused(code, work) {
  try {
    await work()
  } catch (error) {
    return equal(error.code, code, 'the refusal')
  }
  throw new Error(`nothing refused it with ${code}`)
}

async function chooseFor(person, title, item) {
  await person.room('group', title).first().click({ button: 'right' })
  await person.at(item).click()
}

const titles = (person) => person.page.locator('[data-testid=room-item][data-kind=group]').allInnerTexts()
