// SPDX-License-Identifier: MIT
// The client on sample data, for looking at screens: `npm run dev`, then /dev/fake.html. Options in the address:
// ?signin (signed out), ?empty (a new account), ?slow (answers after 600 ms). `play` in the console acts as the others.
import { mount } from '../src/app/mount'
import { createFakeCore } from '../test/fake-core'

const options = new URLSearchParams(location.search)
const core = createFakeCore({
  signedIn: !options.has('signin'),
  empty: options.has('empty'),
  latency: options.has('slow') ? 600 : 0,
  now: Date.now(),
})
Object.assign(globalThis, { play: core.play })
localStorage.removeItem('teahouse.signedIn')
await mount(async () => core, '#app')
