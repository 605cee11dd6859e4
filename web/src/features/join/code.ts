// SPDX-License-Identifier: MIT
// The code of a group in an address (/j/CODE), and where it waits until somebody is signed in.
import { ref } from 'vue'

const key = 'teahouse.join'
const pattern = /^[0-9a-z]{10}$/

// What stands in a link, or was typed: with or without the address around it, in groups or not.
export function codeIn(text: string): string {
  const code = (/\/j\/([^/?#\s]+)/.exec(text)?.[1] ?? text).replace(/[\s-]/g, '').toLowerCase()
  return pattern.test(code) ? code : ''
}

export function linkOf(code: string): string {
  return `${location.origin}/j/${code}`
}

// The code of the page's address is taken out of it: what follows is the chat like any other. Kept for this tab, since
// signing in may load the page anew.
export function takeCode(): string {
  if (location.pathname.startsWith('/j/')) {
    keep(codeIn(location.pathname) || '-') // what is no code is answered like one that is over
    history.replaceState(history.state, '', '/')
  }
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return memory.value
  }
}

const memory = ref('')

export function keep(code: string): void {
  memory.value = code
  try {
    if (code) sessionStorage.setItem(key, code)
    else sessionStorage.removeItem(key)
  } catch {
    // Without it the code is known until the page is loaded again.
  }
}
