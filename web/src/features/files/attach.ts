// SPDX-License-Identifier: MIT
// What the composer has to be sent along with its text: files in a tray, one of each room, and what was recorded.
import { computed, markRaw, onScopeDispose, reactive, shallowRef, type Ref } from 'vue'
import type { ChatCore, OutgoingFile, RoomId } from '@/core/api'
import type { Compose } from '@/features/messages/compose'
import { target } from '@/features/messages/state'
import { t } from '@/i18n'
import { toast } from '@/ui/toast'
import { prepare } from './prepare'

const FILES_MAX = 20 // in one tray

export interface Entry {
  file: File
  url?: string // of a picture
  ready?: OutgoingFile
  work: Promise<OutgoingFile>
}

interface Field {
  core: ChatCore
  text: Ref<string>
  id(): RoomId
  compose(): Compose | undefined
  sent(): void
  focus(): void
}

export type Attach = ReturnType<typeof useAttach>

const none: readonly Entry[] = []

export function useAttach({ core, text, id, compose, sent, focus }: Field) {
  const trays = shallowRef<ReadonlyMap<RoomId, readonly Entry[]>>(new Map())
  const entries = computed(() => trays.value.get(id()) ?? none)
  const any = computed(() => entries.value.length > 0)
  let sending = false
  let line: Promise<unknown> = Promise.resolve()

  function put(room: RoomId, list: readonly Entry[]): void {
    const next = new Map(trays.value)
    if (list.length > 0) next.set(room, list)
    else next.delete(room)
    trays.value = next
  }

  function entryOf(file: File): Entry {
    const work = line.then(() => prepare(file)) // one at a time: each is large in memory
    line = work
    const entry: Entry = reactive({ file, work, ...(file.type.startsWith('image/') ? { url: URL.createObjectURL(file) } : {}) })
    void work.then((ready) => (entry.ready = markRaw(ready)))
    return entry
  }

  function take(files: readonly File[]): void {
    if (files.length === 0) return
    const room = id()
    if (target.value?.how === 'edit') target.value = undefined // an edit has no files
    const now = trays.value.get(room) ?? none
    if (now.length + files.length > FILES_MAX) toast(t('files.tooMany', { n: FILES_MAX }), 'error')
    put(room, [...now, ...files.slice(0, FILES_MAX - now.length).map(entryOf)])
    focus()
  }

  function remove(entry: Entry): void {
    if (entry.url) URL.revokeObjectURL(entry.url)
    for (const [room, list] of trays.value) if (list.includes(entry)) put(room, list.filter((one) => one !== entry))
    focus()
  }

  // Where there are words too, as from an office program, the words are meant.
  function onPaste(event: ClipboardEvent): void {
    const data = event.clipboardData
    const files = [...(data?.files ?? [])]
    if (files.length === 0 || data?.getData('text/plain')) return
    event.preventDefault()
    take(files)
  }

  function fits(file: OutgoingFile): boolean {
    return file.blob.size > 0 && file.blob.size <= core.limits().fileBytes
  }

  function hand(files: readonly OutgoingFile[], words: string): void {
    const known = compose()
    if (known) known.sendFiles(files, words)
    else files.forEach((file, i) => core.sendFile(id(), file, i === 0 ? words : ''))
  }

  // Those that do not fit stay behind; so does everything if the reader went elsewhere meanwhile.
  async function send(): Promise<void> {
    if (sending) return
    sending = true
    try {
      const room = id()
      const list = entries.value
      await Promise.all(list.map((entry) => entry.work))
      if (room !== id()) return
      // What was taken out of the tray meanwhile is not sent.
      const going = list.filter((entry) => entry.ready && fits(entry.ready) && entries.value.includes(entry))
      if (going.length === 0) return entries.value.length > 0 ? toast(t('files.noneFits'), 'error') : undefined
      hand(going.map((entry) => entry.ready!), text.value.trim())
      for (const entry of going) remove(entry)
      sent()
    } finally {
      sending = false
    }
  }

  function sendVoice(voice: OutgoingFile): void {
    if (fits(voice)) hand([voice], '')
    focus()
  }

  onScopeDispose(() => {
    for (const list of trays.value.values()) for (const entry of list) if (entry.url) URL.revokeObjectURL(entry.url)
  })

  return { entries, any, take, remove, onPaste, send, sendVoice }
}
