/** File names for an export: unique, also without their extension and in any case, as label files share their stem. */
import { extensionOf, stemOf } from '../../dataset/source.ts'
import { fileNameOfPath } from '../../images/pages.ts'
import type { ImageRecord } from '../../project/types.ts'
import { nameKey, possibleName } from './fileNames.ts'

/** By image id. The first image of a name keeps it; later ones get a number. */
export function exportNames(images: readonly ImageRecord[]): Map<number, string> {
  const taken = new Set<string>()
  const names = new Map<number, string>()
  for (const { id, path } of images) {
    const name = possibleName(fileNameOfPath(path))
    const [stem, extension] = [stemOf(name), name.slice(stemOf(name).length) || extensionOf(name)]
    let free = stem
    for (let number = 2; taken.has(nameKey(free)); number++) free = `${stem}-${number}`
    taken.add(nameKey(free))
    names.set(id, free + extension)
  }
  return names
}
