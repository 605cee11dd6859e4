// SPDX-License-Identifier: MIT
import './app/install'
import { afterFirst } from '@/app/first'
import { mount } from './app/mount'

void mount(async () => (await import('@/core/chat')).createChat(), '#app')
if (!import.meta.env.DEV && 'serviceWorker' in navigator) {
  const settled = (): void => void setTimeout(async () => (await afterFirst(() => import('./workers/register'))).registerServiceWorker(), 1_000)
  if (document.readyState === 'complete') settled()
  else addEventListener('load', settled, { once: true })
}
