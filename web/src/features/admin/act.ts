// SPDX-License-Identifier: MIT
// One thing done at a time, with its word of success or of refusal.
import { ref } from 'vue'
import { errorText } from '@/app/errors'
import { toast } from '@/ui/toast'

export function useAct() {
  const busy = ref(false)
  async function act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      if (done) toast(done)
      return true
    } catch (error) {
      toast(errorText(error), 'error')
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, act }
}

export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    // Where the page may not write to it, the text is there to be selected.
  }
}
