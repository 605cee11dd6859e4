// SPDX-License-Identifier: MIT
// Pictures of one moment in both themes and on a phone: the same page in another dress.
import { DESKTOP, PHONE } from './person.mjs'
import { eventually } from './wait.mjs'

const looks = {
  'desktop-light': { viewport: DESKTOP, colorScheme: 'light' },
  'desktop-dark': { viewport: DESKTOP, colorScheme: 'dark' },
  phone: { viewport: PHONE, colorScheme: 'light' },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark' },
}

export async function pictures(world, person, name, forms = ['desktop-light', 'desktop-dark', 'phone']) {
  if (!world.screenshots) return
  for (const form of forms) {
    await dress(person, looks[form])
    await world.picture(person, `${name}-${form}`)
  }
  await dress(person, person.look)
}

async function dress(person, { viewport, colorScheme }) {
  await person.page.emulateMedia({ colorScheme })
  await person.page.setViewportSize(viewport)
  await still(person)
}

export async function still(person) {
  await person.page.evaluate(() => document.fonts.ready)
  // No animation is left running that a picture or a contrast check would catch half way.
  await eventually('the screen is still', () => person.page.evaluate(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)))
}
