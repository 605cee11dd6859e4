// SPDX-License-Identifier: MIT
// Groups from the screens: made, filled, renamed, led, left and dissolved.
import { makeGroup, openDrawer } from '../lib/groups.mjs'
import { check, equal, eventually } from '../lib/wait.mjs'

export default {
  async 'a group is made, filled, renamed, led and dissolved'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const cy = await world.person(server, 'Cy')
    await makeGroup(anna, '品茶 Tea', ['Bo'])
    await anna.send('welcome')
    await bo.room('group', '品茶 Tea').first().waitFor()
    await bo.open('group', '品茶 Tea')
    await bo.seesTexts(['welcome'])
    check((await cy.room('group').count()) === 0, 'who is not a member sees no group')

    // Invite.
    await openDrawer(anna)
    await anna.at('add-people').click()
    await anna.at('people-search').fill('Cy')
    await anna.at('person-option').filter({ hasText: 'Cy' }).click()
    await anna.at('confirm').click()
    await cy.room('group', '品茶 Tea').first().waitFor()
    await cy.open('group', '品茶 Tea')
    await cy.send('hello all')
    await anna.sees('hello all')

    // Rename and announce.
    await anna.at('manage').click()
    await anna.at('manage-title').fill('Green tea')
    await anna.at('manage-announcement').fill('Friday at four')
    await anna.at('manage-save').click()
    for (const person of [anna, bo, cy]) {
      await eventually(`${person.name} sees the new name`, async () => (await person.says('room-title')).includes('Green tea'))
    }
    await openDrawer(bo)
    await eventually('Bo sees the announcement', async () => (await bo.says('announcement')).includes('Friday at four'))

    // Lead: Bo becomes an admin, then Cy is removed.
    await anna.page.getByTestId('member-drawer').getByRole('button').first().click() // back from managing
    await anna.at('member-item').filter({ hasText: 'Bo' }).click()
    await anna.at('card-promote').click()
    await eventually('Bo may manage', async () => (await bo.at('manage').count()) === 1)
    await bo.at('member-item').filter({ hasText: 'Cy' }).click()
    await bo.at('card-remove').click()
    await bo.at('confirm').click()
    await eventually('Cy has no group any more', async () => (await cy.room('group').count()) === 0)
    await anna.send('after Cy')
    await bo.sees('after Cy')

    // Dissolve.
    await anna.page.keyboard.press('Escape')
    await anna.at('manage').click()
    await anna.at('dissolve').click()
    await anna.at('dissolve-name').fill('Green tea')
    await anna.at('confirm').click()
    for (const person of [anna, bo]) await eventually(`${person.name} has no group any more`, async () => (await person.room('group').count()) === 0)
  },

  async 'leaving a group, and joining an open one from the directory'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const host = await server.bot('Host')
    const { room } = await host.call('room.create', { kind: 'group', title: 'Open house', users: [], join: 'open', history: 'all' })
    await host.send(room.id, 'come in')
    await bo.at('add-menu').click()
    await bo.at('open-directory').click()
    const item = bo.at('directory-item').filter({ hasText: 'Open house' })
    await item.getByTestId('join').click()
    await bo.room('group', 'Open house').first().waitFor()
    await bo.page.keyboard.press('Escape')
    await bo.open('group', 'Open house')
    await bo.seesTexts(['come in'])
    await openDrawer(bo)
    await bo.at('leave').click()
    await bo.at('confirm').click()
    await eventually('Bo left', async () => (await bo.room('group').count()) === 0)
    const members = await host.call('room.members', { room: room.id })
    equal(members.total, 1, 'members of the group')
    check((await anna.room('group').count()) === 0, 'Anna never joined')
  },
}
