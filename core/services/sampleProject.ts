/** The sample project: sixty still lifes of fruit, drawn on the spot, so that the whole loop can be tried without data. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fruitNames, type FruitName } from '../dataset/sample/kinds.ts'
import { makeScene, type Scene } from '../dataset/sample/scene.ts'
import { SeededRandom } from '../dataset/seededRandom.ts'
import { splitImages } from '../dataset/split.ts'
import { hashBytes } from '../images/hash.ts'
import { renderJpeg } from '../images/renderSvg.ts'
import type { JobHandle } from '../jobs/jobBoard.ts'
import { bulkInsert } from '../project/bulkInsert.ts'
import { storedImagePath } from '../project/paths.ts'
import { createProject, EXTENSION, type Project } from '../project/project.ts'
import type { Split } from '../project/types.ts'

const IMAGES = 60
/** The first ones come with labels; the rest is there to be labelled with a model's help. */
const LABELLED = 48
/** Labelled pictures without any fruit. */
const EMPTY = new Set([18, 37])
const SEED = 20_260
const AT_ONCE = 2
const COLORS: Record<FruitName, string> = { apple: '#ff5d5d', banana: '#ffd31a', grapes: '#b58bff' }

interface Picture {
  scene: Scene
  file: string
  bytes: Buffer
}

/**
 * Draws and labels a project "Fruit" (or "Fruit 2", …) in a folder. The same pictures every time; nothing remains when
 * it fails. `draw` makes the bytes of a picture.
 */
export async function createSampleProject(folder: string, job: JobHandle, draw = drawScene): Promise<Project> {
  mkdirSync(folder, { recursive: true })
  const project = createProject(folder, freeName(folder))
  try {
    mkdirSync(path.join(project.path, 'images'))
    const pictures = await drawPictures(project, job, draw)
    job.signal.throwIfAborted()
    insert(project, pictures)
    return project
  } catch (error) {
    project.close()
    rmSync(project.path, { recursive: true, force: true })
    throw error
  }
}

function freeName(folder: string): string {
  let name = 'Fruit'
  for (let number = 2; existsSync(path.join(folder, name + EXTENSION)); number++) name = `Fruit ${number}`
  return name
}

async function drawPictures(project: Project, job: JobHandle, draw: typeof drawScene): Promise<Picture[]> {
  const pictures: Picture[] = []
  let next = 0
  let done = 0
  const work = async () => {
    while (next < IMAGES) {
      job.signal.throwIfAborted()
      const index = next++
      const scene = sampleScene(index)
      const bytes = await draw(scene, index)
      const file = path.join(project.path, 'images', `still-life-${String(index + 1).padStart(2, '0')}.jpg`)
      await writeFile(file, bytes)
      pictures[index] = { scene, file, bytes }
      job.progress(++done, IMAGES, 'Drawing still lifes')
    }
  }
  // All have ended before a failure is told, so that none still writes while its folder is removed.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
  return pictures
}

/** The picture of an index: three to eight pieces of fruit, or none. */
export function sampleScene(index: number): Scene {
  const count = new SeededRandom(SEED + index).whole(3, 8)
  return makeScene(SEED + index, EMPTY.has(index) ? 0 : count)
}

/** The bytes of a scene's JPEG. */
export function drawScene(scene: Scene, index: number): Promise<Buffer> {
  return renderJpeg(scene.svg, scene.width, scene.height, grain(scene, index))
}

/** Noise as of a camera: the sum of two even distributions, at most 22 of 255 to either side. */
function grain({ width, height }: Scene, seed: number): Uint8Array {
  const random = new SeededRandom(seed)
  return Uint8Array.from({ length: width * height }, () => 128 + 22 * (random.next() + random.next() - 1))
}

function insert(project: Project, pictures: readonly Picture[]): void {
  const splits = labelledSplits(pictures)
  bulkInsert(project, 'Make the sample project', {
    classes: fruitNames.map((name) => ({ name, color: COLORS[name] })),
    images: pictures.map(({ scene, file, bytes }, index) => ({
      path: storedImagePath(project, file),
      width: scene.width,
      height: scene.height,
      orientation: 1,
      bytes: bytes.length,
      hash: hashBytes(bytes),
      state: index >= LABELLED ? 'new' : scene.boxes.length > 0 ? 'done' : 'empty',
      split: splits.get(index) ?? null,
      boxes: index < LABELLED ? scene.boxes : [],
    })),
  })
}

function labelledSplits(pictures: readonly Picture[]): Map<number, Split> {
  const images = pictures.slice(0, LABELLED).map(({ scene }, id) => {
    const classes = new Map<number, number>()
    for (const { className } of scene.boxes) {
      const at = fruitNames.indexOf(className)
      classes.set(at, (classes.get(at) ?? 0) + 1)
    }
    return { id, group: String(id), classes }
  })
  return splitImages(images, { val: 0.2, test: 0, seed: SEED })
}
