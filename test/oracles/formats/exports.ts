/**
 * Writes the set of truth.json in every format of the studio, with pictures, for readers.py to read with other tools:
 * node build/node24.mjs test/oracles/formats/exports.ts FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { formatNames } from '../../../core/dataset/report.ts'
import { truth } from './truth.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say in which folder.')

async function put(file: string, chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>) {
  mkdirSync(path.dirname(file), { recursive: true })
  const pieces: Buffer[] = []
  for await (const piece of chunks) pieces.push(Buffer.from(piece))
  writeFileSync(file, Buffer.concat(pieces))
}

for (const format of formatNames) {
  const { writer } = datasetFormats[format]
  for (const [position, image] of truth.images.entries()) {
    const { width, height, name } = image
    const grey = sharp({ create: { width, height, channels: 3, background: '#808080' } })
    const bytes = await grey.toFormat(name.endsWith('.png') ? 'png' : 'jpeg').toBuffer()
    await put(path.join(folder, format, writer.imagePath(image, position)), [bytes])
    if (writer.holdsPictures) image.load = () => Promise.resolve(bytes)
    else delete image.load
  }
  for (const file of writer.files(truth)) await put(path.join(folder, format, file.path), file.chunks)
}
