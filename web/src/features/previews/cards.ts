// SPDX-License-Identifier: MIT
// What pages say that messages link to, as the server asked them. Messages that are shown at about the same time are
// asked about together, the newest first, one request at a time: an answer may take seconds. What is known lasts as
// long as the page. A server without previews has nothing to say of any message, and is not asked for ever.
import { shallowRef, type ShallowRef } from 'vue'
import { ChatError, type ChatCore, type MessageView, type RoomId, type Seq } from '@/core/api'
import type { LinkCard } from '@/core/protocol/generated'
import { linksOf } from '@/features/files/links'

const batchMs = 60
const batchMax = 20
const knownMax = 1_000 // messages; those that were shown first are forgotten
const hurriedMs = 4_000 // an answer that took longer may have come before all pages were asked
const retryMs = 2_000
const silentMax = 3 // answers that know of no message with links: previews are off

export interface Card {
  href: string // the link of the message, whatever the page says
  from: string // the host, which is true, and what it calls itself
  title: string
  text: string
  image?: string
}
type Found = ShallowRef<readonly LinkCard[]>

export class Cards {
  private readonly core: ChatCore
  private readonly known = new Map<string, Found>()
  private readonly waiting = new Map<RoomId, Map<Seq, string>>()
  private busy = false
  private silent = 0

  constructor(core: ChatCore) {
    this.core = core
  }

  // The cards of a message that is there; empty while they are not known.
  of(message: MessageView): Found {
    const key = [this.core.self().id, message.room, message.seq, message.edited].join()
    let found = this.known.get(key)
    if (!found) {
      this.known.set(key, (found = shallowRef([])))
      if (this.known.size > knownMax) this.known.delete(this.known.keys().next().value!)
      if (linksOf(message.text ?? '').length) this.want(message, key)
    }
    return found
  }

  private want(message: MessageView, key: string): void {
    let seqs = this.waiting.get(message.room)
    if (!seqs) this.waiting.set(message.room, (seqs = new Map()))
    seqs.set(message.seq!, key)
    void this.run()
  }

  private async run(): Promise<void> {
    if (this.busy || this.silent >= silentMax) return
    this.busy = true
    await pause(batchMs)
    for (let next = this.next(); next && this.silent < silentMax; next = this.next()) await this.ask(...next)
    this.busy = false
  }

  private next(): [RoomId, Map<Seq, string>] | undefined {
    for (const [room, seqs] of this.waiting) {
      if (!seqs.size) {
        this.waiting.delete(room)
        continue
      }
      const newest = [...seqs].sort(([a], [b]) => b - a).slice(0, batchMax)
      for (const [seq] of newest) seqs.delete(seq)
      return [room, new Map(newest)]
    }
    return undefined
  }

  private async ask(room: RoomId, seqs: Map<Seq, string>): Promise<void> {
    const began = Date.now()
    try {
      const { cards } = await this.core.ask('preview.get', { room, seqs: [...seqs.keys()] })
      const told = new Map(cards.map((one) => [one.seq, one.cards]))
      this.silent = cards.length ? 0 : this.silent + 1
      const hurried = Date.now() - began > hurriedMs
      for (const [seq, key] of seqs) {
        const found = told.get(seq) ?? []
        const known = this.known.get(key)
        if (known && found.length) known.value = found
        else if (hurried) this.known.delete(key) // asked again when it is shown again
      }
    } catch (error) {
      this.refused(room, seqs, error)
      await pause((error instanceof ChatError && error.retryAfter) || retryMs)
    }
  }

  private refused(room: RoomId, seqs: Map<Seq, string>, error: unknown): void {
    const code = error instanceof ChatError ? error.code : ''
    if (code === 'rate_limited') {
      const waiting = this.waiting.get(room) ?? new Map<Seq, string>()
      for (const [seq, key] of seqs) waiting.set(seq, key)
      this.waiting.set(room, waiting)
    } else for (const key of seqs.values()) this.known.delete(key)
  }
}

const ofCore = new WeakMap<ChatCore, Cards>()

export function cardsOf(core: ChatCore): Cards {
  let cards = ofCore.get(core)
  if (!cards) ofCore.set(core, (cards = new Cards(core)))
  return cards
}

// As they are shown: only those of links that the message has, under its own addresses.
export function shownCards(text: string, told: readonly LinkCard[]): Card[] {
  const links = linksOf(text)
  const shown: Card[] = []
  for (const { url, site, title, text: words, image } of told) {
    const href = URL.canParse(url) ? new URL(url).href : ''
    if (!links.includes(href) || !title) continue
    const { host } = new URL(href)
    const named = site && !host.toLowerCase().includes(site.toLowerCase())
    shown.push({ href, from: named ? `${host} · ${site}` : host, title, text: words ?? '', ...(image && /^[\da-f]{1,64}$/.test(image) ? { image } : {}) })
  }
  return shown
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
