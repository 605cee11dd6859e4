// SPDX-License-Identifier: MIT
// Lists that come in pages: the reader of a later one stays there when the list is read again.
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, watch } from 'vue'
import { testids } from '@/app/testids'
import type { MemberView, UserId } from '@/core/api'
import People from '@/features/admin/People.vue'
import { useMembers } from '@/features/members/members'
import { createFakeCore } from '../fake-core'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page?.wrapper.unmount())

const member = (user: UserId): MemberView => ({ user, role: 'member' })

// A room of which the server tells two members at a time; what is shown is kept, one entry per change.
async function membersOf(all: () => UserId[]) {
  const core = createFakeCore()
  const asked: (UserId | undefined)[] = []
  let held: Promise<void> | undefined
  core.members = async (_room, { after, query }) => {
    asked.push(after)
    await held
    const users = all().filter((user) => user > (after ?? 0) && (!query || String(user).includes(query)))
    return { members: users.slice(0, 2).map(member), total: all().length, more: users.length > 2 }
  }
  const shown: UserId[][] = []
  let list!: ReturnType<typeof useMembers>
  const Probe = defineComponent(() => {
    list = useMembers(() => 2)
    watch(list.members, (now) => void shown.push(now.map(({ user }) => user)))
    return () => h('div')
  })
  page = await mounted(Probe, { core })
  await settled()
  const changed = (): void => {
    core.play.patchRoom(2, { members: (core.room(2)?.members ?? 0) + 1 })
    core.play.flush()
  }
  return { core, list, shown, asked, changed, hold: (until: Promise<void> | undefined) => (held = until) }
}

describe('the members of a room', () => {
  it('stay as far as they were read when somebody comes or goes', async () => {
    let all = [1, 2, 3, 4, 5, 6, 7]
    const { list, shown, changed } = await membersOf(() => all)
    await list.next()
    await list.next()
    expect(shown.at(-1)).toEqual([1, 2, 3, 4, 5, 6])
    shown.length = 0
    all = [1, 2, 4, 5, 6, 7, 8]
    changed()
    await settled()
    expect(shown).toEqual([[1, 2, 4, 5, 6, 7]])
  })

  it('go on to the next page after they were read again', async () => {
    const { list, shown, changed, hold } = await membersOf(() => [1, 2, 3, 4, 5])
    await list.next()
    const held = Promise.withResolvers<void>()
    hold(held.promise)
    changed()
    await settled()
    const next = list.next()
    hold(undefined)
    held.resolve()
    await next
    expect(shown.at(-1)).toEqual([1, 2, 3, 4, 5])
  })

  it('are read once more, not many times, when many come while they are read', async () => {
    const { asked, changed, hold } = await membersOf(() => [1, 2])
    asked.length = 0
    const held = Promise.withResolvers<void>()
    hold(held.promise)
    for (let times = 0; times < 5; times++) {
      changed()
      await settled()
    }
    hold(undefined)
    held.resolve()
    await settled()
    expect(asked).toHaveLength(2)
  })

  it('begin at their first page for another question', async () => {
    const { list, shown } = await membersOf(() => [1, 2, 11, 12, 21])
    await list.next()
    list.query.value = '1'
    await settled()
    await new Promise((done) => setTimeout(done, 250))
    expect(shown.at(-1)).toEqual([1, 11])
  })
})

describe('the accounts in the console', () => {
  it('stay as far as they were read when something was done with one', async () => {
    const core = createFakeCore()
    const person = (id: UserId): object => ({ user: { id, name: `n${id}`, disabled: true }, logins: 0 })
    core.play.reply('admin.users', ({ after }: { after?: number }) => ({ users: after ? [person(3), person(4)] : [person(1), person(2)], total: 4, more: !after }))
    core.play.reply('admin.user.set', () => ({ user: person(3) }))
    page = await mounted(People, { core })
    await settled()
    await page.wrapper.find('.adm-more').trigger('click')
    await settled()
    const rows = (): string[] => page.wrapper.findAll(`[data-testid="${testids.adminRow}"]`).map((row) => row.attributes('data-id')!)
    expect(rows()).toEqual(['1', '2', '3', '4'])
    core.play.role('owner')
    core.play.flush()
    await settled()
    await page.wrapper.findAllComponents({ name: 'Menu' })[2]!.vm.$emit('choose', 'enable')
    await settled()
    expect(core.play.calls.filter((call) => call.args[0] === 'admin.user.set' || call.name === 'admin.user.set')).toHaveLength(1)
    expect(rows()).toEqual(['1', '2', '3', '4'])
  })
})
