// SPDX-License-Identifier: MIT
// Hostile words in the console of administrators, before signing in, and when one is sent away.
import { minting, reads, staysText, watch } from '../lib/hostile.mjs'
import { PASSWORD } from '../lib/person.mjs'
import { check, equal, eventually } from '../lib/wait.mjs'
import { openConsole } from '../lib/console.mjs'

const field = (person, name) => person.page.locator(`[data-testid=admin-field][data-field="${name}"]`)

export default {
  async 'hostile words stay text in every section of the console'(world) {
    const mint = minting()
    const server = await world.server()
    const anna = await world.visitor(server, 'Anna')
    await watch(anna, server.url)
    await anna.register()
    const { token } = await server.call('login', { name: 'Anna', password: PASSWORD, bearer: true, device: mint() })
    const admin = (op, body = {}) => server.call(op, body, token)
    const bot = await server.bot(mint())
    const lobby = await bot.lobby()
    const [title, file, said, reason, word, note, program, label, banned, applicant, asks, renamed, device] = Array.from({ length: 13 }, mint)
    const { room } = await bot.call('room.create', { kind: 'group', title, users: [] })
    const id = await bot.upload(file.replaceAll('/', '|'), Buffer.from('<script>alert(1)</script>'))
    await bot.call('message.send', { room: lobby, cmid: 'console-file-1', kind: 'file', file: { id } })
    const { seq } = await bot.send(lobby, said)
    await admin('message.report', { room: lobby, ref: seq, reason })
    const made = (await admin('admin.bot.make', { name: program })).bot.user
    await admin('admin.bot.token', { user: made.id, label })
    await bot.call('hook.make', { room: room.id, kind: 'incoming', name: mint() })
    await admin('admin.invite.make', { note })
    await admin('admin.settings', { registration: 'approval' })
    await server.call('register', { name: applicant, password: PASSWORD, reason: asks }).catch((error) => equal(error.code, 'approval_pending', 'it is asked for'))
    await admin('admin.settings', { registration: 'open' })
    const other = await server.bot(mint())
    await server.call('login', { name: other.name, password: PASSWORD, bearer: true, device })
    await admin('admin.user.set', { user: other.id, name: renamed })
    const spam = await server.bot(mint())
    await admin('admin.ban', { user: spam.id, reason: banned })
    await admin('admin.words', { words: [{ word }, { word: 'harmless' }] })

    const look = async (section, places) => {
      await openConsole(anna, section)
      await reads(anna, section, places)
    }
    await look('users', [['admin-row', bot.name], ['admin-row', renamed]])
    await anna.at('admin-row').filter({ hasText: bot.name }).getByTestId('admin-action').first().click()
    await staysText(anna, 'the menu of a person')
    await look('rooms', [['admin-row', title], ['admin-row', bot.name]])
    await anna.at('admin-row').filter({ hasText: title }).locator('[data-action=dissolve]').click()
    await anna.at('dissolve-name').waitFor()
    check((await anna.page.locator('dialog[open]').last().textContent()).includes(title), 'the question names the group')
    await staysText(anna, 'the question')
    await look('files', [['admin-row', file.replaceAll('/', '|')], ['admin-row', bot.name]])
    await look('reports', [['admin-row', said], ['admin-row', reason], ['admin-row', bot.name]])
    await look('words', [])
    await eventually('the words are in their field', async () => (await field(anna, 'words').inputValue()).includes(word))
    await look('invites', [['admin-row', note], ['admin-row', applicant], ['admin-row', asks]])
    await look('bots', [['admin-row', program], ['admin', label]])
    await look('sessions', [['admin-row', bot.name], ['admin-row', device]])
    await look('bans', [['admin-row', spam.name], ['admin-row', banned]])
    await look('audit', [['admin-row', renamed], ['admin-row', spam.name], ['admin-row', banned], ['admin-row', program], ['admin-row', label]])
    await look('settings', [])
    await look(undefined, [])
  },

  async 'a hostile name of the server and a hostile reason stay text'(world) {
    const mint = minting()
    const server = await world.server()
    const anna = await server.bot('Anna') // the first account owns the server
    const [name, again, reason] = [mint(), mint(), mint()]
    await anna.call('admin.settings', { name })
    const carol = await world.visitor(server, 'Carol')
    await watch(carol, server.url)
    await reads(carol, 'the sign-in page', [['signin', name]])
    check((await carol.page.title()).includes(name), `the title: ${await carol.page.title()}`)
    const strange = mint()
    carol.allow(/status of 404 .*\/api\/v1\/login/)
    await carol.at('signin-name').fill(strange)
    await carol.at('signin-password').fill(PASSWORD)
    await carol.at('signin-submit').click()
    await reads(carol, 'a name that is unknown', [['signin', strange]])
    await carol.page.reload()
    await carol.register()
    check((await carol.page.title()).includes(name), `the title: ${await carol.page.title()}`)
    await anna.call('admin.settings', { name: again })
    const user = (await anna.call('user.search', { query: 'Carol' })).users[0].id
    carol.allow(/status of 403/) // what the page asks meanwhile
    await anna.call('admin.ban', { user, reason, kick: true })
    await reads(carol, 'why one is sent away', [['closed', reason]])
    await anna.call('admin.ban', { user, reason: strange })
    await carol.page.reload()
    await staysText(carol, 'kept out')
  },
}
