// SPDX-License-Identifier: MIT
// Runs before the first paint, outside of the bundle: puts the chosen theme and language on the root element, so that
// a dark screen never flashes white. The application does the same later, when a setting changes.
;(function () {
  var root = document.documentElement
  var settings = {}
  try {
    settings = JSON.parse(localStorage.getItem('teahouse.settings') || '{}') || {}
  } catch {
    // A broken or forbidden store means defaults.
  }
  if (settings.theme === 'light' || settings.theme === 'dark') root.dataset.theme = settings.theme
  var wanted = settings.locale || (navigator.languages || [navigator.language]).join(',')
  root.lang = /^\s*(?:[^,]*,\s*)*?zh/i.test(wanted.split(',')[0]) ? 'zh-CN' : 'en'
})()
