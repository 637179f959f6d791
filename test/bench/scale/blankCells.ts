/**
 * Runs inside the page: looks at the grid in every frame and keeps how long cells were without their facts (name, state,
 * boxes), blank (without even the colours of their picture), and without the picture itself. Kept free of imports: the
 * browser gets its text.
 */
export interface Blanks {
  frames: number
  /** Longest frame. */
  frameMs: number
  /** Longest time that one cell that was on screen lacked its facts, was blank, or lacked its picture. */
  factsMs: number
  blankMs: number
  pictureMs: number
  /** Longest time in which every frame had some blank cell on screen, or some without its picture. */
  someBlankMs: number
  somePictureMs: number
  /** Cells that came on screen. */
  cells: number
}

/** From what a person did to the frame that shows the answer, in ms by the page's own clock. */
export interface Answer {
  /** Every cell on screen has its facts. */
  drawnMs: number
  /** And its picture. */
  wholeMs: number
}

declare global {
  interface Window {
    blankCells: {
      start(): void
      stop(): Blanks
      whole(): boolean
      /** Resolves for the next click or letter that asks for a list. */
      answer(): Promise<Answer>
      /** From the address to the grid. */
      opening: Promise<Answer>
    }
  }
}

export function installWatch(): void {
  interface Look {
    lacksFacts: boolean
    isBlank: boolean
    lacksPicture: boolean
  }
  let running = false
  let result: Blanks
  const since = {
    facts: new Map<string, number>(),
    blank: new Map<string, number>(),
    picture: new Map<string, number>(),
  }
  const some = { blank: -1, picture: -1 }
  let seen = new Set<string>()

  /** The cells on screen by image; a strip of the grid that no cell covers yet counts as a cell. */
  function look(): Map<string, Look> {
    const grid = document.querySelector('[role=grid][aria-label=Images]')
    const found = new Map<string, Look>()
    const nothing = { lacksFacts: true, isBlank: true, lacksPicture: true }
    if (!grid) return new Map([['grid', nothing]])
    const view = grid.getBoundingClientRect()
    let bottom = view.top
    for (const row of grid.querySelectorAll('[role=row]')) {
      const place = row.getBoundingClientRect()
      if (place.bottom <= view.top || place.top >= view.bottom) continue
      bottom = Math.max(bottom, place.bottom)
      for (const cell of row.querySelectorAll('[role=gridcell]')) {
        const picture = cell.querySelector('img')
        const lacksFacts = cell.querySelector('[aria-label=Loading]') !== null
        const lacksPicture = !(picture?.complete === true && picture.naturalWidth > 0)
        const hasColours = cell.querySelector('svg image') !== null
        found.set(cell.id, { lacksFacts, isBlank: lacksPicture && !hasColours, lacksPicture })
      }
    }
    const end = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 60
    if (!end && bottom < view.bottom - 60) found.set('gap', nothing)
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
    const [facts, blank, pictures] = [without('lacksFacts'), without('isBlank'), without('lacksPicture')]
    result.factsMs = Math.max(result.factsMs, follow(since.facts, facts, now))
    result.blankMs = Math.max(result.blankMs, follow(since.blank, blank, now))
    result.pictureMs = Math.max(result.pictureMs, follow(since.picture, pictures, now))
    some.blank = blank.length === 0 ? -1 : some.blank < 0 ? now : some.blank
    some.picture = pictures.length === 0 ? -1 : some.picture < 0 ? now : some.picture
    if (some.blank >= 0) result.someBlankMs = Math.max(result.someBlankMs, now - some.blank)
    if (some.picture >= 0) result.somePictureMs = Math.max(result.somePictureMs, now - some.picture)
    if (last > 0) result.frameMs = Math.max(result.frameMs, now - last)
    last = now
    result.frames++
    requestAnimationFrame(frame)
  }

  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))

  /** Frames are watched from now on. What was begun at `since` has its answer in the first one that is complete. */
  async function drawn(since: number): Promise<Answer> {
    const complete = async (lacks: keyof Look) => {
      for (;;) {
        await nextFrame()
        const cells = [...look().values()]
        if (cells.length > 0 && !cells.some((cell) => cell[lacks])) return performance.now() - since
      }
    }
    const drawnMs = await complete('lacksFacts')
    return { drawnMs, wholeMs: await complete('lacksPicture') }
  }

  /** Told of lists of images as soon as the page has read them. */
  let listArrived = () => {}
  const send = window.fetch.bind(window)
  window.fetch = async (...request) => {
    const response = await send(...request)
    if (!String(request[0]).includes('/api/images.list')) return response
    const read = response.json.bind(response)
    response.json = async () => {
      const list: unknown = await read()
      listArrived()
      return list
    }
    return response
  }

  /** Which keys and clicks ask for a list: the last one before it arrives. */
  let acted = 0
  for (const kind of ['click', 'input']) {
    addEventListener(kind, (event) => (acted = event.timeStamp), { capture: true })
  }

  window.blankCells = {
    opening: drawn(0),
    async answer() {
      await new Promise<void>((resolve) => (listArrived = resolve))
      return drawn(acted)
    },
    start() {
      const times = { frameMs: 0, factsMs: 0, blankMs: 0, pictureMs: 0, someBlankMs: 0, somePictureMs: 0 }
      result = { frames: 0, cells: 0, ...times }
      seen = new Set()
      for (const times of Object.values(since)) times.clear()
      some.blank = some.picture = -1
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
