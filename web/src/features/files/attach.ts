// SPDX-License-Identifier: MIT
// What the composer has to be sent along with its text: files in a tray, one of each room, and what was recorded. Trays
// outlive the composer: on phones it goes with each step back to the list.
import { computed, markRaw, reactive, shallowRef, type Ref } from 'vue'
import { onLeave } from '@/app/forget'
import type { ChatCore, OutgoingFile, RoomId } from '@/core/api'
import { refill } from '@/features/composer/refill'
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
  going?: boolean // it is sent as soon as it is ready
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
const trays = shallowRef<ReadonlyMap<RoomId, readonly Entry[]>>(new Map())
let line: Promise<unknown> = Promise.resolve()

function put(room: RoomId, list: readonly Entry[]): void {
  const next = new Map(trays.value)
  if (list.length > 0) next.set(room, list)
  else next.delete(room)
  trays.value = next
}

function drop(entry: Entry): void {
  if (entry.url) URL.revokeObjectURL(entry.url)
  for (const [room, list] of trays.value) if (list.includes(entry)) put(room, list.filter((one) => one !== entry))
}

onLeave(() => [...trays.value.values()].flat().forEach(drop))

export function useAttach({ core, text, id, compose, sent, focus }: Field) {
  const entries = computed(() => trays.value.get(id()) ?? none)
  const any = computed(() => entries.value.some((entry) => !entry.going)) // to be sent with the next press

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
    drop(entry)
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

  // The words and what they answer are those of the press, and so is the room, whatever the reader does while the files are
  // made ready. Those that do not fit stay behind.
  async function send(): Promise<void> {
    const room = id()
    const list = entries.value.filter((entry) => !entry.going)
    const words = text.value.trim()
    const extras = compose()?.extrasFor(words) ?? {}
    for (const entry of list) entry.going = true
    sent()
    await Promise.all(list.map((entry) => entry.work))
    const left = (trays.value.get(room) ?? none).filter((entry) => list.includes(entry)) // some may have been taken out
    const files = left.filter((entry) => entry.ready && fits(entry.ready))
    const batch = files.length > 1 ? { batch: crypto.getRandomValues(new Uint32Array(3)).join('.') } : {}
    files.forEach((entry, i) => {
      core.sendFile(room, entry.ready!, i === 0 ? words : '', { ...(i === 0 ? extras : {}), ...batch })
      drop(entry)
    })
    for (const entry of left) entry.going = false
    if (files.length > 0) return
    if (left.length > 0) toast(t('files.noneFits'), 'error')
    if (words === '') return
    if (room === id()) refill.value = { room, text: words }
    else core.setDraft(room, words)
  }

  function sendVoice(voice: OutgoingFile): void {
    if (fits(voice)) core.sendFile(id(), voice, '', compose()?.extrasFor('') ?? {})
    else toast(t('files.noneFits'), 'error')
    focus()
  }

  return { entries, any, take, remove, onPaste, send, sendVoice }
}
