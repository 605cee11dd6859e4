// SPDX-License-Identifier: MIT
// Parts of the page that come later: one that does not come is asked for again.
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { part } from '@/ui/part'

const There = defineComponent({ setup: () => () => h('p', 'there') })

// Fails as often as told, then comes.
function loader(failures: number): { load: () => Promise<{ default: typeof There }>; asked: () => number } {
  let asked = 0
  return {
    load: () => (++asked > failures ? Promise.resolve({ default: There }) : Promise.reject(new TypeError('Failed to fetch'))),
    asked: () => asked,
  }
}

// What is mounted is never only the part itself.
const holding = (inner: typeof There): typeof There => defineComponent({ setup: () => () => h('div', [h(inner)]) })

describe('a part of the page', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('has something else in its place until it comes', async () => {
    const Splash = defineComponent({ setup: () => () => h('p', 'one moment') })
    const { load } = loader(1)
    const page = mount(holding(part(load, Splash)))
    expect(page.text()).toBe('one moment')
    await vi.advanceTimersByTimeAsync(500)
    expect(page.text()).toBe('one moment')
    await vi.advanceTimersByTimeAsync(500)
    expect(page.text()).toBe('there')
    page.unmount()
  })

  it('is asked for again after a while, each time later, until it comes', async () => {
    const { load, asked } = loader(3)
    const page = mount(holding(part(load)))
    await vi.advanceTimersByTimeAsync(0)
    expect(asked()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked()).toBe(2)
    await vi.advanceTimersByTimeAsync(1_999)
    expect(asked()).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked()).toBe(3)
    expect(page.text()).toBe('')
    await vi.advanceTimersByTimeAsync(4_000)
    expect(page.text()).toBe('there')
    page.unmount()
  })

  it('comes at once when the network is back', async () => {
    const { load } = loader(1)
    const page = mount(holding(part(load)))
    await vi.advanceTimersByTimeAsync(0)
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(page.text()).toBe('there')
    page.unmount()
  })

  it('waits for a style sheet that failed, which is put anew, and no other is', async () => {
    const sheet = (href: string): HTMLLinkElement => {
      const link = document.createElement('link')
      link.rel = 'stylesheet'
      link.setAttribute('href', href)
      document.head.append(link)
      return link
    }
    const now = (href: string): HTMLLinkElement => document.querySelector<HTMLLinkElement>(`link[href="${href}"]`)!
    const [first, coming] = [sheet('/failed.css'), sheet('/coming.css')]
    first.dispatchEvent(new Event('error'))
    const page = mount(holding(part(loader(1).load)))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(now('/failed.css')).not.toBe(first)
    expect(now('/coming.css')).toBe(coming)
    now('/failed.css').dispatchEvent(new Event('error')) // not yet
    await vi.advanceTimersByTimeAsync(1_999)
    expect(page.text()).toBe('')
    await vi.advanceTimersByTimeAsync(1)
    expect(page.text()).toBe('')
    now('/failed.css').dispatchEvent(new Event('load'))
    await vi.advanceTimersByTimeAsync(0)
    expect(page.text()).toBe('there')
    expect(document.querySelectorAll('link')).toHaveLength(2)
    page.unmount()
  })

  it('does not wait for style sheets of others that do not come, but for its own', async () => {
    const other = document.createElement('link')
    other.rel = 'stylesheet'
    other.setAttribute('href', '/other.css')
    document.head.append(other)
    other.dispatchEvent(new Event('error'))
    const page = mount(holding(part(loader(0).load)))
    await vi.advanceTimersByTimeAsync(0)
    expect(page.text()).toBe('')
    document.querySelector('link[href="/other.css"]')!.dispatchEvent(new Event('error'))
    await vi.advanceTimersByTimeAsync(0)
    expect(page.text()).toBe('there')
    page.unmount()
  })
})
