// SPDX-License-Identifier: MIT
// Stickers of one's own: the list as the server has it, and what is done with it. In the panel they are called own/ID.
import { shallowRef } from 'vue'
import { onLeave } from '@/app/forget'
import { codeOf, errorText } from '@/app/errors'
import type { ChatCore, MessageView, RoomId, Seq } from '@/core/api'
import type { Sticker } from '@/core/protocol/generated'
import { t } from '@/i18n'
import { toast } from '@/ui/toast'

export const OWN = 'own'

export const own = shallowRef<readonly Sticker[]>() // undefined: not known yet
export const failed = shallowRef(false)
let told: ChatCore | undefined
let turn = 0

onLeave(() => {
  turn++
  own.value = undefined
})

// Reads the list, and from then on again whenever it changes on any device.
export async function load(core: ChatCore): Promise<void> {
  if (told !== core) {
    told = core
    core.subscribe('stickers', () => void load(core))
  }
  const mine = ++turn
  try {
    const { stickers } = await core.ask('sticker.list', {})
    if (mine !== turn) return
    own.value = stickers
    failed.value = false
  } catch {
    if (mine === turn) failed.value = true
  }
}

export function idOf({ id }: Sticker): string {
  return `${OWN}/${id}`
}

export function ownOf(id: string): Sticker | undefined {
  return own.value?.find((one) => idOf(one) === id)
}

// What it is called: by its label, or by its place.
export function nameOf(sticker: Sticker): string {
  return sticker.label ?? t('sticker.mine', { n: (own.value?.indexOf(sticker) ?? 0) + 1 })
}

function refusal(error: unknown): string {
  return codeOf(error) === 'too_large' ? t('sticker.full') : errorText(error)
}

// One after another; what cannot be taken is named and the others go on.
export async function addPictures(core: ChatCore, files: readonly File[]): Promise<void> {
  const { fitted } = await import('./fit')
  for (const file of files) {
    const picture = await fitted(file)
    if (typeof picture === 'string') {
      toast(t(picture === 'too_large' ? 'sticker.tooLarge' : 'sticker.noPicture', { name: file.name }), 'error')
      continue
    }
    try {
      const id = await core.uploadFile(picture, file.name || 'sticker')
      const { duplicate } = await core.ask('sticker.add', { file: { id } })
      if (duplicate) toast(t('sticker.there'))
    } catch (error) {
      return toast(refusal(error), 'error')
    }
  }
}

const kinds: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

// Whether the server would take the picture of a message as it is.
export function suits({ kind, file }: MessageView): boolean {
  if (!file?.id || (kind !== 'sticker' && kind !== 'image')) return false
  return kinds.has(file.mime) && file.size <= 1024 * 1024 && Math.max(file.width ?? 0, file.height ?? 0) <= 1024
}

export async function addFrom(core: ChatCore, room: RoomId, seq: Seq): Promise<void> {
  try {
    const { duplicate } = await core.ask('sticker.add', { room, seq })
    toast(t(duplicate ? 'sticker.there' : 'sticker.kept'))
  } catch (error) {
    toast(refusal(error), 'error')
  }
}

export async function remove(core: ChatCore, sticker: Sticker): Promise<void> {
  const before = own.value
  own.value = before?.filter((one) => one !== sticker)
  try {
    await core.ask('sticker.remove', { sticker: sticker.id })
  } catch (error) {
    if (codeOf(error) === 'not_found') return // gone on another device
    own.value = before
    toast(errorText(error), 'error')
  }
}

// Shown at once; the server's list comes back where it does not take the order.
export async function order(core: ChatCore, stickers: readonly Sticker[]): Promise<void> {
  own.value = stickers
  try {
    await core.ask('sticker.order', { stickers: stickers.map(({ id }) => id) })
  } catch (error) {
    toast(errorText(error), 'error')
    await load(core)
  }
}
