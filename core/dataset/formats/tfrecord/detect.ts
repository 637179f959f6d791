import { filesOf } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

/** Why this is TFRecord, or null. */
export async function detectTfrecord(files: DatasetFiles): Promise<string | null> {
  const [label] = recordFiles(files)
  return label === undefined ? null : `${label} is a file of TensorFlow records.`
}

export function recordFiles(files: DatasetFiles): string[] {
  return filesOf(files, '.tfrecord', '.record')
}
