// SPDX-License-Identifier: MIT
// Words that are on their way into the browser's store. A page that is left right after Enter takes its open
// transactions with it; what is written here is there at once, and goes as soon as the store has it.

export class Journal {
  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> | undefined,
    private readonly prefix: string,
  ) {}

  put(key: string, value: unknown): void {
    try {
      this.storage?.setItem(this.prefix + key, JSON.stringify(value))
    } catch {
      // full or forbidden: the store alone has to do
    }
  }

  delete(key: string): void {
    try {
      this.storage?.removeItem(this.prefix + key)
    } catch {
      // as above
    }
  }

  all<T>(): Map<string, T> {
    const found = new Map<string, T>()
    try {
      for (let index = 0; index < (this.storage?.length ?? 0); index++) {
        const key = this.storage!.key(index)
        if (key?.startsWith(this.prefix)) found.set(key.slice(this.prefix.length), JSON.parse(this.storage!.getItem(key)!) as T)
      }
    } catch {
      // not readable: as if empty
    }
    return found
  }

  clear(): void {
    for (const key of this.all().keys()) this.delete(key)
  }
}
