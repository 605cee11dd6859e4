// SPDX-License-Identifier: MIT
// Search: people, conversations and messages in one box; a hit leads to the message where it was said.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { inspect } from './screens.mjs'

// One white pixel.
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC', 'base64')

export default {
  async 'a two-character word is found far back and shown where it was said'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    await bo.send(lobby, '昨天的龙井茶真不错')
    for (let index = 1; index <= 130; index++) await bo.send(lobby, `message ${index}`)
    const anna = await world.person(server, 'Anna', { locale: 'zh-CN' })
    await anna.sees('message 130')
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-input').fill('龙井')
    await eventually('one message is found', async () => (await anna.at('search-result').count()) === 1)
    equal(await anna.at('search-result').locator('mark').allTextContents(), ['龙井'], 'the word is marked')
    await anna.page.keyboard.press('Enter')
    await eventually('the panel is gone', async () => (await anna.at('search-panel').count()) === 0)
    await anna.sees('昨天的龙井茶真不错')
    await eventually('the message is on screen', () =>
      anna.page.locator('[data-testid=message]', { hasText: '龙井' }).evaluateAll((rows) => rows.some((row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().bottom < innerHeight)),
    )
    check((await anna.at('jump-latest').count()) === 1, 'the way back to the newest is offered')
  },

  async 'one box finds people by pinyin, conversations and messages, and keeps what was looked for'(world) {
    const server = await world.server()
    const ming = await server.bot('张小明')
    const anna = await server.bot('Anna')
    const { room } = await ming.call('room.create', { kind: 'group', title: '周末喝茶', users: [anna.id] })
    await ming.send(room.id, 'shall we meet at the teahouse?')
    const me = await world.visitor(server, 'Anna')
    await me.signIn()
    await me.at('search').first().click()
    await me.at('search-input').fill('zxm')
    await eventually('the person is found by initials', async () => (await me.says('search-person')).includes('张小明'))
    await me.at('search-input').fill('zmhc')
    await eventually('the group is found by initials', async () => (await me.says('search-room')).includes('周末喝茶'))
    await me.at('search-input').fill('teahou')
    await eventually('the message is found by its beginning', async () => (await me.at('search-result').count()) === 1)
    check((await me.says('search-result')).includes('周末喝茶'), 'the hit says where')
    await me.at('search-input').fill('teahou from:nobody')
    await me.at('search-empty').waitFor()
    await me.at('search-input').fill('teahou from:张小明')
    await eventually('the filter lets it through', async () => (await me.at('search-result').count()) === 1)
    await me.page.keyboard.press('Enter')
    await eventually('its conversation is open', async () => (await me.says('room-title')).includes('周末喝茶'))
    await me.sees('shall we meet at the teahouse?')
    await me.page.keyboard.press('Control+k')
    await me.at('search-recent').filter({ hasText: 'teahou from:张小明' }).click()
    await eventually('the kept search runs again', async () => (await me.at('search-result').count()) === 1)
    await me.page.keyboard.press('Escape')
    await me.page.keyboard.press('Escape')
    await eventually('Escape closes', async () => (await me.at('search-panel').count()) === 0)
  },

  async 'pictures, files and polls are found by what they are, and files by their names'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    const give = async (kind, name, bytes, text) => bo.call('message.send', { room: lobby, cmid: `give-${name}`, kind, file: { id: await bo.upload(name, bytes) }, ...(text ? { text } : {}) })
    await give('image', 'harbour_at_dawn.png', PNG)
    await give('file', '会议纪要.txt', Buffer.from('minutes'), 'see https://tea.example/minutes')
    await bo.call('message.send', { room: lobby, cmid: 'ask-harbour', kind: 'poll', text: 'Which harbour?', poll: { options: [{ text: 'North' }, { text: 'South' }] } })
    await bo.send(lobby, 'harbour https://tea.example/map')
    const anna = await world.person(server, 'Anna')
    await anna.page.keyboard.press('Control+k')
    const found = (what, texts) => eventuallyEquals(what, async () => (await anna.says('search-result')).split('\n').filter(Boolean).map((line) => texts.find((text) => line.includes(text)) ?? line), texts)
    await anna.at('search-filter').filter({ hasText: 'has:image' }).click()
    await found('the picture alone', ['[Picture] harbour_at_dawn.png'])
    await inspect(anna, 'search-filters')
    await anna.at('search-input').fill('has:link')
    await found('both with an address', ['https://tea.example/map', '[File] see https://tea.example/minutes'])
    await anna.at('search-filter').filter({ hasText: 'has:file' }).click()
    await found('all filters hold', ['[File] see https://tea.example/minutes'])
    await anna.at('search-input').fill('has:poll harbour')
    await found('the question', ['[Poll] Which harbour?'])
    await anna.at('search-input').fill('纪要')
    await found('a word of a name', ['会议纪要.txt'])
    await anna.at('search-input').fill('包含:图片 dawn')
    await found('in Chinese, with a word of its name', ['harbour_at_dawn.png'])
    await anna.page.keyboard.press('Enter')
    await eventually('the picture is shown where it was sent', async () => (await anna.at('search-panel').count()) === 0 && (await anna.at('file').count()) > 0)
  },

  async 'open groups are found by name and pinyin in the search box, and joined from there'(world) {
    const server = await world.server()
    const host = await server.bot('Host')
    for (const title of ['品茶小组', '品茶老友']) await host.call('room.create', { kind: 'group', title, users: [], join: title === '品茶小组' ? 'open' : 'invite', history: 'all' })
    const anna = await world.person(server, 'Anna', { colorScheme: 'dark' })
    const bo = await world.person(server, 'Bo', { viewport: PHONE, touch: true, locale: 'zh-CN' })
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-input').fill('pincha')
    await anna.at('search-open').waitFor()
    equal(await anna.at('search-open').count(), 1, 'only what one may join')
    check((await anna.says('search-panel')).includes('Open groups'), 'under a heading of their own')
    await inspect(anna, 'an open group in the search box, in the dark')
    await anna.at('search-input').press('Enter')
    await eventually('it is open', async () => (await anna.says('room-title')) === '品茶小组')
    await anna.room('group', '品茶小组').waitFor()
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-input').fill('pincha')
    await anna.at('search-room').waitFor()
    equal(await anna.at('search-open').count(), 0, 'it is her own now')
    // By touch, on a phone.
    await bo.at('back').tap()
    await bo.at('search').tap()
    await bo.at('search-input').fill('品茶')
    await bo.at('search-open').waitFor()
    await inspect(bo, 'an open group in the search box, on a phone')
    await bo.at('search-open').tap()
    await eventually('Bo is in it', async () => (await bo.says('room-title')) === '品茶小组')
  },

  async 'on a phone search is a page, within one conversation too, and loads more'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const lobby = await bo.lobby()
    for (let index = 1; index <= 45; index++) await bo.send(lobby, `第${index}次喝茶`)
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN' })
    await anna.sees('第45次喝茶')
    await anna.at('open-info').click()
    await anna.at('search-here').click()
    await anna.at('search-scope').waitFor()
    const size = await anna.at('search-panel').evaluate((panel) => [panel.clientWidth, panel.clientHeight])
    equal(size, [PHONE.width, PHONE.height], 'the panel covers the screen')
    await anna.at('search-input').fill('喝茶')
    await eventually('the first hits are there', async () => (await anna.at('search-result').count()) >= 20)
    await eventually('more come on scrolling', async () => {
      await anna.at('search-result').last().scrollIntoViewIfNeeded()
      return (await anna.at('search-result').count()) === 45
    })
    await anna.at('search-result').last().click()
    await anna.sees('第1次喝茶')
    await eventually('the conversation is open', async () => (await anna.at('search-panel').count()) === 0)
  },
}
