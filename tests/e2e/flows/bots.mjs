// SPDX-License-Identifier: MIT
// The example bot, as somebody would run it, against the real server.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PASSWORD } from '../lib/person.mjs'
import { equal, eventually, eventuallyEquals } from '../lib/wait.mjs'

const program = resolve(import.meta.dirname, '../../../bots/examples/tea-bot.ts')

// Started once; told how it fares.
class TeaBot {
  constructor(server, state) {
    this.log = ''
    this.child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, server.url], {
      env: { ...process.env, TEAHOUSE_NAME: 'tea-bot', TEAHOUSE_PASSWORD: 'a long password', TEAHOUSE_STATE: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.ended = new Promise((done) => this.child.once('exit', done))
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (bytes) => (this.log += bytes))
  }

  async end(signal) {
    this.child.kill(signal)
    return this.ended
  }
}

export default {
  async 'a bot answers each message once, whatever dies'(world) {
    const server = await world.server()
    const folder = mkdtempSync(join(tmpdir(), 'teahouse-bot-'))
    const state = join(folder, 'state.json')
    const account = await server.bot('tea-bot')
    const anna = await world.person(server, 'Anna')
    const users = [account.id]
    const bo = await server.bot('Bo')
    const { room } = await bo.call('room.create', { kind: 'group', title: 'Tea', users })
    const texts = async () => {
      const events = []
      for (let after = 0, more = true; more; after = events.at(-1).seq) {
        const page = await bo.call('history', { room: room.id, after, limit: 100 })
        events.push(...page.events)
        more = page.more_after
      }
      return events.filter((event) => event.kind === 'text').map((event) => event.body.text)
    }
    const answers = async () => (await texts()).filter((text) => text.includes('°C')).length
    let bot = new TeaBot(server, state)
    try {
      const read = () => JSON.parse(readFileSync(state, 'utf8'))[room.id][1]
      await eventually('the bot reads the group', () => read())
      await bo.send(room.id, '!brew longjing')
      await eventuallyEquals('the answer', texts, ['!brew longjing', '龙井 Longjing: 80 °C, 60 s'])
      // In the page: a direct conversation, made by the person.
      const { room: direct } = await server.call('room.create', { kind: 'direct', users }, await tokenOf(anna))
      await anna.open('direct', 'tea-bot')
      await anna.send('hello?')
      await anna.sees('I know !teas and !brew longjing.')
      equal(direct.kind, 'direct', 'the conversation')
      // The bot dies; what is asked meanwhile is answered when it is back.
      await bot.end('SIGKILL')
      for (let count = 0; count < 20; count++) await bo.post(room.id, `!brew puer ${count}`)
      bot = new TeaBot(server, state)
      await eventuallyEquals('twenty more answers', answers, 21)
      // It dies again and again while it answers, and so does the server.
      for (let round = 0; round < 3; round++) {
        for (let count = 0; count < 10; count++) await bo.post(room.id, `!brew puer ${round}/${count}`)
        await eventually('it has begun to answer', async () => (await answers()) > 21 + round * 10)
        if (round === 1) {
          anna.expectOutage()
          await server.kill()
          await server.start()
        } else {
          await bot.end('SIGKILL')
          bot = new TeaBot(server, state)
        }
        await eventuallyEquals('all answers', answers, 31 + round * 10)
      }
      // Each once, and after its question.
      const all = await texts()
      equal(all.length, 102, 'questions and answers')
      await eventually('the last bot runs', () => bot.log.includes('started'))
      equal(await bot.end('SIGTERM'), 0, `the end of the bot: ${bot.log}`)
    } finally {
      await bot.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

// A login of the person's own for the API.
async function tokenOf(person) {
  const { origin } = new URL(person.page.url())
  const answer = await fetch(`${origin}/api/v1/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: person.name, password: PASSWORD, bearer: true }),
  })
  return (await answer.json()).token
}
