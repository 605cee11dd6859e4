// SPDX-License-Identifier: MIT
// The client on sample data, for looking at screens: `npm run dev`, then /dev/fake.html. Options in the address:
// ?signin (signed out), ?empty (a new account), ?slow (answers after 600 ms), ?admin (the console), ?call=NAME (a scene of dev/fake-calls.ts). `play` in the console acts as the others.
import { mount } from '../src/app/mount'
import { createFakeCore } from '../test/fake-core'
import { fakeAdmin } from './fake-admin'

const options = new URLSearchParams(location.search)
const core = createFakeCore({
  signedIn: !options.has('signin'),
  empty: options.has('empty'),
  latency: options.has('slow') ? 600 : 0,
  now: Date.now(),
})
Object.assign(globalThis, { play: core.play })
localStorage.removeItem('teahouse.signedIn')
if (options.has('admin')) {
  fakeAdmin(core.play)
  core.play.role('owner')
  history.replaceState(null, '', `/admin/${options.get('admin')}`)
}
const app = await mount(async () => core, '#app')
const { fakeCalls } = await import('./fake-calls')
fakeCalls(app, options.get('call') ?? '', core)
