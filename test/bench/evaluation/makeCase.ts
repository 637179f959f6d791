/**
 * A COCO-sized evaluation by a seed: ground truths of 80 classes in images, and a hundred detections an image, some of
 * them near ground truths. Written as COCO files, which every program reads.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { SeededRandom } from '../../../core/model/random.ts'

const classes = 80
const detectionsPerImage = 100
const [width, height] = [640, 480]

export interface CaseFiles {
  truth: string
  detections: string
}

export function makeCase(folder: string, images: number): CaseFiles {
  const random = new SeededRandom(17)
  const annotations: object[] = []
  const detections: object[] = []
  for (let image = 1; image <= images; image++) {
    const truths = Array.from({ length: random.index(15) }, () => ({
      bbox: randomBox(random),
      category: random.index(20) ** 2 % classes,
    }))
    for (const { bbox, category } of truths) {
      const area = (bbox[2] ?? 0) * (bbox[3] ?? 0)
      const iscrowd = random.uniform(0, 1) < 0.01 ? 1 : 0
      annotations.push({ id: annotations.length + 1, image_id: image, category_id: category + 1, bbox, area, iscrowd })
    }
    for (let index = 0; index < detectionsPerImage; index++) {
      const near = truths[index % 25]
      const bbox = near ? near.bbox.map((value) => round(value + random.normal() * 6)) : randomBox(random)
      const category = near && random.uniform(0, 1) < 0.8 ? near.category : random.index(classes)
      bbox[2] = Math.max(1, bbox[2] ?? 0)
      bbox[3] = Math.max(1, bbox[3] ?? 0)
      const score = Number((random.uniform(0, 1) * (near ? 1 : 0.5)).toFixed(4))
      detections.push({ image_id: image, category_id: category + 1, bbox, score })
    }
  }
  const truth = {
    images: Array.from({ length: images }, (_, index) => ({
      id: index + 1,
      width,
      height,
      file_name: `${index + 1}.jpg`,
    })),
    categories: Array.from({ length: classes }, (_, index) => ({ id: index + 1, name: `class ${index + 1}` })),
    annotations,
  }
  const files = { truth: path.join(folder, 'truth.json'), detections: path.join(folder, 'detections.json') }
  writeFileSync(files.truth, JSON.stringify(truth))
  writeFileSync(files.detections, JSON.stringify(detections))
  return files
}

/** Sides from 8 to 250 px, small ones more often. */
function randomBox(random: SeededRandom): number[] {
  const [w, h] = [8 * 30 ** random.uniform(0, 1), 8 * 30 ** random.uniform(0, 1)]
  return [random.uniform(0, width - w), random.uniform(0, height - h), w, h].map(round)
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
