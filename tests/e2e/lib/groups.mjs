// SPDX-License-Identifier: MIT
// Groups and the drawer of a room, as people reach them.
import { eventually } from './wait.mjs'

export async function makeGroup(person, title, people) {
  await person.at('add-menu').click()
  await person.at('new-group').click()
  await person.at('group-title').fill(title)
  for (const name of people) {
    await person.at('people-search').fill(name)
    await person.at('person-option').filter({ hasText: name }).click()
  }
  await person.at('group-create').click()
  await eventually('the group is open', async () => (await person.says('room-title')).includes(title))
}

export async function openDrawer(person) {
  // Where it belongs to the conversation it may be about to come.
  if ((await person.at('open-info').getAttribute('aria-pressed')) !== 'true') await person.at('open-info').click()
  await person.at('member-drawer').waitFor()
}
