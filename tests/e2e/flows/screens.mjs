// SPDX-License-Identifier: MIT
// Every screen in light and dark, on a desk and on a phone: nothing breaks the accessibility rules, and with
// --screenshots the pictures of the documentation are taken.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DESKTOP, PASSWORD, PHONE } from '../lib/person.mjs'
import { still } from '../lib/pictures.mjs'
import { eventually } from '../lib/wait.mjs'
import { makeGroup, openDrawer } from '../lib/groups.mjs'

const axe = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'web/node_modules/axe-core/axe.min.js'), 'utf8')

const forms = [
  { form: 'desktop-light', viewport: DESKTOP, colorScheme: 'light', locale: 'zh-CN' },
  { form: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark', locale: 'en-US' },
  { form: 'phone', viewport: PHONE, colorScheme: 'light', locale: 'zh-CN', touch: true },
]
// Looked at by the rules only.
const others = [
  ...forms,
  { form: 'tablet', viewport: { width: 820, height: 1100 }, colorScheme: 'light', locale: 'en-US' },
  { form: 'phone-dark', viewport: PHONE, colorScheme: 'dark', locale: 'en-US', touch: true },
]

const talk = [
  ['林清茶', '早上好！新的龙井到了，有人要一起喝茶吗？🍵'],
  ['Anna Keller', 'Good morning! Count me in. I can bring cups.'],
  ['王小明', '我也来，下午三点可以吗？'],
  ['Anna Keller', 'Three is fine. The notes from Tuesday are here: https://example.org/notes/tea'],
  ['林清茶', '**记得带杯子**，茶室在三楼。'],
  ['Omar Haddad', 'Has anybody seen the key to the cupboard?'],
  ['王小明', '在门口的盒子里。'],
  ['Omar Haddad', 'Found it, thanks! 🎉'],
]

const privately = [
  ['Anna Keller', 'Are you bringing the small pot?'],
  ['', '会的，还有新的茶叶。'],
  ['Anna Keller', 'Oh, which ones?'],
  ['', '龙井，还有一点正山小种。'],
  ['Anna Keller', 'The smoky one! Omar will be happy.'],
  ['', '😄 他上次问了三遍。'],
  ['Anna Keller', 'I can bake something. Walnut cake or lemon?'],
  ['', '核桃的吧，配红茶好。'],
  ['Anna Keller', '**Walnut** it is. Do we need plates?'],
  ['', '茶室有，够十个人用。'],
  ['Anna Keller', 'And the key to the cupboard is back, I hope.'],
  ['', '在门口的盒子里，Omar 找到了。'],
  ['Anna Keller', 'Good. The bus is at 18:10, so I can be there a little early.'],
  ['', '那我在门口等你。'],
  ['Anna Keller', 'Lovely. `18:30` at the gate?'],
]

const inGroup = [
  ['王小明', '谢谢邀请！'],
  ['林清茶', '欢迎大家。这里说说每周五的品茶会。'],
  ['Anna Keller', 'Glad to be here. What is on the table this week?'],
  ['林清茶', '三款：明前龙井、白毫银针、正山小种。'],
  ['王小明', '我可以带一套盖碗。'],
  ['Anna Keller', 'I have six small cups, if nobody minds that they do not match.'],
  ['林清茶', '不配才好看 🍵'],
  ['王小明', '水呢？上次的水有点硬。'],
  ['Anna Keller', 'There is a filter in the kitchen now. Notes: https://example.org/notes/water'],
  ['林清茶', '太好了。**四点开始**，别迟到。'],
  ['王小明', '要不要拍些照片？'],
  ['Anna Keller', 'Yes please, for the wall.'],
  ['林清茶', '那就这么定了。'],
  ['王小明', '周五见！'],
]

const flows = {}
for (const look of others) {
  flows[`every screen keeps the rules: ${look.form}`] = async (world) => {
    const server = await world.server('--sessions=single')
    const anna = await world.person(server, 'Anna', look)
    const host = await server.bot('Host')
    await host.online()
    await host.call('room.create', { kind: 'group', title: 'Open house', users: [], join: 'open', history: 'all' })
    await host.send(await host.lobby(), 'Good morning')
    await anna.sees('Good morning')
    await everyState(world, anna, server, look)
  }
}
for (const look of forms) {
  flows[`every screen looks right: ${look.form}`] = async (world) => {
    const server = await world.server('--name=茶馆 Teahouse')
    const phone = look.viewport === PHONE
    const self = await server.bot('陈美玲')
    const people = new Map()
    for (const name of new Set(talk.map(([name]) => name))) people.set(name, await server.bot(name))
    await people.get('Anna Keller').call('profile.set', { status: 'In the garden until four' })
    for (const name of ['林清茶', 'Anna Keller', 'Omar Haddad']) await people.get(name).online()
    const lobby = await self.lobby()
    for (const [name, text] of talk) await people.get(name).send(lobby, text)
    await self.call('read', { room: lobby, seq: (await self.send(lobby, '好的，三点见！')).seq })
    await people.get('林清茶').send(lobby, '👍')
    const direct = (await people.get('Anna Keller').call('room.create', { kind: 'direct', users: [self.id] })).room.id
    for (const [name, text] of privately) await (name ? people.get(name) : self).send(direct, text)
    await self.call('read', { room: direct, seq: (await self.send(direct, '好！')).seq })

    const me = await world.visitor(server, '陈美玲', look)
    await me.at('signin-name').fill(me.name)
    await finish(world, me, 'signin', look)
    await me.at('signin-password').fill(PASSWORD)
    await me.at('signin-submit').click()
    await me.at('composer').waitFor()
    await me.sees('👍')
    await eventually('four are online', async () => /4/.test(await me.says('room-subtitle')))
    if (!phone) await me.at('member-item').first().waitFor() // the drawer comes after the chat
    await finish(world, me, 'lobby', look)
    if (phone) {
      await me.at('back').click()
      await me.at('room-list').waitFor()
      await finish(world, me, 'list', look)
    }
    await me.open('direct', 'Anna')
    await me.sees('好！')
    await finish(world, me, 'direct', look)
    if (phone) await me.at('back').click()
    await makeGroup(me, '品茶小组', ['林清茶', 'Anna Keller', '王小明'])
    const group = (await people.get('王小明').rooms()).find((room) => room.kind === 'group').id
    for (const [name, text] of inGroup) await people.get(name).send(group, text)
    await me.sees('周五见！')
    await openDrawer(me)
    await eventually('the members are there', async () => (await me.at('member-item').count()) === 4)
    await finish(world, me, 'group', look)
    await me.at('manage').click()
    await me.at('manage-announcement').fill('周五下午四点，三楼茶室。')
    await finish(world, me, 'group-management', look)
  }
}
export default flows

// The screens beside the conversations, and what goes wrong.
async function everyState(world, me, server, look) {
  const checked = (screen) => inspect(me, `${screen}-${look.form}`)
  const phone = look.viewport === PHONE
  const closeDialog = async (id) => {
    await me.at('close').last().click()
    await eventually(`${id} is closed`, async () => (await me.at(id).count()) === 0)
  }
  if (phone) await me.at('back').click()
  await me.at('rail-contacts').click()
  await me.at('contact-item').first().waitFor()
  await checked('contacts')
  await me.at('new-group').click()
  await me.at('group-title').fill('茶'.repeat(60)) // too long: its words are checked too
  await me.at('person-option').first().waitFor()
  await checked('new-group')
  await closeDialog('group-dialog')
  await me.at('open-directory').click()
  await eventually('the directory has its answer', async () => (await me.at('directory').textContent()).length > 10)
  await checked('directory')
  await closeDialog('directory')
  for (const [button, dialog] of [['profile', 'profile-dialog'], ['settings', 'settings-dialog']]) {
    if ((await me.at(button).count()) === 0) continue // phones reach the profile through the settings
    await me.at(button).click()
    await me.at(dialog).waitFor()
    await checked(dialog)
    await closeDialog(dialog)
  }
  await me.at('rail-chats').click()
  await me.open('lobby')
  await openDrawer(me)
  await me.at('member-item').first().click()
  await me.at('member-card').waitFor()
  await checked('member-card')
  await me.page.keyboard.press('Escape')
  await eventually('the card is closed', async () => (await me.at('member-card').count()) === 0)
  if (look.viewport !== DESKTOP) {
    await me.page.keyboard.press('Escape')
    await eventually('the drawer is closed', async () => (await me.at('member-drawer').count()) === 0)
  }
  // Away: the banner, a message that waits, a list that cannot be loaded.
  me.expectOutage()
  await server.kill()
  await me.at('banner').waitFor()
  await me.write('written in the dark')
  await me.at('send').click()
  await me.sees('written in the dark', 'pending')
  await checked('offline')
  if (phone) await me.at('back').click()
  await me.at('rail-contacts').click()
  await me.at('open-directory').click()
  await eventually('the directory says that it failed', async () => (await me.at('directory').locator('button').count()) > 1)
  await checked('directory-failed')
  await closeDialog('directory')
  await me.at('rail-chats').click()
  await server.start()
  await me.isOnline()
  me.allow(/status of 401/)
  await (await world.visitor(server, me.name)).signIn()
  await me.at('closed').waitFor()
  await checked('replaced')
}

async function finish(world, person, screen, { form }) {
  await still(person)
  // Nor does a picture show a conversation whose last message is below the edge.
  await eventually('the timeline is at its end', () =>
    person.page.evaluate(() => {
      const timeline = document.querySelector('[data-testid=timeline]')
      const last = [...document.querySelectorAll('[data-testid=message]')].at(-1)
      return !timeline || !last || last.getBoundingClientRect().bottom <= timeline.getBoundingClientRect().bottom + 1
    }),
  )
  await world.picture(person, `${screen}-${form}`)
  await inspect(person, `${screen}-${form}`)
}

const ways = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], preload: false, iframes: false }

export async function inspect(person, screen) {
  await still(person)
  // By the debugger: the page's own policy would refuse it, as it should. It stays in the page, and only what is broken is
  // looked up and told: what is not would be a thousand nodes.
  if (!(await person.page.evaluate(() => 'axe' in window))) await person.page.evaluate(`(() => { const module = undefined; const exports = undefined; ${axe} })()`)
  const violations = await person.page.evaluate(async (ways) => (await window.axe.run(document, ways)).violations, ways)
  if (violations.length > 0) {
    const told = violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).slice(0, 4).join('; ')}`)
    throw new Error(`${screen} breaks accessibility rules:\n${told.join('\n')}`)
  }
}
