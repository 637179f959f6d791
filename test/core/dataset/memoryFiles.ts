/** A source in memory. */
import { StudioError } from '../../../core/api/errors.ts'
import type { ExportDataset } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import type { DatasetFiles } from '../../../core/dataset/source.ts'

export function memoryFiles(
  texts: Record<string, string>,
  images: string[],
  chosen: string | null = null,
): DatasetFiles {
  return {
    labels: Object.keys(texts).sort(),
    images: [...images].sort(),
    chosen,
    async readText(label, maximumBytes) {
      const text = Object.hasOwn(texts, label) ? texts[label] : undefined
      if (text === undefined) throw new StudioError('NOT_FOUND', `${label} is missing.`)
      if (text.length > maximumBytes) throw new StudioError('BROKEN_FILE', `${label} is too large.`)
      return text
    },
  }
}

/** What an export would write, as a source. */
export function exported(
  format: FormatName,
  dataset: ExportDataset,
): { texts: Record<string, string>; images: string[] } {
  const { writer } = datasetFormats[format]
  const texts = Object.fromEntries([...writer.files(dataset)].map(({ path, chunks }) => [path, [...chunks].join('')]))
  return { texts, images: dataset.images.map((image) => writer.imagePath(image)) }
}
