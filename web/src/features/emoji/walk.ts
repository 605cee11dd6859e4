// SPDX-License-Identifier: MIT
// Arrow keys over a grid of options that is broken into lines by the browser.

// The id of the option that the key leads to; undefined: the key is none of these, or leads nowhere.
export function step(box: HTMLElement | null, active: string | undefined, key: string): string | undefined {
  const all = [...(box?.querySelectorAll<HTMLElement>('[role=option]') ?? [])]
  const at = all.findIndex(({ id }) => id === active)
  if (key === 'ArrowRight') return all[at + 1]?.id
  if (key === 'ArrowLeft') return at > 0 ? all[at - 1]?.id : undefined
  if (key === 'ArrowDown') return at < 0 ? all[0]?.id : (beside(all, at, 1) ?? all.at(-1)?.id)
  if (key === 'ArrowUp') return at < 0 ? undefined : (beside(all, at, -1) ?? all[0]?.id)
  return undefined
}

// The nearest option of the next line.
function beside(all: readonly HTMLElement[], at: number, by: 1 | -1): string | undefined {
  const from = all[at]!.getBoundingClientRect()
  let line: number | undefined
  let best: { id: string; far: number } | undefined
  for (let index = at + by; all[index]; index += by) {
    const { top, left } = all[index]!.getBoundingClientRect()
    if (Math.abs(top - from.top) < 2) continue
    line ??= top
    if (Math.abs(top - line) >= 2) break
    const far = Math.abs(left - from.left)
    if (!best || far < best.far) best = { id: all[index]!.id, far }
  }
  return best?.id
}
