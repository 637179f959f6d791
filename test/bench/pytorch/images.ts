/** Images for the measurements: photographs' size and grain, with boxes; made once, of a fixed seed. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { SeededRandom } from '../../../core/model/random.ts'

export interface BenchImage {
  file: string
  width: number
  height: number
  /** x1, y1, x2, y2 of each object, in pixels. */
  boxes: number[][]
}

const [width, height] = [640, 480]

/** Writes `count` JPEG files and images.json into a folder. */
export async function makeImages(folder: string, count: number): Promise<BenchImage[]> {
  await mkdir(folder, { recursive: true })
  const random = new SeededRandom(3)
  const images: BenchImage[] = []
  for (let index = 0; index < count; index++) {
    const pixels = Buffer.alloc(width * height * 3)
    for (let at = 0; at < pixels.length; at++) pixels[at] = 110 + 40 * Math.sin(at / 900) + random.index(30)
    const boxes = Array.from({ length: 12 }, () => {
      const [x, y] = [random.index(width - 110), random.index(height - 110)]
      return [x, y, x + 30 + random.index(80), y + 30 + random.index(80)]
    })
    for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of boxes) {
      for (let y = y1; y < y2; y++) pixels.fill(40 + random.index(8), (y * width + x1) * 3, (y * width + x2) * 3)
    }
    const file = `${index}.jpg`
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toFile(path.join(folder, file))
    images.push({ file, width, height, boxes })
  }
  await writeFile(path.join(folder, 'images.json'), JSON.stringify(images))
  return images
}
