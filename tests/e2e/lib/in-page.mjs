// SPDX-License-Identifier: MIT
// What runs inside of the page; each function must stand alone.

// Scrolls the timeline up, 500 px at a time, until a message with the text `last` is there or `pages` pages came in above.
// In the eight frames after each step the row that was first in view moves with the window and no further. Nothing comes in
// unwatched: there is no gap between the last frame of a step and the next step. Answers by how many px a row did move, and
// how many pages came in.
export async function climb(box, { last, pages = Infinity }) {
  const topOf = (row) => row.getBoundingClientRect().top - box.getBoundingClientRect().top
  const rows = () => [...box.querySelectorAll('[data-testid=message]')]
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const seen = { drift: 0, pages: 0, reached: false }
  // First away from the end: a step that follows within some frames is taken back.
  for (let left = 0; left < 40; ) {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 400) {
      box.scrollTop -= 500
      left = 0
    } else left++
    await frame()
  }
  for (let step = 0; step < 400 && !seen.reached && seen.pages < pages; step++) {
    const row = rows().find((one) => topOf(one) >= 0)
    const height = box.scrollHeight
    const there = topOf(row) + Math.min(500, box.scrollTop)
    box.scrollTop -= 500
    let tall = height
    for (let frames = 0; frames < 8; frames++) {
      await frame()
      if (box.scrollHeight !== tall) frames = Math.min(frames, 4) // a step in the frame of a page would be taken back
      tall = box.scrollHeight
      if (row.isConnected) seen.drift = Math.max(seen.drift, Math.abs(topOf(row) - there))
    }
    if (box.scrollHeight > height + 1_000) seen.pages++
    seen.reached = [...box.querySelectorAll('[data-testid=message-text]')].some((one) => one.textContent === last)
  }
  return seen
}
