/** VOC has no list of classes; some tools put one beside, and then its order counts. */
import type { AnnotatedImage } from './annotations.ts'
import { baseName, lines, LARGEST_LABEL_FILE, type DatasetFiles } from './source.ts'

/** Names in order; `all` says that the list is complete, so that classes without boxes are kept too. */
export interface ClassOrder {
  names: string[]
  all: boolean
}

const LISTS = ['classes.txt', 'class_names.txt', 'labels.txt', 'labelmap.txt']

/** Reads classes.txt (this studio and labelImg), class_names.txt (labelme) or labelmap.txt (CVAT, Datumaro). */
export async function readClassOrder(files: DatasetFiles): Promise<ClassOrder> {
  for (const list of LISTS) {
    const label = files.labels.find((path) => baseName(path).toLowerCase() === list)
    if (label === undefined) continue
    const names = [...lines(await files.readText(label, LARGEST_LABEL_FILE))]
      .map(({ line }) => line)
      .filter((line) => list !== 'labelmap.txt' || !line.startsWith('#'))
      .map((line) => (list === 'labelmap.txt' ? (line.split(':')[0] ?? '') : line))
    return { names, all: list === 'classes.txt' }
  }
  return { names: [], all: false }
}

/** The listed classes first, then the others in alphabetical order. */
export function orderClasses(images: ReadonlyArray<Pick<AnnotatedImage, 'boxes'>>, order: ClassOrder): string[] {
  const used = new Set<string>()
  for (const { boxes } of images) for (const { className } of boxes) used.add(className)
  const listed = order.names.filter((name) => name !== '' && (order.all || used.has(name)))
  return [...new Set([...listed, ...[...used].sort()])]
}
