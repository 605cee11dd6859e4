// SPDX-License-Identifier: MIT
// What runs inside of the page; each function must stand alone.

// Scrolls the timeline up by 500 px and watches for some frames the row that was first in view: it moves with the window and
// no further, whatever comes in above it meanwhile. Answers by how many px it did, and whether a page came in.
export async function stepUp(box) {
  const topOf = (row) => row.getBoundingClientRect().top - box.getBoundingClientRect().top
  const row = [...box.querySelectorAll('[data-testid=message]')].find((one) => topOf(one) >= 0)
  const height = box.scrollHeight
  const there = topOf(row) + Math.min(500, box.scrollTop)
  box.scrollTop -= 500
  let drift = 0
  for (let frames = 0; frames < 8; frames++) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    if (row.isConnected) drift = Math.max(drift, Math.abs(topOf(row) - there))
  }
  return { drift, pages: box.scrollHeight > height + 1_000 ? 1 : 0 }
}
