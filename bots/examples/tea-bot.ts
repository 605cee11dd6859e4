// SPDX-License-Identifier: MIT
// An example: knows about tea. Make a bot and a token at /admin/bots, add it to a group, and start it:
//   TEAHOUSE_TOKEN='its token' node bots/examples/tea-bot.ts http://localhost:8080
// An account with a password does as well: TEAHOUSE_NAME and TEAHOUSE_PASSWORD.
// It answers in direct conversations, where it is named, and to lines that begin with "!".
import { Bot } from '../teahouse-bot.ts'

const server = process.argv[2] ?? 'http://localhost:8080'
const { TEAHOUSE_TOKEN: given, TEAHOUSE_NAME: name, TEAHOUSE_PASSWORD: password, TEAHOUSE_STATE: state } = process.env
const token = given ?? (name && password ? await Bot.login(server, name, password, 'tea-bot') : undefined)
if (!token) {
  console.error('tea-bot: set TEAHOUSE_TOKEN, or TEAHOUSE_NAME and TEAHOUSE_PASSWORD')
  process.exit(2)
}

const teas: Record<string, { name: string; celsius: number; seconds: number }> = {
  longjing: { name: '龙井 Longjing', celsius: 80, seconds: 60 },
  tieguanyin: { name: '铁观音 Tieguanyin', celsius: 95, seconds: 45 },
  puer: { name: '普洱 Pu-erh', celsius: 100, seconds: 20 },
}

const bot = new Bot({
  server,
  token,
  label: 'tea-bot',
  ...(state ? { state } : {}),
  async onMessage(message) {
    const [command, argument = ''] = message.text.trim().split(/\s+/)
    if (command === '!teas') await message.reply(Object.values(teas).map((tea) => `- ${tea.name}`).join('\n'))
    else if (command === '!brew') {
      const tea = teas[argument.toLowerCase()]
      await message.reply(tea ? `${tea.name}: ${tea.celsius} °C, ${tea.seconds} s` : 'Which tea? Try !teas', { quote: true })
    } else if (message.named) await message.reply('I know `!teas` and `!brew longjing`.')
  },
  onError: (error) => console.error('tea-bot:', error),
})
bot.start()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void bot
      .stop()
      .then(() => bot.call('logout', {}))
      .finally(() => process.exit(0))
  })
}
console.log('tea-bot: started')
