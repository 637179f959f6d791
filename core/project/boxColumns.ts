/**
 * The boxes of many images in columns of numbers: some forty bytes each, where an object for each takes several hundred.
 * What is asked for comes as objects, an image's at a time.
 */
import type { Project } from './project.ts'
import { IN_IDS } from './tables.ts'
import type { LabelBox } from './types.ts'

/** What a box says, without which one it is, and where it came from. */
export type PlainBox = Omit<LabelBox, 'id' | 'origin' | 'originRun' | 'createdAt' | 'updatedAt'>

type Row = [
  ...sixNumbers: [number, number, number, number, number, number],
  flags: number,
  attributes: string,
  note: string,
]

const SELECT = `SELECT image_id, class_id, x1, y1, x2, y2,
  difficult + 2 * truncated + 4 * crowd + 8 * occluded, attributes, note FROM boxes`
/** Boxes for which there is room at first; there are seldom fewer in a project for which it matters. */
const FIRST_ROOM = 1024

const NO_ATTRIBUTES: LabelBox['attributes'] = Object.freeze({})

export class BoxColumns {
  /** x1, y1, x2, y2 of each box. */
  #edges = new Float64Array(4 * FIRST_ROOM)
  #classes = new Uint32Array(FIRST_ROOM)
  /** A bit for each flag. */
  #flags = new Uint8Array(FIRST_ROOM)
  /** The box before it of the same image, or -1. */
  #before = new Int32Array(FIRST_ROOM)
  /** Attributes as they are stored, and notes, of the boxes that have any. */
  readonly #attributes = new Map<number, string>()
  readonly #notes = new Map<number, string>()
  /** Each text once: many boxes have the same attributes. */
  readonly #texts = new Map<string, string>()
  /** By image: its last box, and how many it has. */
  readonly #images = new Map<number, { last: number; count: number }>()
  #size = 0

  /** Reads the boxes of these images, or of all when none are named, in the order in which they were made. */
  static read({ database }: Project, imageIds?: number[]): BoxColumns {
    const columns = new BoxColumns()
    const rows = imageIds
      ? database.eachList<Row>(`${SELECT} WHERE image_id ${IN_IDS} ORDER BY id`, JSON.stringify(imageIds))
      : database.eachList<Row>(`${SELECT} ORDER BY id`)
    for (const row of rows) columns.#add(row)
    return columns
  }

  /** How many boxes there are. */
  get size(): number {
    return this.#size
  }

  /** How many boxes an image has. */
  count(imageId: number): number {
    return this.#images.get(imageId)?.count ?? 0
  }

  /** The boxes of an image in the order in which they were made, anew at each call; none for one without boxes. */
  get(imageId: number): PlainBox[] | undefined {
    const image = this.#images.get(imageId)
    if (!image) return undefined
    const { last, count } = image
    const boxes = Array<PlainBox>(count)
    let at = last
    for (let position = count - 1; position >= 0; position--) {
      boxes[position] = this.#box(at, imageId)
      at = this.#before[at] ?? -1
    }
    return boxes
  }

  #add([imageId, classId, x1, y1, x2, y2, flags, attributes, note]: Row): void {
    const at = this.#size++
    if (at === this.#before.length) this.#grow()
    this.#edges[4 * at] = x1
    this.#edges[4 * at + 1] = y1
    this.#edges[4 * at + 2] = x2
    this.#edges[4 * at + 3] = y2
    this.#classes[at] = classId
    this.#flags[at] = flags
    const image = this.#images.get(imageId)
    this.#before[at] = image?.last ?? -1
    if (image) {
      image.last = at
      image.count++
    } else this.#images.set(imageId, { last: at, count: 1 })
    if (attributes !== '{}') this.#attributes.set(at, this.#once(attributes))
    if (note !== '') this.#notes.set(at, this.#once(note))
  }

  #once(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    this.#texts.set(text, text)
    return text
  }

  #grow(): void {
    const room = 2 * this.#before.length
    const [edges, classes, flags, before] = [this.#edges, this.#classes, this.#flags, this.#before]
    this.#edges = new Float64Array(4 * room)
    this.#classes = new Uint32Array(room)
    this.#flags = new Uint8Array(room)
    this.#before = new Int32Array(room)
    this.#edges.set(edges)
    this.#classes.set(classes)
    this.#flags.set(flags)
    this.#before.set(before)
  }

  #box(at: number, imageId: number): PlainBox {
    const flags = this.#flags[at] ?? 0
    const attributes = this.#attributes.get(at)
    return {
      imageId,
      classId: this.#classes[at] ?? 0,
      x1: this.#edges[4 * at] ?? 0,
      y1: this.#edges[4 * at + 1] ?? 0,
      x2: this.#edges[4 * at + 2] ?? 0,
      y2: this.#edges[4 * at + 3] ?? 0,
      difficult: (flags & 1) !== 0,
      truncated: (flags & 2) !== 0,
      crowd: (flags & 4) !== 0,
      occluded: (flags & 8) !== 0,
      attributes: attributes === undefined ? NO_ATTRIBUTES : (JSON.parse(attributes) as LabelBox['attributes']),
      note: this.#notes.get(at) ?? '',
    }
  }
}
