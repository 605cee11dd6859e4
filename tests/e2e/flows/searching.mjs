// SPDX-License-Identifier: MIT
// Search: people, conversations and messages in one box; a hit leads to the message where it was said.
import { appendHistory } from '../lib/history.mjs'
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually } from '../lib/wait.mjs'

export const limits = { 'a two-character word is found in 100,000 messages, exactly, and shown where it was said': 300_000 } // the index grows beside everything else that the machine does

// Talk in which 龙井 is said only where `needles` says so: 龙，井 is something else.
function talk(count, needles) {
  const parts = ['今天', '天气', '龙，井', '我们', '喝茶', '井边', '龙年', 'tea', '公园', '一起', '好的', '明天', '哈哈']
  return Array.from({ length: count }, (_, index) => {
    const words = [0, 1, 2, 3].map((place) => parts[(index * (place + 3) + (index >> (place * 2))) % parts.length])
    return needles.get(index) ?? `${words.join('')} ${index}`
  })
}

async function indexed(server) {
  await eventually(
    'the index is complete',
    async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      return metrics.includes('\nteahouse_search_building 0') && metrics.includes('\nteahouse_search_behind 0')
    },
    240_000,
  )
}

export default {
  async 'a two-character word is found in 100,000 messages, exactly, and shown where it was said'(world) {
    const server = await world.server()
    const bo = await server.bot('Bo')
    const cleo = await server.bot('Cleo')
    const lobby = await bo.lobby()
    await bo.send(lobby, '早上好')
    await server.stop()
    const needles = new Map([
      [40, '去年的龙井最好'],
      [50_000, '西湖龙井到了'],
      [99_000, '谁要龙井茶？'],
    ])
    appendHistory(server, lobby, [bo, cleo], talk(100_000, needles))
    await server.start()
    await indexed(server)
    const { hits, partial, cursor } = await bo.call('search', { query: '龙井' })
    equal([hits.map((hit) => hit.event.body.text), partial, cursor], [[...needles.values()].reverse(), undefined, undefined], 'all three and nothing else')
    const anna = await world.person(server, 'Anna', { locale: 'zh-CN' })
    await anna.page.keyboard.press('Control+k')
    await anna.at('search-input').fill('龙井')
    await eventually('three messages are found', async () => (await anna.at('search-result').count()) === 3)
    equal(await anna.at('search-result').locator('mark').allTextContents(), ['龙井', '龙井', '龙井'], 'the word is marked in each')
    await world.picture(anna, 'search-zh')
    await anna.at('search-input').fill('龙井 from:bo')
    await eventually('the filter leaves what Bo said', async () => (await anna.at('search-result').count()) === 3)
    await anna.at('search-input').fill('龙井 from:cleo')
    await anna.at('search-empty').waitFor()
    await anna.at('search-input').fill('龙井')
    await eventually('all are back', async () => (await anna.at('search-result').count()) === 3)
    await anna.at('search-result').last().click()
    await anna.sees('去年的龙井最好')
    await eventually('it is on screen, among what was said before and after', async () => {
      const seen = await anna.page.getByTestId('message-text').evaluateAll((texts) =>
        texts.filter((one) => one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight).map((one) => one.textContent.trim()),
      )
      return seen.includes('去年的龙井最好') && seen.some((text) => text.endsWith(' 39')) && seen.some((text) => text.endsWith(' 41'))
    })
  },

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
