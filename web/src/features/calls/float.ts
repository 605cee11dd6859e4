// SPDX-License-Identifier: MIT
// Something that lies above the page and is dragged about: with the pointer, or with the arrow keys. It stays within its
// frame, also when that becomes smaller, and settles at the nearest corner where `corners` says so.
import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const step = 32 // px, of an arrow key
const slack = 4 // px that a press may move without being a drag

export interface Rect {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Spot {
  x: number
  y: number
}

export function within(spot: Spot, size: { width: number; height: number }, frame: Rect): Spot {
  const fit = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)))
  return { x: fit(spot.x, frame.left, frame.right - size.width), y: fit(spot.y, frame.top, frame.bottom - size.height) }
}

export function corner(spot: Spot, size: { width: number; height: number }, frame: Rect): Spot {
  const right = spot.x + size.width / 2 > (frame.left + frame.right) / 2
  const low = spot.y + size.height / 2 > (frame.top + frame.bottom) / 2
  return { x: right ? frame.right - size.width : frame.left, y: low ? frame.bottom - size.height : frame.top }
}

export function useFloat(box: Ref<HTMLElement | null>, frame: () => Rect, options: { active?: () => boolean; corners?: () => boolean; start?: (size: { width: number; height: number }, frame: Rect) => Spot } = {}) {
  const spot = ref<Spot>({ x: 0, y: 0 })
  const dragging = ref(false)
  const placed = ref(false)
  let from: { x: number; y: number; at: Spot; id: number } | undefined
  let moved = false

  const size = (): { width: number; height: number } => ({ width: box.value?.offsetWidth ?? 0, height: box.value?.offsetHeight ?? 0 })
  const settle = (next: Spot): void => {
    const inside = within(next, size(), frame())
    spot.value = options.corners?.() ? corner(inside, size(), frame()) : inside
  }

  function place(): void {
    if (options.active?.() === false) return
    if (placed.value) return settle(spot.value)
    placed.value = true
    const area = frame()
    spot.value = within(options.start?.(size(), area) ?? { x: area.right, y: area.top }, size(), area)
  }

  function onDown(event: PointerEvent): void {
    moved = false
    if (event.button !== 0 || (event.target as Element).closest('button, input, select, a')) return
    from = { x: event.clientX, y: event.clientY, at: spot.value, id: event.pointerId }
  }

  function onMove(event: PointerEvent): void {
    if (!from || event.pointerId !== from.id) return
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y]
    if (!moved && Math.hypot(dx, dy) < slack) return
    if (!moved) box.value?.setPointerCapture?.(event.pointerId)
    moved = dragging.value = true
    spot.value = within({ x: from.at.x + dx, y: from.at.y + dy }, size(), frame())
  }

  function onUp(): void {
    if (!from) return
    from = undefined
    dragging.value = false
    if (moved) settle(spot.value)
  }

  function onKey(event: KeyboardEvent): void {
    const by = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[event.key as 'ArrowLeft']
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    const far = options.corners?.() ? 10_000 : step
    settle({ x: spot.value.x + by[0] * far, y: spot.value.y + by[1] * far })
  }

  let watcher: ResizeObserver | undefined
  onMounted(() => {
    place()
    addEventListener('resize', place)
    watcher = new ResizeObserver(place)
    if (box.value) watcher.observe(box.value)
  })
  onBeforeUnmount(() => {
    removeEventListener('resize', place)
    watcher?.disconnect()
  })

  // A drag ends with a click of its own, which means nothing.
  const wasDragged = (): boolean => moved
  const style = computed(() => ({ transform: `translate(${Math.round(spot.value.x)}px, ${Math.round(spot.value.y)}px)` }))
  return { spot, style, dragging, place, wasDragged, on: { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onUp }, onKey }
}
