// SPDX-License-Identifier: MIT
// The one sound that plays in this page: voice messages and music, whatever the timeline shows of them. A voice message
// is followed by the next one of the room that has not been heard yet.
import { computed, reactive } from 'vue'
import { onLeave } from '@/app/forget'
import type { ChatCore, MessageView } from '@/core/api'
import { fileUrl, localUrl } from './local'

const HEARD = 'teahouse.heard'
const HEARD_MAX = 500
export const speeds = [1, 1.5, 2] as const

interface Playing {
  message: MessageView | undefined
  paused: boolean
  at: number // s
  length: number // s; 0: not known
  speed: number
  broken: boolean
  heard: readonly string[]
}

export const playing: Playing = reactive({ message: undefined, paused: true, at: 0, length: 0, speed: 1, broken: false, heard: readHeard() })
const current = computed(() => playing.message && keyOf(playing.message))
let sound: HTMLAudioElement | undefined
let core: ChatCore | undefined

onLeave(() => {
  sound?.pause()
  playing.message = undefined
})

export function isCurrent(message: MessageView): boolean {
  return current.value === keyOf(message)
}

export function wasHeard(message: MessageView): boolean {
  return message.own || playing.heard.includes(keyOf(message))
}

export function toggle(message: MessageView, from: ChatCore): void {
  core = from
  if (!isCurrent(message)) return start(message)
  if (playing.paused) void element().play().catch(stopped)
  else element().pause()
}

// `part` of the whole, 0 … 1.
export function seek(message: MessageView, part: number): void {
  if (!isCurrent(message)) return
  const at = part * (playing.length || (message.file?.duration ?? 0) / 1000)
  if (Number.isFinite(at)) element().currentTime = at
}

export function faster(): void {
  playing.speed = speeds[(speeds.indexOf(playing.speed as 1) + 1) % speeds.length]!
  element().playbackRate = playing.speed
}

function start(message: MessageView): void {
  const file = message.file!
  Object.assign(playing, { message, at: 0, length: (file.duration ?? 0) / 1000, broken: false })
  const audio = element()
  audio.src = localUrl(message.key, file.local) ?? fileUrl(file)
  audio.playbackRate = message.kind === 'voice' ? playing.speed : 1
  void audio.play().catch(stopped)
  if (message.kind === 'voice') keepHeard(message)
}

function stopped(error: unknown): void {
  playing.paused = true
  playing.broken = !(error instanceof DOMException && error.name === 'AbortError')
}

function element(): HTMLAudioElement {
  if (sound) return sound
  const audio = (sound = new Audio())
  audio.preload = 'auto'
  audio.addEventListener('play', () => (playing.paused = false))
  audio.addEventListener('pause', () => (playing.paused = true))
  audio.addEventListener('timeupdate', () => {
    playing.at = audio.currentTime
    const now = playing.message
    if (!now || core?.timeline(now.room).rows.find((row) => keyOf(row) === keyOf(now))?.recalled === undefined) return
    audio.pause() // it was taken back
    playing.message = undefined
  })
  // What a recorder writes has no length in it; the message says it.
  audio.addEventListener('durationchange', () => {
    if (Number.isFinite(audio.duration)) playing.length = audio.duration
  })
  audio.addEventListener('ended', onEnd)
  audio.addEventListener('error', () => (playing.broken = true))
  return audio
}

function onEnd(): void {
  const ended = playing.message
  playing.at = 0
  playing.paused = true
  if (!ended || ended.kind !== 'voice' || !core) return
  const { rows } = core.timeline(ended.room)
  const from = rows.findIndex((row) => keyOf(row) === keyOf(ended))
  const next = from < 0 ? undefined : rows.slice(from + 1).find((row) => row.kind === 'voice' && row.file && !wasHeard(row))
  if (next) start(next)
}

function keyOf(message: MessageView): string {
  return message.seq === undefined ? message.key : `${message.room}.${message.seq}`
}

function readHeard(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(HEARD) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

function keepHeard(message: MessageView): void {
  if (wasHeard(message)) return
  playing.heard = [...playing.heard, keyOf(message)].slice(-HEARD_MAX)
  try {
    localStorage.setItem(HEARD, JSON.stringify(playing.heard))
  } catch {
    // private mode: known until the page is closed
  }
}
