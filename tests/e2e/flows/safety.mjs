// SPDX-License-Identifier: MIT
// Hostile names and texts stay text. A dialog, a console error or a violation of the page's policy fails the test.
import { check, equal, eventually } from '../lib/wait.mjs'

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  'javascript:alert(1)',
  'https://example.org/"onmouseover="alert(1)',
  'https://example.org/<script>alert(1)</script>',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '<style>*{display:none}</style>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>',
  '<details open ontoggle=alert(1)>',
  '<body onload=alert(1)>',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<img src=x onerror=alert(1)>\n```',
  '**<b onclick=alert(1)>bold</b>**',
  '\u202egnp.exe',
  '\u0000null\u0001',
  'data:text/html,<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '__proto__',
  'constructor',
]

export default {
  async 'hostile texts, names, titles and announcements stay text'(world) {
    const server = await world.server()
    const anna = await world.person(server, 'Anna')
    const hostile = await server.bot('<img src=x onerror=alert(1)>')
    await hostile.call('profile.set', { status: '<script>alert(2)</script>' })
    const lobby = await hostile.lobby()
    const sent = []
    for (const payload of payloads) {
      const refused = await hostile.send(lobby, payload).then(() => false, (error) => error.code)
      if (!refused) sent.push(payload)
      else equal(refused, 'invalid', `the refusal of ${JSON.stringify(payload)}`)
    }
    const { users } = await hostile.call('user.search', { query: 'Anna' })
    const { room } = await hostile.call('room.create', { kind: 'group', title: '<svg/onload=alert(3)>', users: [users[0].id] })
    await hostile.call('room.set', { room: room.id, announcement: '<script>alert(4)</script>' })
    await hostile.send(room.id, payloads[1])

    await eventually('the last text is there', async () => (await anna.texts()).length > 0 && (await anna.texts()).at(-1).includes('constructor'))
    const shown = (await anna.texts()).join('\n')
    const strangers = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
    check(!strangers.test(shown), 'nothing turns the text about or is hidden in it')
    for (const payload of sent.slice(-6)) check(shown.includes(payload.replace(strangers, '').trim()) || payload.includes('`') || payload.includes('*'), `shown as written: ${payload}`)
    const strange = await anna.page.evaluate(
      () => document.querySelectorAll('[data-testid=timeline] :is(script,img[src="x"],iframe,style,link,math,details,[onclick],[onerror],[onload])').length,
    )
    equal(strange, 0, 'elements made of texts')
    const links = await anna.page.locator('[data-testid=timeline] a').evaluateAll((all) => all.map((link) => link.protocol))
    check(links.every((protocol) => protocol === 'https:' || protocol === 'http:'), `links lead to http(s) only: ${links}`)

    await anna.at('member-item').filter({ hasText: 'onerror' }).click()
    await anna.at('member-card').waitFor()
    check((await anna.says('member-card')).includes('<script>alert(2)</script>'), 'the status is text')
    await anna.page.keyboard.press('Escape')
    await anna.open('group', 'onload')
    await eventually('the title is text', async () => (await anna.says('room-title')).includes('<svg/onload=alert(3)>'))
    await anna.sees(payloads[1])
    await anna.open('lobby')
    for (const payload of payloads.slice(0, 4)) await anna.send(payload)
    await anna.sees(payloads[3], 'sent')
  },

  async 'the strict policy is on and allows nothing inline'(world) {
    const server = await world.server()
    const answer = await fetch(server.url)
    const policy = answer.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      check(policy.includes(rule), `the policy has ${rule}: ${policy}`)
    }
    check(!/unsafe|\*/.test(policy), `the policy is strict: ${policy}`)
    equal(answer.headers.get('x-content-type-options'), 'nosniff', 'nosniff')
    const anna = await world.person(server, 'Anna')
    anna.allow(/CSP violation|Content Security Policy|Trusted(HTML|Script)/) // provoked below
    const ran = await anna.page.evaluate(() => {
      const script = document.createElement('script')
      let refused = false
      try {
        script.textContent = 'window.broken = true'
        document.body.append(script)
      } catch {
        refused = true
      }
      let html = false
      try {
        document.createElement('div').innerHTML = '<b>x</b>'
        html = true
      } catch {
        // as it should be
      }
      return { broken: window.broken === true, refused, html }
    })
    check(!ran.broken && !ran.html, `inline code is refused: ${JSON.stringify(ran)}`)
  },
}
