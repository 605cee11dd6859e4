// SPDX-License-Identifier: MIT
import './app/install'
import { mount } from './app/mount'
import { registerServiceWorker } from './workers/register'

void mount(async () => (await import('@/core/chat')).createChat(), '#app')
registerServiceWorker()
