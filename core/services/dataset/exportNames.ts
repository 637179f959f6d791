/** File names for an export: unique, also without their extension and in any case, as label files share their stem. */
import { extensionOf, stemOf } from '../../dataset/source.ts'
import { fileNameOfPath } from '../../images/pages.ts'
import type { ImageRecord } from '../../project/types.ts'

/** By image id. The first image of a name keeps it; later ones get a number. */
export function exportNames(images: readonly ImageRecord[]): Map<number, string> {
  const taken = new Set<string>()
  const names = new Map<number, string>()
  for (const { id, path } of images) {
    const name = fileNameOfPath(path)
    const [stem, extension] = [stemOf(name), name.slice(stemOf(name).length) || extensionOf(name)]
    let free = stem
    for (let number = 2; taken.has(key(free)); number++) free = `${stem}-${number}`
    taken.add(key(free))
    names.set(id, free + extension)
  }
  return names
}

function key(stem: string): string {
  return stem.normalize('NFC').toLowerCase()
}
