/** The real data sets that the quick recipe is judged by, each divided as its README or the recipe's reference says. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Parts = Record<'train' | 'val', string[]>

export interface DataSet {
  /** Folder of shared/data. */
  folder: string
  /** Paths of images relative to that folder. */
  parts(folder: string): Parts
}

export const dataSets: Record<string, DataSet> = {
  bccd: { folder: 'bccd', parts: (folder) => pick(readSplit(folder), ['train'], ['val']) },
  raccoon: { folder: 'raccoon', parts: everyFifth },
  aquarium: { folder: 'aquarium', parts: everyFifth },
  // By place: pictures of one place look alike.
  aerialcars: {
    folder: 'aerialcars',
    parts: (folder) => pick(readSplit(folder), ['minsk_b', 'minsk_photo'], ['minsk_a']),
  },
  tables: { folder: 'tables', parts: (folder) => pick(readSplit(folder), ['train'], ['val']) },
}

function readSplit(folder: string): Record<string, string[]> {
  return JSON.parse(readFileSync(path.join(folder, 'split.json'), 'utf8')) as Record<string, string[]>
}

function pick(split: Record<string, string[]>, train: string[], val: string[]): Parts {
  const of = (names: string[]) => names.flatMap((name) => split[name] ?? [])
  return { train: of(train), val: of(val) }
}

/** All images sorted by path, every fifth for validation. */
function everyFifth(folder: string): Parts {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(jpe?g|png)$/i.test(file))
    .sort()
  return {
    train: files.filter((_, index) => index % 5 !== 4),
    val: files.filter((_, index) => index % 5 === 4),
  }
}
