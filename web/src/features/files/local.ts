// SPDX-License-Identifier: MIT
// Addresses of what is shown: of the writer's own bytes while they go up (and after, so that nothing loads twice), and
// of files on the server.
import type { FileView } from '@/core/api'

const LOCAL_MAX = 40
const urls = new Map<string, string>() // by the message's key

export function localUrl(key: string, blob: Blob | undefined): string | undefined {
  const known = urls.get(key)
  if (known || !blob) return known
  const url = URL.createObjectURL(blob)
  urls.set(key, url)
  if (urls.size > LOCAL_MAX) {
    const [oldest, address] = urls.entries().next().value!
    urls.delete(oldest)
    URL.revokeObjectURL(address)
  }
  return url
}

export function fileUrl(file: FileView): string {
  return file.id ? `/f/${file.id}/${encodeURIComponent(file.name)}` : ''
}

// From this size on the server is asked for a small one where the sender (a bot, another client) gave none; it sends the
// picture itself where it has none either.
const largeBytes = 256 * 1024
const shrinks = /^image\/(jpeg|png|webp)$/

// What stands for the picture in the timeline.
export function smallUrl(key: string, file: FileView): string {
  const large = file.size > largeBytes && shrinks.test(file.mime)
  return localUrl(key, file.local) ?? (file.thumb ? `/f/${file.thumb}` : large ? `${fileUrl(file)}?thumb` : fileUrl(file))
}

export function background(placeholder: string | undefined): string | undefined {
  if (!placeholder || !/^[0-9a-f]{18}$/.test(placeholder)) return undefined
  return `linear-gradient(#${placeholder.slice(0, 6)}, #${placeholder.slice(6, 12)}, #${placeholder.slice(12)})`
}

export function download(file: FileView): void {
  const link = document.createElement('a')
  link.href = fileUrl(file)
  link.download = file.name
  link.click()
}
