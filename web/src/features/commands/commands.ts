// SPDX-License-Identifier: MIT
// Commands: a word with a slash in front, at the beginning of a text. Some are done here; others are texts that a program
// of the room listens to. What is neither is not sent before the writer says that it is meant so.
import type { ShallowRef } from 'vue'
import { codeOf, errorText } from '@/app/errors'
import type { ChatCore, RoomId } from '@/core/api'
import type { SlashCommand } from '@/core/protocol/generated'
import { laterWords, t } from '@/i18n'
import { toast } from '@/ui/toast'

export type Slash = { query: string } | { unknown: string }

// The beginning of a command before the caret, with its slash.
export function commandQuery(text: string, caret: number): string | undefined {
  return /^\/[\p{L}\p{N}_-]*$/u.exec(text.slice(0, caret))?.[0]
}

// The command that a text is, with its slash: /usr/bin is none, and neither is a fraction.
export function commandIn(text: string): string | undefined {
  return /^\/\p{L}[\p{L}\p{N}_-]*(?=\s|$)/u.exec(text)?.[0].toLowerCase()
}

export const builtIn = ['/help', '/nick', '/mute', '/away', '/dnd', '/shrug'] as const
export type BuiltIn = (typeof builtIn)[number]
const shrug = '¯\\(ツ)/¯' // without its underscores, which are markup

// Nicknames are for groups.
export function builtInOf(core: ChatCore, room: RoomId): readonly BuiltIn[] {
  return builtIn.filter((word) => word !== '/nick' || core.room(room)?.kind === 'group')
}

export function hintOf(word: BuiltIn): string {
  return t(`slash.${word.slice(1) as 'help' | 'nick' | 'mute' | 'away' | 'dnd' | 'shrug'}`)
}

// --- those of programs, as they were told lately ---

const freshMs = 30_000
const known = new WeakMap<ChatCore, Map<RoomId, { at: number; list: readonly SlashCommand[] }>>()

export function commandsOf(core: ChatCore, room: RoomId): readonly SlashCommand[] | undefined {
  const found = known.get(core)?.get(room)
  return found && performance.now() - found.at < freshMs ? found.list : undefined
}

export async function askCommands(core: ChatCore, room: RoomId): Promise<readonly SlashCommand[]> {
  const there = commandsOf(core, room)
  if (there) return there
  const { commands } = await core.ask('command.list', { room })
  const rooms = known.get(core) ?? new Map<RoomId, { at: number; list: readonly SlashCommand[] }>()
  known.set(core, rooms.set(room, { at: performance.now(), list: commands }))
  return commands
}

interface Host {
  core: ChatCore
  id(): RoomId
  slash: ShallowRef<Slash | undefined>
  put(text: string): void
  written(): string // what stands in the field now
  send(): void // that, as a text
}

export function useCommands({ core, id, slash, put, written, send }: Host) {
  // Whether the words were a command: 'done', or 'kept' where they stay in the field.
  function run(words: string): 'done' | 'kept' | undefined {
    const word = commandIn(words)
    if (!word) return undefined
    const rest = words.slice(word.length).trim()
    const own = builtInOf(core, id()).find((one) => one === word)
    if (own === '/help') {
      put('/')
      return 'kept'
    }
    if (own) {
      void act(own, rest, id())
      return 'done'
    }
    const there = commandsOf(core, id())
    if (there?.some((one) => one.word.toLowerCase() === word)) return undefined
    if (there) slash.value = { unknown: word }
    else void look(word, words, id())
    return 'kept'
  }

  // It is not known yet what this room has.
  async function look(word: string, words: string, room: RoomId): Promise<void> {
    const list = await askCommands(core, room).catch(() => [])
    if (id() !== room || written().trim() !== words) return // something else is written by now
    if (list.some((one) => one.word.toLowerCase() === word)) send()
    else slash.value = { unknown: word }
  }

  async function act(word: Exclude<BuiltIn, '/help'>, rest: string, room: RoomId): Promise<void> {
    if (word === '/shrug') return core.send(room, rest ? `${rest} ${shrug}` : shrug)
    await laterWords()
    try {
      toast(await change(word, rest, room))
    } catch (error) {
      const taken = word === '/nick' && codeOf(error) === 'conflict'
      toast(taken ? t('error.name_taken') : errorText(error), 'error')
    }
  }

  async function change(word: Exclude<BuiltIn, '/help' | '/shrug'>, rest: string, room: RoomId): Promise<string> {
    if (word === '/nick') {
      await core.ask('room.nick', { room, nick: rest })
      return rest ? t('command.nickNow', { nick: rest }) : t('command.nickGone')
    }
    if (word === '/mute') {
      const muted = !core.room(room)?.muted
      await core.ask('room.prefs', { room, muted })
      return t(muted ? 'command.muted' : 'command.unmuted')
    }
    const wanted = word === '/away' ? 'away' : 'busy'
    const mode = core.account().mode === wanted ? 'normal' : wanted
    await core.ask('presence.set', { mode })
    return t(`slash.now_${mode}`)
  }

  return { run }
}
