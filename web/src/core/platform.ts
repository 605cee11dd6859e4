// SPDX-License-Identifier: MIT
// What the core takes from its surroundings. The browser's own things by default; tests put in a fake socket, fake HTTP
// and an in-memory database. Timers and the clock are the global ones, which test runners can fake.

export interface SocketLike {
  binaryType: string
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}

export interface ChannelLike {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown): void
  close(): void
}

export interface Platform {
  readonly origin: string // scheme://host[:port], where server and page live
  openSocket(url: string, protocol: string): SocketLike
  fetch(url: string, init: RequestInit): Promise<Response>
  readonly indexedDB: IDBFactory | undefined
  readonly localStorage: Storage | undefined
  readonly locks: LockManager | undefined // absent outside secure contexts
  openChannel(name: string): ChannelLike | undefined
  random(): number
  randomId(): string // 96 random bits or more
  nextFrame(work: () => void): void
  // Runs `work` when the page may have a network again: online, shown again. Answers how to stop.
  onWake(work: () => void): () => void
  // Runs `work` when the page may be gone soon.
  onHide(work: () => void): () => void
  deviceLabel(): string
}

// theme.js has opened it while the files of the page were on their way.
interface Early {
  teahouseSocket?: WebSocket
}

export function browserPlatform(): Platform {
  return {
    origin: location.origin,
    openSocket(url, protocol) {
      const early = (globalThis as Early).teahouseSocket
      delete (globalThis as Early).teahouseSocket
      return early && early.readyState <= WebSocket.OPEN && early.url === url ? early : new WebSocket(url, protocol)
    },
    fetch: (url, init) => fetch(url, init),
    indexedDB: globalThis.indexedDB,
    localStorage: localStorageOrNone(),
    locks: navigator.locks,
    openChannel: (name) => (typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)),
    random: Math.random,
    randomId,
    nextFrame,
    onWake(work) {
      const shown = (): void => {
        if (document.visibilityState === 'visible') work()
      }
      addEventListener('online', work)
      document.addEventListener('visibilitychange', shown)
      document.addEventListener('resume', work)
      return () => {
        removeEventListener('online', work)
        document.removeEventListener('visibilitychange', shown)
        document.removeEventListener('resume', work)
      }
    },
    onHide(work) {
      const hidden = (): void => {
        if (document.visibilityState === 'hidden') work()
      }
      addEventListener('pagehide', work)
      document.addEventListener('visibilitychange', hidden)
      return () => {
        removeEventListener('pagehide', work)
        document.removeEventListener('visibilitychange', hidden)
      }
    },
    deviceLabel,
  }
}

function localStorageOrNone(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined // forbidden by the browser's settings
  }
}

// crypto.randomUUID exists only in secure contexts; a server on a home network is often plain http.
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_')
}

// The next animation frame, or soon where frames do not come (hidden tabs).
function nextFrame(work: () => void): void {
  let done = false
  const once = (): void => {
    if (done) return
    done = true
    clearTimeout(timer)
    work()
  }
  const timer = setTimeout(once, 200)
  requestAnimationFrame(once)
}

function deviceLabel(): string {
  const agent = navigator.userAgent
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser'
  const system = /iPhone|iPad/.exec(agent)?.[0] ?? /Android|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? ''
  return [browser, system.replace(' OS X', '')].filter(Boolean).join(', ')
}
