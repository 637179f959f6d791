/**
 * The numbers of all boxes of a large project in memory, for searches that look at each box: a million take forty megabytes,
 * and are gone through in a tenth of the time that SQLite takes. Read piece by piece while nobody asks for anything; once
 * labels have changed they are of no use until they are read again.
 */
import { classShapes, type Shape, type TestedBox } from '../dataset/quality.ts'
import type { Project } from './project.ts'
import { searchText } from './sortKey.ts'

/** A box with what a search may ask of it and of its image. The same object for each in turn. */
export type SeenBox = { -readonly [Fact in keyof TestedBox]: TestedBox[Fact] } & {
  classId: number
  image: { width: number; height: number }
}

export type BoxTest = (box: SeenBox, all: BoxNumbers) => boolean

/** Images whose boxes are read in one piece: some hundredths of a second. */
const PIECE = 1000

type Row = [imageId: number, classId: number, x1: number, y1: number, x2: number, y2: number, truncated: number]

const BOXES = `SELECT image_id, class_id, x1, y1, x2, y2, truncated FROM boxes
  WHERE image_id BETWEEN ? AND ? ORDER BY image_id`

export class BoxNumbers {
  readonly #images: Int32Array
  readonly #sizes: Float64Array
  /** The first box of each image, and the end of the last. */
  readonly #firsts: Int32Array
  #classes = new Int32Array(1024)
  #edges = new Float64Array(4 * 1024)
  #truncated = new Uint8Array(1024)
  readonly #classNames: ReadonlyMap<string, number[]>
  #shapes: ReadonlyMap<number, Shape> = new Map()

  private constructor({ database }: Project) {
    const images = database.lists<[number, number, number]>('SELECT id, width, height FROM images ORDER BY id')
    this.#images = Int32Array.from(images, ([id]) => id)
    this.#sizes = Float64Array.from(images.flatMap(([, width, height]) => [width, height]))
    this.#firsts = new Int32Array(images.length + 1)
    const classes = database.lists<[number, string]>('SELECT id, name FROM classes')
    const byName = Map.groupBy(classes, ([, name]) => searchText(name))
    this.#classNames = new Map([...byName].map(([name, same]) => [name, same.map(([id]) => id)]))
  }

  /** Reads all boxes; what is awaited between two steps may change the project, and then it must be thrown away. */
  static *read(project: Project): Generator<void, BoxNumbers> {
    const numbers = new BoxNumbers(project)
    yield
    let size = 0
    for (let from = 0; from < numbers.#images.length; from += PIECE) {
      const to = Math.min(from + PIECE, numbers.#images.length)
      const ends = [numbers.#images[from] ?? 0, numbers.#images[to - 1] ?? 0]
      const rows = project.database.lists<Row>(BOXES, ...ends)
      size = numbers.#take(rows, from, to, size)
      yield
    }
    numbers.#shapes = classShapes(numbers.#each())
    return numbers
  }

  /** Ids of the images that have a box which passes. */
  some(passes: BoxTest): number[] {
    const found: number[] = []
    const box = emptyBox()
    const { image } = box
    for (let index = 0; index < this.#images.length; index++) {
      image.width = this.#sizes[2 * index]!
      image.height = this.#sizes[2 * index + 1]!
      const end = this.#firsts[index + 1]!
      for (let at = this.#firsts[index]!; at < end; at++) {
        this.#show(at, box)
        if (!passes(box, this)) continue
        found.push(this.#images[index]!)
        break
      }
    }
    return found
  }

  /** Ids of the classes of these names, in any case. */
  classesNamed(names: readonly string[]): Set<number> {
    return new Set(names.flatMap((name) => this.#classNames.get(searchText(name)) ?? []))
  }

  /** What is usual in a class; undefined without a box that has an area. */
  shapeOf(classId: number): Shape | undefined {
    return this.#shapes.get(classId)
  }

  /** The same object for each in turn, without its image. */
  *#each(): Generator<SeenBox> {
    const box = emptyBox()
    for (let at = 0; at < (this.#firsts.at(-1) ?? 0); at++) {
      this.#show(at, box)
      yield box
    }
  }

  #show(at: number, box: SeenBox): void {
    box.classId = this.#classes[at]!
    box.x1 = this.#edges[4 * at]!
    box.y1 = this.#edges[4 * at + 1]!
    box.x2 = this.#edges[4 * at + 2]!
    box.y2 = this.#edges[4 * at + 3]!
    box.truncated = this.#truncated[at] === 1
  }

  #take(rows: readonly Row[], from: number, to: number, size: number): number {
    if (size + rows.length > this.#classes.length) this.#grow(size + rows.length)
    let at = size
    let row = 0
    for (let index = from; index < to; index++) {
      for (; rows[row]?.[0] === this.#images[index]; row++) {
        const [, classId, x1, y1, x2, y2, truncated] = rows[row]!
        this.#classes[at] = classId
        this.#edges.set([x1, y1, x2, y2], 4 * at)
        this.#truncated[at] = truncated
        at++
      }
      this.#firsts[index + 1] = at
    }
    return at
  }

  #grow(needed: number): void {
    const room = Math.max(needed, 2 * this.#classes.length)
    const [classes, edges, truncated] = [this.#classes, this.#edges, this.#truncated]
    this.#classes = new Int32Array(room)
    this.#edges = new Float64Array(4 * room)
    this.#truncated = new Uint8Array(room)
    this.#classes.set(classes)
    this.#edges.set(edges)
    this.#truncated.set(truncated)
  }
}

function emptyBox(): SeenBox {
  return { classId: 0, x1: 0, y1: 0, x2: 0, y2: 0, truncated: false, image: { width: 0, height: 0 } }
}

interface Kept {
  numbers: BoxNumbers
  /** What they follow from. */
  labels: string
  /** When that was looked at last. */
  version: number
}

const kept = new WeakMap<Project, Kept>()
/** Projects for which somebody would like to have them. */
const wanted = new WeakSet<Project>()

/** Those that were read, as long as no labels have changed since; else null, and they are wanted. */
export function knownBoxNumbers(project: Project): BoxNumbers | null {
  const known = kept.get(project)
  const version = project.database.dataVersion()
  // A training's events are written, too: that much has been written says little.
  if (known && (known.version === version || known.labels === labelsOf(project))) {
    known.version = version
    return known.numbers
  }
  kept.delete(project)
  wanted.add(project)
  return null
}

/** Differs when boxes, images or classes have changed: whatever touches an image's boxes raises its revision. */
function labelsOf({ database }: Project): string {
  const sums = ['count(*)', 'total(id)', 'total(revision)', 'total(width)', 'total(height)'].join(` || ' ' || `)
  const images = database.get<{ sums: string }>(`SELECT ${sums} AS sums FROM images`)
  return JSON.stringify([images?.sums, database.lists('SELECT id, name FROM classes ORDER BY id')])
}

/** Reads them, step by step, where they are wanted; nothing comes of it when labels change meanwhile. */
export function* readBoxNumbers(project: Project): Generator<void> {
  if (!wanted.has(project)) return
  const labels = labelsOf(project)
  const numbers = yield* BoxNumbers.read(project)
  const version = project.database.dataVersion()
  if (labelsOf(project) !== labels) return
  wanted.delete(project)
  kept.set(project, { numbers, labels, version })
}

/** Somebody will want them. */
export function wantBoxNumbers(project: Project): void {
  wanted.add(project)
}
