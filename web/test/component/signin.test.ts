// SPDX-License-Identifier: MIT
import { afterEach, describe, expect, it, vi } from 'vitest'
import { testids } from '@/app/testids'
import SignIn from '@/features/auth/SignIn.vue'
import { useSession } from '@/stores/session'
import { mounted, settled, type Mounted } from './support'

let page: Mounted
afterEach(() => page.wrapper.unmount())

async function submit(name: string, password: string): Promise<void> {
  await page.find(testids.signinName).setValue(name)
  await page.find(testids.signinPassword).setValue(password)
  await page.wrapper.find('form').trigger('submit')
  await settled()
}
const calls = (name: string) => page.core.play.calls.filter((call) => call.name === name)
const fake = { signedIn: false }

describe('signing in', () => {
  it('opens the chat for a known name', async () => {
    page = await mounted(SignIn, { fake })
    await submit(' Anna Keller ', 'secret of anna')
    expect(calls('login')[0]?.args).toEqual(['Anna Keller', 'secret of anna'])
    expect(useSession().phase).toBe('chat')
  })

  it('offers to create an unknown name, and creates it only then', async () => {
    page = await mounted(SignIn, { fake })
    await submit('Newcomer', 'a long password')
    expect(calls('register')).toHaveLength(0)
    expect(page.wrapper.text()).toContain('There is no account named "Newcomer" yet')
    await page.find(testids.signinCreate).trigger('click')
    await settled()
    expect(calls('register')[0]?.args).toEqual(['Newcomer', 'a long password'])
    expect(useSession().phase).toBe('chat')
  })

  it('takes the offer back when the name is changed', async () => {
    page = await mounted(SignIn, { fake })
    await submit('Newcomer', 'a long password')
    await page.find(testids.signinName).setValue('Newcomerx')
    expect(page.find(testids.signinCreate).exists()).toBe(false)
  })

  it('asks for a longer password before it creates an account', async () => {
    page = await mounted(SignIn, { fake })
    await submit('Newcomer', 'short')
    await page.find(testids.signinCreate).trigger('click')
    await settled()
    expect(calls('register')).toHaveLength(0)
    expect(page.find(testids.signinError).text()).toBe('Use at least 10 characters.')
  })

  it('says that the password is wrong beside the password', async () => {
    page = await mounted(SignIn, { fake, locale: 'zh-CN' })
    await submit('Anna Keller', 'wrong one')
    expect(page.find(testids.signinError).text()).toBe('密码不正确。')
    expect(page.find(testids.signinPassword).attributes('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(page.find(testids.signinPassword).element)
  })

  it('asks for what was left empty', async () => {
    page = await mounted(SignIn, { fake })
    await submit('', '')
    expect(page.wrapper.findAll(`[data-testid="${testids.signinError}"]`).map((error) => error.text())).toEqual(['Enter a name.', 'Enter a password.'])
    expect(calls('login')).toHaveLength(0)
  })

  it('waits as long as the server asks for after too many tries', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    page = await mounted(SignIn, { fake })
    page.core.play.failNext('rate_limited', undefined, 2000)
    await submit('Anna Keller', 'secret of anna')
    expect(page.find(testids.signinError).text()).toBe('Too many tries. Try again in 2 seconds.')
    expect(page.find(testids.signinSubmit).attributes()).toHaveProperty('disabled')
    vi.advanceTimersByTime(2100)
    await settled()
    expect(page.find(testids.signinError).exists()).toBe(false)
    expect(page.find(testids.signinSubmit).attributes()).not.toHaveProperty('disabled')
    vi.useRealTimers()
  })

  it('tells lengths in characters, beside the field', async () => {
    page = await mounted(SignIn, { fake, locale: 'zh-CN' })
    await submit('茶'.repeat(22), 'secret of anna')
    expect(page.find(testids.signinError).text()).toContain('最多 21 个汉字')
    expect(calls('login')).toHaveLength(0)
    page.core.play.failNext('too_large', 'name')
    await submit('茶', 'secret of anna')
    expect(page.find(testids.signinName).attributes('aria-invalid')).toBe('true')
  })

  it('does not offer accounts where registration is closed', async () => {
    page = await mounted(SignIn, { fake: { signedIn: false, registration: false } })
    const session = useSession()
    await session.boot()
    await settled()
    await submit('Newcomer', 'a long password')
    expect(page.find(testids.signinCreate).exists()).toBe(false)
    expect(page.find(testids.signinError).text()).toBe('There is no such account. Check the name.')
  })

  it('says that a session ended by itself, but not after signing out', async () => {
    page = await mounted(SignIn, { fake })
    await submit('Anna Keller', 'secret of anna')
    const session = useSession()
    await page.core.logout() // as another device would
    await settled()
    expect([session.phase, session.ended]).toEqual(['signin', true])
    page.wrapper.unmount()

    page = await mounted(SignIn, { fake })
    await submit('Anna Keller', 'secret of anna')
    await useSession().signOut()
    await settled()
    expect([useSession().phase, useSession().ended]).toEqual(['signin', false])
  })

  it('shows the password on request', async () => {
    page = await mounted(SignIn, { fake })
    expect(page.find(testids.signinPassword).attributes('type')).toBe('password')
    await page.find(testids.signinReveal).trigger('click')
    expect(page.find(testids.signinPassword).attributes('type')).toBe('text')
  })

  it('switches its language at once, errors included', async () => {
    page = await mounted(SignIn, { fake })
    await submit('Anna Keller', 'wrong one')
    await page.find(testids.language).findAll('input')[0]!.setValue(true)
    // The words of another language come as a file of their own: they are waited for, however long it takes.
    await vi.waitFor(() => expect(page.find(testids.signinError).text()).toBe('密码不正确。'), { timeout: 10_000 })
    expect(page.find(testids.signinSubmit).text()).toBe('进入')
  })

  it('takes an invitation from the address and sends it along', async () => {
    history.replaceState(null, '', '/?invite=abc')
    page = await mounted(SignIn, { fake })
    await submit('Newcomer', 'a long password')
    expect((page.find(testids.signinInvite).element as HTMLInputElement).value).toBe('abc')
    await page.find(testids.signinCreate).trigger('click')
    await settled()
    expect(calls('register')[0]?.args).toEqual(['Newcomer', 'a long password', { invite: 'abc' }])
    history.replaceState(null, '', '/#/')
  })

  it('says that an administrator decides', async () => {
    page = await mounted(SignIn, { fake })
    useSession().server = { ...useSession().server, mode: 'approval' }
    await submit('Newcomer', 'a long password')
    await page.find(testids.signinReason).setValue('I know Bob')
    page.core.play.failNext('approval_pending')
    await page.find(testids.signinCreate).trigger('click')
    await settled()
    expect(calls('register')[0]?.args).toEqual(['Newcomer', 'a long password', { reason: 'I know Bob' }])
    expect(page.find(testids.signinAsked).exists()).toBe(true)
    expect(page.find(testids.signinCreate).exists()).toBe(false)
  })
})
