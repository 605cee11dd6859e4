// SPDX-License-Identifier: MIT
// The files of messages on their way out, a few at a time. An upload that breaks off goes on by itself when the
// connection is back; after a reload it goes on from what the outbox kept.
import { ChatError } from '../api'
import type { OutboxMedia, OutboxRecord } from '../db/schema'
import { resendDelay } from '../net/backoff'
import { Tus } from '../net/tus'
import type { Platform } from '../platform'

const TOGETHER = 2

export interface UploadsHost {
  // Something of the record's media changed; `keep`: it must be there after a reload.
  changed(cmid: string, media: OutboxMedia, keep: boolean): Promise<void> | void
  done(cmid: string): void
  failed(cmid: string, code: string): void
}

interface Job {
  record: OutboxRecord
  abort: AbortController
  running: boolean
  attempts: number
  part?: 'file' | 'thumb' // that goes up now
  reached: number // bytes of it
  notBefore: number
}

// Codes that another try would not change.
const final: ReadonlySet<string> = new Set(['too_large', 'quota_exceeded', 'forbidden', 'disabled', 'invalid', 'unsupported_type', 'session_expired', 'login_needed', 'not_found'])

export class Uploads {
  private readonly tus: Tus
  private readonly jobs = new Map<string, Job>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private online = false
  private allowed = false

  constructor(
    private readonly platform: Platform,
    private readonly host: UploadsHost,
  ) {
    this.tus = new Tus(platform)
  }

  // Of one that waits, what is known now counts: another tab may have brought it further.
  add(record: OutboxRecord): void {
    const job = this.jobs.get(record.cmid)
    if (!record.media || job?.running) return
    if (record.media.ready) return void this.jobs.delete(record.cmid)
    if (job) return void (job.record = record)
    this.jobs.set(record.cmid, { record, abort: new AbortController(), running: false, attempts: 0, reached: 0, notBefore: 0 })
    this.pump()
  }

  // The message is given up: what the server has of it goes too.
  cancel(cmid: string): void {
    const job = this.jobs.get(cmid)
    if (!job) return
    this.jobs.delete(cmid)
    job.abort.abort()
    const { uploads } = job.record.media!
    for (const id of [uploads.file, uploads.thumb]) if (id) void this.tus.remove(id).catch(() => undefined)
    this.pump()
  }

  // Only the tab that sends uploads, and only while there is a connection.
  allow(online: boolean, leading: boolean): void {
    if (online && !this.online) for (const job of this.jobs.values()) job.notBefore = 0
    this.online = online
    this.allowed = leading
    this.pump()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.allowed = false
    for (const job of this.jobs.values()) job.abort.abort()
    this.jobs.clear()
  }

  private pump(): void {
    clearTimeout(this.timer)
    if (!this.online || !this.allowed) return
    let running = 0
    let next = Infinity
    for (const job of this.jobs.values()) if (job.running) running++
    for (const job of this.jobs.values()) {
      if (running >= TOGETHER) return
      if (job.running) continue
      if (job.notBefore > Date.now()) {
        next = Math.min(next, job.notBefore)
        continue
      }
      running++
      void this.run(job)
    }
    if (next < Infinity) this.timer = setTimeout(() => this.pump(), next - Date.now())
  }

  private async run(job: Job): Promise<void> {
    const { cmid } = job.record
    job.running = true
    try {
      if (job.record.media!.thumbBlob && !job.record.media!.thumbReady) {
        await this.upload(job, 'thumb', job.record.media!.thumbBlob)
        await this.change(job, { thumbReady: true }, true)
      }
      await this.upload(job, 'file', job.record.media!.blob)
      await this.change(job, { ready: true, progress: 1 }, true)
      if (!this.jobs.delete(cmid)) return
      this.host.done(cmid)
    } catch (error) {
      job.running = false
      if (this.jobs.get(cmid) !== job || job.abort.signal.aborted) return
      const failure = error instanceof ChatError ? error : new ChatError('internal')
      if (final.has(failure.code)) {
        this.jobs.delete(cmid)
        this.host.failed(cmid, failure.code)
      } else {
        job.attempts++
        job.notBefore = Date.now() + resendDelay(job.attempts, this.platform.random(), failure.retryAfter)
      }
    }
    this.pump()
  }

  private async upload(job: Job, which: 'file' | 'thumb', blob: Blob): Promise<void> {
    let shown = -1
    if (which !== job.part) [job.part, job.reached] = [which, 0]
    // One that was changed or taken away on the disk breaks off like a bad line, but for ever.
    await blob.slice(0, 1).arrayBuffer().catch(() => {
      throw new ChatError('not_found')
    })
    await this.tus.upload(blob, which === 'file' ? job.record.media!.name : 'thumb', {
      id: job.record.media!.uploads[which],
      begun: (id) => this.change(job, { uploads: { ...job.record.media!.uploads, [which]: id } }, true),
      progress: (sent) => {
        if (sent > job.reached) [job.reached, job.attempts] = [sent, 0] // it got on since the last failure
        const part = Math.floor((sent / Math.max(1, blob.size)) * 50) / 50
        if (which === 'thumb' || part === shown) return
        shown = part
        void this.change(job, { progress: part }, false)
      },
      signal: job.abort.signal,
    })
  }

  private async change(job: Job, part: Partial<OutboxMedia>, keep: boolean): Promise<void> {
    if (this.jobs.get(job.record.cmid) !== job) return
    job.record = { ...job.record, media: { ...job.record.media!, ...part } }
    await this.host.changed(job.record.cmid, job.record.media!, keep)
  }
}

// A file for no message yet, once.
export function upload(platform: Platform, file: Blob, name: string): Promise<string> {
  return new Tus(platform).upload(file, name, { begun: () => undefined, progress: () => undefined, signal: new AbortController().signal })
}
