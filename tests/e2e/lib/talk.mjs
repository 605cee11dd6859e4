// SPDX-License-Identifier: MIT
// A long talk to look for something in, and waiting until it can be looked through.
import { eventually } from './wait.mjs'

// Talk in which 龙井 is said only where `needles` says so: 龙，井 is something else.
export function talk(count, needles) {
  const parts = ['今天', '天气', '龙，井', '我们', '喝茶', '井边', '龙年', 'tea', '公园', '一起', '好的', '明天', '哈哈']
  return Array.from({ length: count }, (_, index) => {
    const words = [0, 1, 2, 3].map((place) => parts[(index * (place + 3) + (index >> (place * 2))) % parts.length])
    return needles.get(index) ?? `${words.join('')} ${index}`
  })
}

export async function indexed(server) {
  await eventually(
    'the index is complete',
    async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      return metrics.includes('\nteahouse_search_building 0') && metrics.includes('\nteahouse_search_behind 0')
    },
    240_000,
  )
}
