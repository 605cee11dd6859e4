// SPDX-License-Identifier: MIT
// Runs before the first paint, outside of the bundle: puts the chosen theme and language on the root element, so that
// a dark screen never flashes white. The application does the same later, when a setting changes. And it asks for the
// files of the page that will be shown (tools/preload-plugin.ts names them), which the entry would ask for later.
;(function () {
  var root = document.documentElement
  var pages = document.currentScript.dataset.pages
  var settings = {}
  var page = 'signin'
  try {
    settings = JSON.parse(localStorage.getItem('teahouse.settings') || '{}') || {}
    if (localStorage.getItem('teahouse.signedIn') === '1') page = 'chat'
  } catch {
    // A broken or forbidden store means defaults.
  }
  if (settings.theme === 'light' || settings.theme === 'dark') root.dataset.theme = settings.theme
  var wanted = [settings.locale].concat(navigator.languages || navigator.language).find((one) => /^(zh|en)\b/i.test(one))
  root.lang = /^zh/i.test(wanted) ? 'zh-CN' : 'en'
  if (!pages || /^\/admin(\/|$)/.test(location.pathname)) return
  // The connection is made meanwhile; the application takes it over (core/platform.ts).
  if (page === 'chat') window.teahouseSocket = new WebSocket(location.origin.replace('http', 'ws') + '/ws', 'teahouse.v1.msgpack')
  for (var file of JSON.parse(pages)[page][root.lang]) {
    var link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = file
    document.head.append(link)
  }
})()
