/** Small generated photos with known objects, for tests that need images but no real data. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

/** Writes 640 x 480 JPEGs with a bright square and a dark disc; answers the folder. */
export async function writePictures(folder: string, amount: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (let index = 0; index < amount; index += 1) {
    const square = `<rect x="${100 + index * 12}" y="120" width="120" height="90" fill="#e8e1c0"/>`
    const disc = `<circle cx="${440 - index * 9}" cy="300" r="60" fill="#233048"/>`
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#6f8f6a"/>${square}${disc}</svg>`
    await sharp(Buffer.from(svg))
      .jpeg()
      .toFile(path.join(folder, `photo ${String(index + 1).padStart(2, '0')}.jpg`))
  }
  return folder
}
