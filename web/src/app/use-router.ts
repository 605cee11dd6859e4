// SPDX-License-Identifier: MIT
import { inject, type InjectionKey } from 'vue'
import type { Router } from './router'

export const routerKey: InjectionKey<Router> = Symbol('router')

export function useRouter(): Router {
  const router = inject(routerKey)
  if (!router) throw new Error('no router was provided')
  return router
}
