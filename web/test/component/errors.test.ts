// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it } from 'vitest'
import { codeText, errorText } from '@/app/errors'
import { testids } from '@/app/testids'
import { ChatError } from '@/core/api'
import AddPeople from '@/features/groups/AddPeople.vue'
import ProfileDialog from '@/features/profile/ProfileDialog.vue'
import { laterWords, setLocale } from '@/i18n'
import { mounted, settled, type Mounted } from './support'

let page: Mounted | undefined
afterEach(() => {
  page?.wrapper.unmount()
  page = undefined
  document.body.innerHTML = ''
})

describe('a conflict', () => {
  it.each([
    ['register', 'name', 'This name is taken.', '这个名字已被使用。'],
    ['register', undefined, 'This name is taken.', '这个名字已被使用。'],
    ['profile.set', undefined, 'This name is taken.', '这个名字已被使用。'],
    ['room.nick', undefined, 'This name is taken.', '这个名字已被使用。'],
    ['admin.user.set', 'name', 'This name is taken.', '这个名字已被使用。'],
    ['admin.user.set', undefined, 'This is the last owner. Make somebody else an owner first.', '这是最后一位所有者，请先将另一人设为所有者。'],
    ['room.invite', undefined, 'All of them are members already.', '所选的人都已经是成员了。'],
    ['login', undefined, 'The password has just been changed. Sign in with the new one.', '密码刚刚已更改，请用新密码登录。'],
    ['admin.purge', undefined, 'Their messages are being removed already.', '正在删除其消息，请勿重复操作。'],
    ['something.new', undefined, 'Something changed in the meantime. Try again.', '内容已有变化，请再试一次。'],
  ])('of %s (%s) has words that fit', async (op, field, en, zh) => {
    const error = new ChatError('conflict', field, undefined, op)
    await setLocale('en')
    await laterWords()
    expect(errorText(error)).toBe(en)
    await setLocale('zh-CN')
    expect(errorText(error)).toBe(zh)
  })

  it('is told as what it is where people are added and renamed', async () => {
    page = await mounted(AddPeople, { props: { room: 2 } })
    await settled()
    await page.find(testids.personOption).find('input').setValue(true)
    page.core.play.failNext('conflict', undefined, undefined, 'room.invite')
    await page.find(testids.confirm).trigger('click')
    await settled()
    expect(page.wrapper.text()).toContain('All of them are members already.')
    page.wrapper.unmount()

    page = await mounted(ProfileDialog)
    await page.find(testids.profileName).setValue('Taken')
    page.core.play.failNext('conflict', undefined, undefined, 'profile.set')
    await page.wrapper.find('form').trigger('submit')
    await settled()
    expect(page.wrapper.text()).toContain('This name is taken.')
  })

  it('without more of it is what it was', () => {
    expect(codeText('conflict')).toBe(errorText(new ChatError('conflict')))
  })
})
