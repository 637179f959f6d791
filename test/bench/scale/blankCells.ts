/**
 * Runs inside the page: looks at the grid in every frame and keeps how long cells were without their facts (name, state,
 * boxes) and without their picture. Kept free of imports: the browser gets its text.
 */
export interface Blanks {
  frames: number
  /** Longest frame. */
  frameMs: number
  /** Longest time that one cell that was on screen lacked its facts, or its picture. */
  cellMs: number
  pictureMs: number
  /** Longest time in which every frame had some cell on screen without its facts, or its picture. */
  someCellMs: number
  somePictureMs: number
  /** Cells that came on screen. */
  cells: number
}

declare global {
  interface Window {
    blankCells: { start(): void; stop(): Blanks; whole(): boolean }
  }
}

export function installWatch(): void {
  interface Look {
    lacksFacts: boolean
    lacksPicture: boolean
  }
  let running = false
  let result: Blanks
  const since = { facts: new Map<string, number>(), picture: new Map<string, number>() }
  const some = { facts: -1, picture: -1 }
  let seen = new Set<string>()

  /** The cells on screen by image; a strip of the grid that no cell covers yet counts as a cell. */
  function look(): Map<string, Look> {
    const grid = document.querySelector('[role=grid][aria-label=Images]')
    const found = new Map<string, Look>()
    if (!grid) return new Map([['grid', { lacksFacts: true, lacksPicture: true }]])
    const view = grid.getBoundingClientRect()
    let bottom = view.top
    for (const row of grid.querySelectorAll('[role=row]')) {
      const place = row.getBoundingClientRect()
      if (place.bottom <= view.top || place.top >= view.bottom) continue
      bottom = Math.max(bottom, place.bottom)
      for (const cell of row.querySelectorAll('[role=gridcell]')) {
        const picture = cell.querySelector('img')
        const lacksFacts = cell.querySelector('[aria-label=Loading]') !== null
        found.set(cell.id, { lacksFacts, lacksPicture: !(picture?.complete === true && picture.naturalWidth > 0) })
      }
    }
    const end = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 60
    if (!end && bottom < view.bottom - 60) found.set('gap', { lacksFacts: true, lacksPicture: true })
    return found
  }

  function follow(times: Map<string, number>, blank: string[], now: number): number {
    let longest = 0
    for (const id of times.keys()) if (!blank.includes(id)) times.delete(id)
    for (const id of blank) {
      if (!times.has(id)) times.set(id, now)
      longest = Math.max(longest, now - (times.get(id) ?? now))
    }
    return longest
  }

  let last = 0
  function frame(now: number): void {
    if (!running) return
    const cells = look()
    for (const id of cells.keys()) seen.add(id)
    const without = (key: keyof Look) => [...cells].filter(([, cell]) => cell[key]).map(([id]) => id)
    const [facts, pictures] = [without('lacksFacts'), without('lacksPicture')]
    result.cellMs = Math.max(result.cellMs, follow(since.facts, facts, now))
    result.pictureMs = Math.max(result.pictureMs, follow(since.picture, pictures, now))
    some.facts = facts.length === 0 ? -1 : some.facts < 0 ? now : some.facts
    some.picture = pictures.length === 0 ? -1 : some.picture < 0 ? now : some.picture
    if (some.facts >= 0) result.someCellMs = Math.max(result.someCellMs, now - some.facts)
    if (some.picture >= 0) result.somePictureMs = Math.max(result.somePictureMs, now - some.picture)
    if (last > 0) result.frameMs = Math.max(result.frameMs, now - last)
    last = now
    result.frames++
    requestAnimationFrame(frame)
  }

  window.blankCells = {
    start() {
      result = { frames: 0, frameMs: 0, cellMs: 0, pictureMs: 0, someCellMs: 0, somePictureMs: 0, cells: 0 }
      seen = new Set()
      since.facts.clear()
      since.picture.clear()
      some.facts = some.picture = -1
      last = 0
      running = true
      requestAnimationFrame(frame)
    },
    stop() {
      running = false
      return { ...result, cells: seen.size }
    },
    whole() {
      const cells = [...look().values()]
      return cells.length > 0 && cells.every((cell) => !cell.lacksFacts && !cell.lacksPicture)
    },
  }
}
