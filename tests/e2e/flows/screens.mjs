// SPDX-License-Identifier: MIT
// Every screen in light and dark, on a desk and on a phone: nothing breaks the accessibility rules, and with
// --screenshots the pictures of the documentation are taken.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DESKTOP, PASSWORD, PHONE } from '../lib/person.mjs'
import { eventually } from '../lib/wait.mjs'
import { makeGroup, openDrawer } from './groups.mjs'

const axe = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'web/node_modules/axe-core/axe.min.js'), 'utf8')

const forms = [
  { form: 'desktop-light', viewport: DESKTOP, colorScheme: 'light', locale: 'zh-CN' },
  { form: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark', locale: 'en-US' },
  { form: 'phone', viewport: PHONE, colorScheme: 'light', locale: 'zh-CN', touch: true },
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

const flows = {}
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
    await people.get('Anna Keller').send(direct, 'Are you bringing the small pot?')
    await self.send(direct, '会的，还有新的茶叶。')
    await people.get('Anna Keller').send(direct, 'Lovely. `18:30` at the gate?')
    await self.call('read', { room: direct, seq: (await self.send(direct, '好！')).seq })

    const me = await world.visitor(server, '陈美玲', look)
    await me.at('signin-name').fill(me.name)
    await finish(world, me, 'signin', look)
    await me.at('signin-password').fill(PASSWORD)
    await me.at('signin-submit').click()
    await me.at('composer').waitFor()
    await me.sees('👍')
    await eventually('four are online', async () => /4/.test(await me.says('room-subtitle')))
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
    await people.get('王小明').send((await people.get('王小明').rooms()).find((room) => room.kind === 'group').id, '谢谢邀请！')
    await me.sees('谢谢邀请！')
    await openDrawer(me)
    await eventually('the members are there', async () => (await me.at('member-item').count()) === 4)
    await finish(world, me, 'group', look)
    await me.at('manage').click()
    await me.at('manage-announcement').fill('周五下午四点，三楼茶室。')
    await finish(world, me, 'group-management', look)
  }
}
export default flows

async function finish(world, person, screen, { form }) {
  await person.page.evaluate(() => document.fonts.ready)
  // No animation is left running that a picture or a contrast check would catch half way.
  await eventually('the screen is still', () => person.page.evaluate(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)))
  await world.picture(person, `${screen}-${form}`)
  // By the debugger: the page's own policy would refuse it, as it should.
  const { violations } = await person.page.evaluate(`(() => { const module = undefined; const exports = undefined; ${axe}; return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) })()`)
  if (violations.length > 0) {
    const told = violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).slice(0, 4).join('; ')}`)
    throw new Error(`${screen}-${form} breaks accessibility rules:\n${told.join('\n')}`)
  }
}
