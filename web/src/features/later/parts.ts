// SPDX-License-Identifier: MIT
// What comes later comes later.
import { lazy } from '@/app/lazy'

const part = <K extends 'SendMenu' | 'LaterLine' | 'RailLater' | 'ConfirmCard'>(name: K) => lazy(async () => ({ default: (await import('./all'))[name] }))

export const SendMenu = part('SendMenu')
export const LaterLine = part('LaterLine')
export const RailLater = part('RailLater')
export const ConfirmCard = part('ConfirmCard')
