// SPDX-License-Identifier: MIT
// A hundred and more hostile texts in messages, and as what one writes oneself.
import { staysText, texts, watch } from '../lib/hostile.mjs'
import { check, equal, eventually, PATIENCE_MS } from '../lib/wait.mjs'

// In the page: rows that are there now, and a step further up.
function step() {
  const box = document.querySelector('[data-testid=timeline]')
  const rows = [...document.querySelectorAll('[data-testid=message]')].map((row) => ({
    seq: Number(row.dataset.seq),
    text: (row.querySelector('[data-testid=message-text]')?.textContent ?? '').trim().replace(/\s+/g, ' '),
    links: [...row.querySelectorAll('a')].map((one) => ({ to: one.href, rel: one.rel, text: one.textContent })),
  }))
  box.scrollTop -= box.clientHeight * 0.7
  return rows
}

export default {
  async 'a hundred and more hostile texts are shown as they are written'(world) {
    check(texts.length > 150 && new Set(texts.map(({ text }) => text)).size === texts.length, `${texts.length} different texts`)
    const server = await world.server()
    const anna = await world.visitor(server, 'Anna')
    await watch(anna, server.url)
    await anna.register()
    const bot = await server.bot('Mallory')
    const lobby = await bot.lobby()
    const sent = new Map()
    let last = 0
    for (const one of texts) {
      // In order, so that the newest is the last.
      const seq = await bot.send(lobby, one.text).then((answer) => answer.seq, (error) => error.code)
      if (typeof seq === 'number') sent.set((last = seq), one)
      else equal([seq, one.shown], ['invalid', undefined], `the refusal of ${JSON.stringify(one.text)}`)
    }
    const seen = new Map()
    await eventually('the newest is there', async () => (await anna.rows()).some(({ seq }) => seq === last))
    const looked = () => [...sent.keys()].every((seq) => seen.has(seq))
    for (const end = Date.now() + PATIENCE_MS; !looked(); ) {
      for (const row of await anna.page.evaluate(step)) seen.set(row.seq, row)
      await staysText(anna, 'the timeline')
      check(Date.now() < end, `${seen.size} of ${sent.size} were looked at`)
    }
    for (const [seq, { text, shown }] of sent) {
      const row = seen.get(seq)
      if (shown !== undefined) equal(row.text, shown, 'as it was written')
      check(!/[\u202a-\u202e\u2066-\u2069]/.test(row.text), 'nothing turns the text about')
      for (const link of row.links) {
        const { protocol, host, username } = new URL(link.to)
        check(/^https?:$/.test(protocol) && username === '', `${text} leads to ${link.to}`)
        check(link.rel.includes('noopener') && link.rel.includes('noreferrer'), `a link gives nothing away: ${link.rel}`)
        // Words that look like an address lead there and nowhere else.
        if (URL.canParse(link.text)) equal(host, new URL(link.text).host, `where ${text} leads`)
      }
    }
  },

  async 'own hostile texts are text in the field, on the way and when they are there'(world) {
    const server = await world.server()
    const anna = await world.visitor(server, 'Anna')
    await watch(anna, server.url)
    await anna.register()
    for (const { text, shown } of texts.filter((one) => one.shown !== undefined).filter((_, at) => at % 12 === 0)) {
      await anna.send(text)
      await eventually(`${text} is sent`, async () => (await anna.rows()).some((row) => row.text.replace(/\s+/g, ' ') === shown && row.state === 'sent'))
      await staysText(anna, 'the own message')
    }
    await anna.page.reload()
    await anna.at('message').first().waitFor()
    await staysText(anna, 'after a reload, from the browser’s own store')
  },
}
