/**
 * A large labelled set by a seed: small JPEGs that all look different, their boxes as one COCO file, as YOLO's text files,
 * and as one JSON file an image, which is what the naive listing reads. Made once for a size; a set that is whole is used again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { SeededRandom } from '../../../core/dataset/seededRandom.ts'

const WIDTH = 160
const HEIGHT = 120
const FOLDER_SIZE = 1000
const AT_ONCE = 32
export const CLASSES =
  'car person bicycle dog cat bird boat bottle chair clock cup fork horse kite plate sheep sofa table train zebra'.split(
    ' ',
  )

export interface LargeSet {
  images: string
  /** A folder with one COCO file. */
  coco: string
  /** A folder with data.yaml and a text file an image. */
  yolo: string
  /** A JSON file an image: `{ image, width, height, state, split, boxes: [{ class, x1, y1, x2, y2 }] }`. */
  json: string
  boxes: number
}

interface Labelled {
  /** Relative, without an ending: "012/photo 12345". */
  stem: string
  boxes: Array<{ classId: number; x: number; y: number; w: number; h: number }>
}

/** About ten boxes an image, one image in twenty without; frequent and rare classes. */
export async function makeSet(folder: string, amount: number): Promise<LargeSet> {
  const random = new SeededRandom(23)
  const labels = Array.from({ length: amount }, (_, index) => drawLabels(random, index))
  const boxes = labels.reduce((total, image) => total + image.boxes.length, 0)
  const at = (name: string) => path.join(folder, name)
  const set: LargeSet = { images: at('images'), coco: at('coco'), yolo: at('yolo'), json: at('json'), boxes }
  if (existsSync(at('whole'))) return set
  for (let first = 0; first < amount; first += FOLDER_SIZE) {
    const name = path.dirname(labels[first]?.stem ?? '')
    for (const tree of [set.images, path.join(set.yolo, 'labels'), set.json])
      mkdirSync(path.join(tree, name), { recursive: true })
  }
  let next = 0
  const work = async () => {
    while (next < labels.length) {
      const index = next++
      const image = labels[index]
      if (image) await writeImage(set, image, index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await mkdir(set.coco, { recursive: true })
  writeFileSync(path.join(set.coco, 'instances.json'), cocoText(labels))
  writeFileSync(path.join(set.yolo, 'data.yaml'), `names:\n${CLASSES.map((name) => `  - ${name}\n`).join('')}`)
  writeFileSync(at('whole'), '')
  return set
}

function drawLabels(random: SeededRandom, index: number): Labelled {
  const folder = String(Math.floor(index / FOLDER_SIZE)).padStart(3, '0')
  const amount = below(random, 20) === 0 ? 0 : 1 + below(random, 20)
  const boxes = Array.from({ length: amount }, () => {
    const w = 3 + below(random, 60)
    const h = 3 + below(random, 50)
    const classId = Math.floor(CLASSES.length * (below(random, 1000) / 1000) ** 2)
    return { classId, x: below(random, WIDTH - w), y: below(random, HEIGHT - h), w, h }
  })
  return { stem: `${folder}/photo ${index}`, boxes }
}

async function writeImage(set: LargeSet, { stem, boxes }: Labelled, index: number): Promise<void> {
  const relative = boxes.map(({ classId, x, y, w, h }) =>
    [classId, (x + w / 2) / WIDTH, (y + h / 2) / HEIGHT, w / WIDTH, h / HEIGHT].join(' '),
  )
  const edges = boxes.map(({ classId, x, y, w, h }) => ({
    class: CLASSES[classId],
    x1: x,
    y1: y,
    x2: x + w,
    y2: y + h,
  }))
  const facts = { image: `${stem}.jpg`, width: WIDTH, height: HEIGHT, state: 'done', split: null, boxes: edges }
  await Promise.all([
    writeFile(path.join(set.images, `${stem}.jpg`), await picture(index)),
    writeFile(path.join(set.yolo, 'labels', `${stem}.txt`), relative.map((line) => `${line}\n`).join('')),
    writeFile(path.join(set.json, `${stem}.json`), JSON.stringify(facts)),
  ])
}

/** A soft pattern that no other image has. */
function picture(index: number): Promise<Buffer> {
  const random = new SeededRandom(index + 1)
  const cells = Uint8Array.from({ length: 12 * 9 * 3 }, () => below(random, 256))
  return sharp(cells, { raw: { width: 12, height: 9, channels: 3 } })
    .resize(WIDTH, HEIGHT, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: 60 })
    .toBuffer()
}

function cocoText(labels: readonly Labelled[]): string {
  const categories = CLASSES.map((name, index) => ({ id: index + 1, name }))
  const images = labels.map(({ stem }, index) => ({
    id: index + 1,
    file_name: `${stem}.jpg`,
    width: WIDTH,
    height: HEIGHT,
  }))
  let id = 0
  const annotations = labels.flatMap(({ boxes }, index) =>
    boxes.map(({ classId, x, y, w, h }) => ({
      id: ++id,
      image_id: index + 1,
      category_id: classId + 1,
      bbox: [x, y, w, h],
      area: w * h,
      iscrowd: 0,
    })),
  )
  return JSON.stringify({ images, categories, annotations })
}

function below(random: SeededRandom, limit: number): number {
  return random.whole(0, limit - 1)
}
