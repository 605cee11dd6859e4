// SPDX-License-Identifier: MIT
// What the composer knows beyond its text: the message that is answered or edited, and the people who are named.
import { nextTick, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { ChatCore, RoomId } from '@/core/api'
import { broken, continues, emojiQuery, formatted, inFence, inserted, type Edit, type Format } from '@/features/composer/format'
import { ownOf } from '@/features/stickers/own'
import { commandQuery, useCommands, type Slash } from '@/features/commands/commands'
import { mentioned, mentionQuery, type Chosen, type Named } from './mentions'
import { aim, rewriting, target } from './state'
import { mayEdit } from './rights'

// Loaded after the first paint, inside the composer's scope.
export type Compose = ReturnType<typeof useCompose>

interface Field {
  core: ChatCore
  text: Ref<string>
  area: Readonly<Ref<HTMLTextAreaElement | null>>
  id(): RoomId
  changed(): void // the text was set from here
  focus(): void
}

export function useCompose({ core, text, area, id, changed, focus }: Field) {
  const query = ref<string>() // of the list of people; undefined: closed
  const sign = ref<string>() // the same of the list of emoji
  const selecting = ref(false) // words of the text
  const slash = shallowRef<Slash>() // a command that is being written, or one that is not known
  let popup: { onKey(event: KeyboardEvent): boolean } | undefined
  let chosen: Chosen[] = []
  let before = '' // the draft that an edit stands in front of

  function put(next: string): void {
    text.value = next
    void nextTick(() => {
      changed()
      focus()
      area.value?.setSelectionRange(next.length, next.length)
    })
  }

  watch(target, (now, old) => {
    if (old?.how === 'edit' && old.room === id() && now?.how !== 'edit') put(before)
    if (now?.room !== id()) return
    if (now.how === 'edit') {
      if (old?.how !== 'edit') before = text.value
      chosen = namesOf(now.seq)
      put(now.text)
    } else focus()
  })
  watch(rewriting, (now) => {
    if (now?.room !== id()) return
    rewriting.value = undefined
    target.value = undefined
    put(text.value ? `${text.value}\n${now.text}` : now.text)
  })
  onScopeDispose(() => (target.value = undefined))

  // An edit keeps the mentions whose names still stand in the text.
  function namesOf(seq: number): Chosen[] {
    const message = core.timeline(id()).rows.find((row) => row.seq === seq)
    return (message?.mentions ?? []).map((user) => ({ user, name: core.user(user).name }))
  }

  function look(): void {
    const field = area.value
    const caret = field && field.selectionStart === field.selectionEnd ? field.selectionStart : undefined
    query.value = caret === undefined ? undefined : mentionQuery(text.value, caret)
    sign.value = caret === undefined || query.value !== undefined ? undefined : emojiQuery(text.value, caret)
    const word = caret === undefined || target.value?.how === 'edit' ? undefined : commandQuery(text.value, caret)
    slash.value = word === undefined ? undefined : { query: word }
  }

  const commands = useCommands({ core, id, slash, put: (next) => (put(next), void nextTick(look)), written: () => text.value, send: sendAnyway })

  function chooseCommand(word: string): void {
    put(`${word} `)
    slash.value = undefined
  }

  // What was written has gone another way than through the composer's button.
  function clear(): void {
    put('')
    core.setDraft(id(), '')
  }

  // What is no command here is a text like others, where this is meant.
  function sendAnyway(): void {
    const words = text.value.trim()
    slash.value = undefined
    if (!words) return
    clear()
    send(words, true)
  }

  function onSelection(): void {
    const field = area.value
    selecting.value = field !== null && document.activeElement === field && text.value.slice(field.selectionStart, field.selectionEnd).trim() !== ''
  }
  document.addEventListener('selectionchange', onSelection)
  onSelection() // words may be selected before this file came
  onScopeDispose(() => document.removeEventListener('selectionchange', onSelection))

  function apply(change: (text: string, start: number, end: number) => Edit, keepFocus = true): void {
    const field = area.value
    if (!field) return
    const next = change(text.value, field.selectionStart, field.selectionEnd)
    text.value = next.text
    void nextTick(() => {
      changed()
      if (keepFocus) focus()
      field.setSelectionRange(next.start, next.end)
    })
  }

  // A sign from the panel. On glass the keyboard stays away.
  function insert(piece: string, keepFocus = true): void {
    apply((now, start, end) => inserted(now, start, end, piece), keepFocus)
  }

  function format(how: Format): void {
    apply((now, start, end) => formatted(now, start, end, how))
  }

  // A sign in place of what asked for it.
  function chooseSign(found: string): void {
    const size = (sign.value?.length ?? -1) + 1
    sign.value = undefined
    apply((now, start, end) => inserted(now, start - size, end, `${found} `))
  }

  function choose(user: Named, name: string): void {
    const field = area.value
    if (!field || query.value === undefined) return
    const caret = field.selectionStart
    const start = caret - query.value.length
    chosen.push({ user, name })
    query.value = undefined
    text.value = `${text.value.slice(0, start)}${name} ${text.value.slice(caret)}`
    void nextTick(() => {
      changed()
      focus()
      field.setSelectionRange(start + name.length + 1, start + name.length + 1)
    })
  }

  // Answers whether the key has done something here.
  function onKey(event: KeyboardEvent): boolean {
    if (event.isComposing || event.keyCode === 229) return false
    const asked: Ref<unknown> = query.value !== undefined ? query : slash.value ? slash : sign // the list that is open
    if (asked.value !== undefined && (event.key === 'Escape' || popup?.onKey(event))) {
      if (event.key === 'Escape') asked.value = undefined
    } else if (formatOf(event)) format(formatOf(event)!)
    else if (event.key === 'Escape' && target.value?.room === id()) target.value = undefined
    else if (event.key === 'ArrowUp' && !event.altKey && !event.shiftKey && text.value === '' && target.value === undefined) {
      const last = core.timeline(id()).rows.findLast((row) => row.seq !== undefined && mayEdit(row))
      if (!last) return false
      aim('edit', last)
    } else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  // Enter where it does not send: lists and quotes go on. Answers whether it is done.
  function onBreak(): boolean {
    const field = area.value
    if (!field || !continues(text.value, field.selectionStart)) return false
    apply(broken)
    return true
  }

  // Within a block of code Enter is a new line, whatever it does elsewhere.
  function inCode(): boolean {
    return area.value !== null && inFence(text.value, area.value.selectionStart)
  }

  // Sends what is written, as what it is. Answers whether it was an edit: then the draft comes back by itself.
  function send(words: string, asText = false): boolean {
    if (!asText && target.value?.how !== 'edit') {
      const taken = commands.run(words)
      if (taken === 'done') slash.value = undefined
      if (taken) return taken === 'kept'
    }
    const named = mentioned(words, chosen)
    const now = target.value?.room === id() ? target.value : undefined
    chosen = []
    query.value = sign.value = slash.value = undefined
    if (now?.how === 'edit') {
      if (words !== now.text) core.edit(id(), now.seq, words, named.mentions)
    } else core.send(id(), words, { ...(now ? { ref: now.seq } : {}), ...named })
    target.value = undefined
    return now?.how === 'edit'
  }

  // Each is a message of its own; the words, and what they answer, go with the first.
  // `look`: it only asks what they are.
  function extrasFor(words: string, look = false): { ref?: number } & ReturnType<typeof mentioned> {
    const named = mentioned(words, chosen)
    const now = target.value?.room === id() && target.value.how === 'reply' ? target.value : undefined
    if (!look) {
      chosen = []
      query.value = undefined
      target.value = undefined
    }
    return { ...(now ? { ref: now.seq } : {}), ...named }
  }

  // What is being written stays.
  function sendSticker(sticker: string): void {
    const now = target.value?.room === id() ? target.value : undefined
    if (now?.how === 'edit') return
    const own = ownOf(sticker)
    core.send(id(), own ? '' : sticker, { sticker: true, ...(own ? { own } : {}), ...(now ? { ref: now.seq } : {}) })
    target.value = undefined
  }

  function setPopup(now: unknown): void {
    popup = (now ?? undefined) as typeof popup
  }

  return { written: () => text.value.trim(), clear, query, sign, slash, chooseCommand, sendAnyway, selecting, setPopup, look, choose, chooseSign, insert, format, onKey, onBreak, inCode, sendSticker, send, extrasFor }
}

function formatOf(event: KeyboardEvent): Format | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined
  const key = event.key.toLowerCase()
  if (event.shiftKey) return key === 'x' ? 'struck' : undefined
  return key === 'b' ? 'bold' : key === 'i' ? 'italic' : key === 'e' ? 'code' : undefined
}
