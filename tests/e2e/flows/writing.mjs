// SPDX-License-Identifier: MIT
// Markup, code, and the panel with emoji: written here, read there.
import { PHONE } from '../lib/person.mjs'
import { check, equal, eventually, eventuallyEquals } from '../lib/wait.mjs'
import { makeGroup } from '../lib/groups.mjs'

const markup = ['**tea** *now* ~~later~~ `pot` [the notes](https://example.org/n)', '> said Anna', '> - one', '1. first', '2. second', '   - within', '```ts', "const a = brew('x') // hot", '```'].join('\n')

export const worker = ['an emoji is found in Chinese and in English, with the keyboard alone']

export default {
  async 'markup is shown with both, as nodes and nothing else'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { colorScheme: 'dark' })
    await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await anna.write(markup)
    await anna.at('send').click()
    for (const person of [anna, bo]) {
      const text = person.at('message-text').last()
      await eventually(`${person.name} sees the colours of the code`, async () => (await text.locator('pre span').count()) > 3)
      const shown = await text.evaluate((root) => [...root.querySelectorAll('strong, em, s, p code, blockquote li, ol > li, ol ul li, pre')].map((one) => `${one.localName} ${one.firstChild.textContent}`))
      equal(shown, ['strong tea', 'em now', 's later', 'code pot', 'li one', 'li first', 'li second', 'li within', "pre const a = brew('x') // hot"], `${person.name} sees the markup`)
      equal(await text.locator('a').getAttribute('href'), 'https://example.org/n', 'the link')
    }
    await anna.at('code').last().hover()
    await anna.at('code-copy').last().click()
    await eventuallyEquals('the clipboard', () => anna.page.evaluate(() => navigator.clipboard.readText()), "const a = brew('x') // hot")
  },

  async 'hostile markup makes no element, no script and no address but http'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo')
    const bad = [
      '[x](javascript:alert(1)) [bank.example](https://evil.example) <img src=x onerror=alert(1)>',
      '```"><script>alert(1)</script>\nx\n```',
      '```html\n<script>alert(1)</script>\n```',
      '> '.repeat(400) + '**~~*_`'.repeat(200),
      '- <svg/onload=alert(1)>\n  - [a](data:text/html,x)',
      '\u202egnirts\u202c `\u0000`',
    ]
    for (const text of bad) {
      await anna.write(text)
      await anna.at('send').click()
    }
    await eventually('all of it is there', async () => (await bo.at('message').count()) === bad.length)
    const found = await bo.at('timeline').evaluate((root) => {
      const texts = [...root.querySelectorAll('[data-testid=message-text] *')]
      return {
        names: [...new Set(texts.map((one) => one.localName))].sort(),
        hrefs: [...root.querySelectorAll('[data-testid=message-text] a')].map((one) => one.protocol),
      }
    })
    const allowed = new Set(['a', 'blockquote', 'button', 'circle', 'code', 'div', 'em', 'g', 'li', 'ol', 'p', 'path', 'pre', 'rect', 's', 'span', 'strong', 'svg', 'ul'])
    equal(found.names.filter((name) => !allowed.has(name)), [], 'elements that no markup makes')
    check(found.hrefs.every((protocol) => /^https?:$/.test(protocol)), `addresses: ${found.hrefs}`)
  },

  async 'an emoji is found in Chinese and in English, with the keyboard alone'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { locale: 'zh-CN' })
    await anna.write('你好')
    await anna.at('picker-open').click()
    await anna.at('picker-search').waitFor()
    await eventually('the search has the focus', () => anna.at('picker-search').evaluate((field) => field === document.activeElement))
    await anna.page.keyboard.type('茶')
    const marked = () => anna.page.locator('[data-testid=emoji][aria-selected=true]').evaluateAll((all) => all.map((one) => one.dataset.sign))
    await eventually('the best is marked', async () => (await marked()).length === 1)
    await anna.page.keyboard.press('ArrowDown') // from the text into the grid
    const below = await anna.page.locator('[data-testid=emoji]').evaluateAll((all) => all.map((one) => one.dataset.sign))
    check(below.includes('🍵'), 'tea is found')
    await eventually('something is marked', async () => (await marked()).length === 1)
    await anna.at('picker-search').fill('热茶')
    await eventuallyEquals('hot tea is marked', marked, ['🍵'])
    await anna.page.keyboard.press('Enter')
    await eventually('the panel is closed', async () => (await anna.at('picker').count()) === 0)
    equal(await anna.at('composer').inputValue(), '你好🍵', 'the text')
    await anna.page.keyboard.type(' :party')
    await anna.at('emoji-list').waitFor()
    await eventually('something is found', async () => (await anna.at('emoji-option').count()) > 0)
    const first = await anna.at('emoji-option').first().getAttribute('data-sign')
    await anna.page.keyboard.press('Enter')
    await eventuallyEquals('the text', () => anna.at('composer').inputValue(), `你好🍵 ${first} `)
    await anna.page.keyboard.press('Enter')
    await anna.sees(`你好🍵 ${first}`, 'sent')
    // Both are at hand the next time, without a network too.
    await anna.isInstalled()
    anna.expectOutage()
    await anna.page.reload()
    await anna.at('composer').waitFor()
    await anna.context.setOffline(true)
    await anna.at('picker-open').click()
    const recent = anna.page.locator('[data-group=recent] [data-testid=emoji]')
    await eventuallyEquals('what was used last', () => recent.evaluateAll((all) => all.map((one) => one.dataset.sign)), [first, '🍵'])
    await anna.at('picker-search').fill('cat')
    await eventually('cats are found offline', async () => (await anna.page.locator('[data-testid=emoji][data-sign="🐱"]').count()) === 1)
    await anna.page.keyboard.press('Escape')
    await eventually('the panel is closed', async () => (await anna.at('picker').count()) === 0)
    await anna.context.setOffline(false)
  },

  async 'selected words get their look from the bar and from keys, lists go on'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.write('brew tea')
    await anna.at('composer').evaluate((field) => field.setSelectionRange(5, 8))
    await anna.at('format-bar').waitFor()
    await anna.page.locator('[data-format=bold]').click()
    await eventuallyEquals('bold', () => anna.at('composer').inputValue(), 'brew **tea**')
    await anna.at('composer').press('Control+i')
    await eventuallyEquals('bold and italic', () => anna.at('composer').inputValue(), 'brew ***tea***')
    await anna.write('- one')
    await anna.at('composer').press('Shift+Enter')
    await eventuallyEquals('the list goes on', () => anna.at('composer').inputValue(), '- one\n- ')
    await anna.at('composer').press('Shift+Enter')
    await eventuallyEquals('an empty item ends it', () => anna.at('composer').inputValue(), '- one\n')
    // Within an open block of code Enter sends nothing.
    await anna.write('```js')
    await anna.at('composer').press('Enter')
    await anna.at('composer').pressSequentially('let a = 1')
    await anna.at('composer').press('Enter')
    await anna.at('composer').pressSequentially('```')
    await anna.at('composer').press('Enter')
    await eventually('the code is sent', async () => (await anna.page.locator('[data-testid=message] pre').textContent()) === 'let a = 1')
  },

  async 'a sticker is sent, answered and forwarded, and named where it is not shown'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const bo = await world.person(server, 'Bo', { locale: 'zh-CN', colorScheme: 'dark' })
    await makeGroup(anna, 'Tea', ['Bo'])
    await anna.open('lobby')
    await anna.write('kept while choosing')
    await anna.at('picker-open').click()
    await anna.page.locator('[data-tab=pot]').click()
    await eventually('the pack is there', async () => (await anna.at('sticker').count()) === 18)
    await anna.page.locator('[data-testid=sticker][data-sticker="pot/cheers"]').click()
    await eventually('the panel is closed', async () => (await anna.at('picker').count()) === 0)
    equal(await anna.at('composer').inputValue(), 'kept while choosing', 'what is being written stays')
    const shown = (person) => person.at('sticker-shown').evaluateAll((all) => all.map((one) => [one.dataset.sticker, one.localName, one.getAttribute('aria-label')]))
    await eventuallyEquals('Bo sees it, with a name in his language', () => shown(bo), [['pot/cheers', 'svg', '干杯']])
    await eventually('it is sent', async () => (await anna.at('message').last().getAttribute('data-state')) === 'sent')
    await eventually('the list names it', async () => (await bo.room('lobby').textContent()).includes('[贴纸]'))
    // With the keyboard: the tabs, the pack, Enter; what was used last is at hand.
    await anna.at('composer').fill('')
    await anna.at('message').last().hover()
    await anna.at('tool-reply').click()
    await anna.at('target-bar').waitFor()
    check((await anna.at('target-bar').textContent()).includes('[Sticker]'), 'the answer says what it answers')
    await anna.at('picker-open').click()
    await anna.page.locator('[data-tab=emoji]').focus()
    await anna.page.keyboard.press('ArrowRight')
    await anna.page.keyboard.press('ArrowRight') // one's own are between
    await anna.page.keyboard.press('ArrowRight')
    await anna.page.locator('[data-group=cat]').waitFor()
    equal(await anna.page.locator('[data-group=recent] [data-testid=sticker]').getAttribute('data-sticker'), 'pot/cheers', 'used lately')
    await anna.at('picker').getByRole('listbox').focus()
    await anna.page.keyboard.press('ArrowRight')
    await anna.page.keyboard.press('Enter')
    await eventually('Bo sees the answer', async () => (await shown(bo)).at(-1)?.[0] === 'cat/hi' && (await bo.at('quote').textContent()).includes('[贴纸]'))
    // No words to copy or to edit; it can be forwarded.
    await anna.at('message').last().locator('[data-bubble]').click({ button: 'right' })
    await anna.at('message-menu').waitFor()
    const actions = await anna.at('message-action').evaluateAll((all) => all.map((one) => one.dataset.action))
    check(!actions.includes('edit') && !actions.includes('copy') && actions.includes('forward') && actions.includes('recall'), `actions: ${actions}`)
    await anna.page.locator('[data-action=forward]').click()
    await anna.at('forward-room').filter({ hasText: 'Tea' }).click()
    await anna.at('forward-send').click()
    await bo.open('group', 'Tea')
    await eventually('it came to the group', async () => (await shown(bo)).at(-1)?.[0] === 'cat/hi')
  },

  async 'on a phone the panel stands in place of the keyboard'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna', { viewport: PHONE, touch: true, locale: 'zh-CN' })
    await anna.at('picker-open').tap()
    await anna.page.locator('[data-group=smileys] [data-testid=emoji]').first().waitFor()
    check(!(await anna.at('composer').evaluate((field) => field === document.activeElement)), 'the keyboard stays away')
    const sign = await anna.page.locator('[data-group=smileys] [data-testid=emoji]').first().getAttribute('data-sign')
    await anna.page.locator('[data-group=smileys] [data-testid=emoji]').first().tap()
    await anna.page.locator('[data-group=smileys] [data-testid=emoji]').first().tap()
    await eventuallyEquals('two signs', () => anna.at('composer').inputValue(), sign + sign)
    const inView = await anna.at('composer').evaluate((field) => field.getBoundingClientRect().bottom < document.querySelector('[data-testid=picker]').getBoundingClientRect().top + 1)
    check(inView, 'the text stays above the panel')
    await anna.at('send').tap()
    await anna.sees(sign + sign, 'sent')
  },
}
