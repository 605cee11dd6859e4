// SPDX-License-Identifier: MIT
// Much at once: a room in which everybody writes, and a line that comes back after a while.
import { setInterval as ticks } from 'node:timers/promises'
import { CuttingProxy } from '../lib/cutting-proxy.mjs'
import { Person } from '../lib/person.mjs'
import { eventually } from '../lib/wait.mjs'

const TICK_MS = 100

// So many messages a second into the room that is open, by several sockets, each tick a batch.
export async function rush({ browser, measured, slack }, anna, bots, room, rate, seconds) {
  const say = await Promise.all(bots.map((bot) => bot.online()))
  await browser.startTracing(anna.page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] })
  const total = rate * seconds
  let sent = 0
  const start = performance.now()
  for await (const _ of ticks(TICK_MS)) {
    const due = Math.min(total, Math.round(((performance.now() - start) / 1_000) * rate))
    while (sent < due) say[++sent % say.length]('message.send', { room, cmid: `perf-rush-${room}-${sent}`, text: `rush ${sent}, with some words so that it is like what people write` })
    if (sent === total) break
  }
  const carried = await eventually('the last one shows', () => anna.at('timeline').evaluate((box, last) => new RegExp(`rush ${last},`).test(box.textContent), total)).catch(() => false)
  measured(`the end of the room was lost among ${total} messages`, carried ? 0 : 1, 0, 'times')
  const took = (performance.now() - start) / 1_000
  const tasks = tasksOf(JSON.parse(await browser.stopTracing()))
  console.log(JSON.stringify({ what: 'rush', rate: Math.round(total / took), unit: 'messages/s', long: tasks.filter((each) => each.cpu > 50).length, late: tasks.filter((each) => each.wall > 50).length }))
  measured(`seconds behind after ${total} messages`, Math.max(0, took - seconds), 1, 's', slack)
  // CPU time of the thread. On a busy machine frames come late, and each then has more messages to show.
  measured(`longest task at ${rate} messages a second`, tasks.reduce((most, each) => Math.max(most, each.cpu), 0), 50, 'ms', slack)
}

// What the main threads of pages ran, in milliseconds of the clock and of the processor.
function tasksOf({ traceEvents }) {
  const pages = new Set(traceEvents.filter((each) => each.name === 'thread_name' && each.args.name === 'CrRendererMain').map((each) => `${each.pid} ${each.tid}`))
  const tasks = traceEvents.filter((each) => each.name === 'RunTask' && pages.has(`${each.pid} ${each.tid}`))
  if (tasks.length < 100) throw new Error('the trace has no tasks')
  return tasks.map((each) => ({ wall: each.dur / 1_000, cpu: (each.tdur ?? each.dur) / 1_000 }))
}

// Rooms, each with its share of what was missed, until list and open conversation have all.
export async function comeback({ browser, server, measured, slack }, anna, bot, users, rooms, missed) {
  const ids = []
  for (let index = 1; index <= rooms; index++) ids.push((await bot.call('room.create', { kind: 'group', title: `Missed ${index}`, users })).room.id)
  const proxy = await CuttingProxy.to(server.port, [])
  const reader = await Person.make(browser, proxy.url, 'Anna', { storageState: await anna.context.storageState() })
  try {
    await reader.isOnline()
    await reader.open('group', `Missed ${rooms}`)
    let best = Infinity
    for (let round = 1; round <= 2; round++) {
      await eventually('all rooms are listed', async () => (await reader.page.evaluate(lastLines, 'Missed')).length > 0)
      reader.expectOutage()
      proxy.drop()
      await eventually('the line is cut', async () => (await reader.at('shell').getAttribute('data-connection')) !== 'online')
      const each = missed / rooms
      await Promise.all(ids.map((id) => miss(bot, id, each, `round ${round} is over`)))
      proxy.restore()
      best = Math.min(best, await reader.page.evaluate(caughtUp, `round ${round} is over`))
    }
    measured(`caught up with ${missed} messages in ${rooms} rooms`, best, 500, 'ms', slack)
  } finally {
    await reader.close()
    await proxy.close()
  }
}

async function miss(bot, room, count, last) {
  for (let index = 1; index <= count; index++) await bot.send(room, index === count ? last : `missed ${index}`)
}

// --- in the page ---

function lastLines(title) {
  return [...document.querySelectorAll('[data-testid=room-item]')].map((one) => one.textContent).filter((text) => text.includes(title))
}

// The browser says that the network is back: from then until every line of the list, and the open conversation, ends with that.
function caughtUp(text) {
  const start = performance.now()
  dispatchEvent(new Event('online'))
  return new Promise((resolve) => {
    const look = () => {
      const items = [...document.querySelectorAll('[data-testid=room-item]')].filter((one) => one.textContent.includes('Missed'))
      const open = document.querySelector('[data-testid=timeline]').textContent
      if (items.length > 5 && items.every((one) => one.textContent.includes(text)) && open.includes(text)) resolve(performance.now() - start)
      else requestAnimationFrame(look)
    }
    look()
  })
}
