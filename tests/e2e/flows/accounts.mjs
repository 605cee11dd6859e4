// SPDX-License-Identifier: MIT
// Signing in: the first visit, typing mistakes, signing out, several logins of one account.
import { check, equal, eventually } from '../lib/wait.mjs'
import { PASSWORD } from '../lib/person.mjs'

export default {
  async 'an unknown name offers to create the account and opens the lobby'(world) {
    const server = await world.server()
    const anna = await world.visitor(server, 'Anna')
    anna.allow(/status of 404 .*\/api\/v1\/login/)
    await anna.at('signin-name').fill('Anna')
    await anna.at('signin-password').fill(PASSWORD)
    await anna.at('signin-submit').click()
    await anna.at('signin-create').waitFor()
    // Until it is taken, nobody of that name exists.
    const refused = await server.call('login', { name: 'Anna', password: PASSWORD }).catch((error) => error.code)
    check(refused === 'unknown_user', `the account was made without a question: ${refused}`)
    await anna.at('signin-create').click()
    await anna.at('composer').waitFor()
    check(await anna.at('composer').evaluate((field) => field === document.activeElement), 'the composer has the focus')
    await anna.send('hello')
    await anna.sees('hello', 'sent')
  },

  async 'a short password and a wrong one are told beside the field'(world) {
    const server = await world.server()
    const anna = await world.visitor(server, 'Anna')
    anna.allow(/status of 40[14] .*\/api\/v1\/login/)
    await anna.at('signin-name').fill('Anna')
    await anna.at('signin-password').fill('short')
    await anna.at('signin-submit').click()
    await anna.at('signin-create').click()
    await anna.at('signin-error').waitFor()
    await anna.at('signin-password').fill(PASSWORD)
    await anna.at('signin-create').click()
    await anna.at('composer').waitFor()

    const other = await world.visitor(server, 'Anna')
    other.allow(/status of 401 .*\/api\/v1\/login/)
    await other.at('signin-name').fill('Anna')
    await other.at('signin-password').fill('another password')
    await other.at('signin-submit').click()
    await other.at('signin-error').waitFor()
    check((await other.at('signin-create').count()) === 0, 'a known name offers no new account')
    await other.at('signin-password').fill(PASSWORD)
    await other.at('signin-submit').click()
    await other.at('composer').waitFor()
  },

  async 'signing out leaves nothing behind, another account starts clean'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    await anna.send('the secret of Anna')
    await anna.sees('the secret of Anna', 'sent')
    await anna.write('half a draft')
    await anna.at('settings').click()
    await anna.at('logout').click()
    const confirm = anna.at('confirm')
    await confirm.or(anna.at('signin')).first().waitFor()
    if (await confirm.count()) await confirm.click()
    await anna.at('signin').waitFor()
    const left = await anna.page.evaluate(async () => {
      const names = (await indexedDB.databases()).map((one) => one.name)
      const counts = []
      for (const name of names) {
        const db = await new Promise((resolve, reject) => {
          const request = indexedDB.open(name)
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
        for (const store of db.objectStoreNames) {
          counts.push(await new Promise((resolve) => {
            const request = db.transaction(store).objectStore(store).count()
            request.onsuccess = () => resolve(request.result)
          }))
        }
        db.close()
      }
      return counts.reduce((sum, count) => sum + count, 0)
    })
    check(left === 0, `${left} records are left in the browser`)
    anna.name = 'Bo'
    await anna.register()
    check((await anna.at('composer').inputValue()) === '', 'the draft of another account shows')
  },

  async 'devices of one account are in step, and one can end the other'(world) {
    const server = await world.server()
    const desk = await world.person(server, 'Anna')
    const phone = await (await world.visitor(server, 'Anna')).signIn()
    const bo = await world.person(server, 'Bo')
    await desk.send('from the desk')
    await phone.sees('from the desk', 'sent')
    await phone.send('from the phone')
    await desk.sees('from the phone', 'sent')
    await bo.seesTexts(['from the desk', 'from the phone'])
    // Reading on one device clears the badge of the other.
    await desk.at('member-item').filter({ hasText: 'Bo' }).click()
    await desk.at('card-message').click()
    await eventually('the direct room is open', async () => (await desk.says('room-title')).includes('Bo'))
    await desk.send('hi Bo')
    await desk.sees('hi Bo', 'sent')
    await desk.open('lobby')
    await bo.open('direct', 'Anna')
    await bo.send('hi Anna')
    await Promise.all([desk.seesUnread('direct', 'Bo', 1), phone.seesUnread('direct', 'Bo', 1)])
    await phone.open('direct', 'Bo')
    await Promise.all([phone.seesUnread('direct', 'Bo', 0), desk.seesUnread('direct', 'Bo', 0)])
    // Ending the other login.
    await desk.at('settings').click()
    await desk.at('revoke').first().click()
    await eventually('the phone is signed out', async () => {
      if (await desk.at('confirm').count()) await desk.at('confirm').click()
      return (await phone.at('signin').count()) === 1
    })
  },

  async 'with single sessions a second login takes over, and it can be taken back'(world) {
    const server = await world.server('--sessions=single')
    const first = await world.person(server, 'Anna')
    first.allow(/status of 401/) // of what it asks for while it is replaced
    const second = await (await world.visitor(server, 'Anna')).signIn()
    await first.at('closed').waitFor()
    equal(await first.at('closed').getAttribute('data-reason'), 'replaced', 'why it was closed')
    await second.send('here now')
    await second.sees('here now', 'sent')
    // Taken back, with the password where the login has ended: the first goes on, the second is told.
    second.allow(/status of 401/)
    await first.at('use-here').click()
    await eventually('the first is back', async () => {
      if (await first.at('signin').count()) await first.signIn()
      return (await first.texts()).includes('here now')
    })
    await second.at('closed').waitFor()
    await first.send('and back')
    await first.sees('and back', 'sent')
    equal(await first.at('closed').count(), 0, 'the first stays')
  },
}
