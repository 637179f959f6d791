/** A source in memory. */
import { StudioError } from '../../../core/api/errors.ts'
import { textReading } from '../../../core/dataset/encoding.ts'
import type { ExportDataset, TextFile } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import type { DatasetFiles } from '../../../core/dataset/source.ts'

export function memoryFiles(
  texts: Record<string, string | Uint8Array>,
  images: string[],
  chosen: string | null = null,
): DatasetFiles {
  const content = (label: string, maximumBytes: number) => {
    const found = Object.hasOwn(texts, label) ? texts[label] : undefined
    if (found === undefined) throw new StudioError('NOT_FOUND', `${label} is missing.`)
    if (found.length > maximumBytes) throw new StudioError('BROKEN_FILE', `${label} is too large.`)
    return found
  }
  const readBytes = async (label: string, maximumBytes: number) => {
    const found = content(label, maximumBytes)
    return typeof found === 'string' ? new TextEncoder().encode(found) : found
  }
  return {
    labels: Object.keys(texts).sort(),
    images: [...images].sort(),
    chosen,
    readBytes,
    ...textReading(readBytes),
  }
}

/** What an export would write, as a source. */
export function exported(
  format: FormatName,
  dataset: ExportDataset,
): { texts: Record<string, string | Uint8Array>; images: string[] } {
  const { writer } = datasetFormats[format]
  const texts = Object.fromEntries([...writer.files(dataset)].map(({ path, chunks }) => [path, joined(chunks)]))
  return { texts, images: dataset.images.map((image, position) => writer.imagePath(image, position)) }
}

function joined(chunks: TextFile['chunks']): string | Uint8Array {
  if (!(Symbol.iterator in chunks)) throw new Error('Only exports without pictures are written to memory.')
  const pieces = [...chunks]
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('')
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
}
