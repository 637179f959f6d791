/**
 * Finds the image that a label file speaks of, among the images of a source. Tools write absolute paths of other
 * computers, wrong folders or other extensions, so exact matches are settled first and loose ones take what is left.
 */
import { baseName, extensionOf, folderOf, IMAGE_EXTENSIONS, plainPath, stemOf } from './source.ts'

/** A name to look for: with its extension ('name'), or whatever the extension is ('stem'). */
export interface NameHint {
  name: string
  by: 'name' | 'stem'
}

export interface ImageRequest {
  labelFile: string
  /** In order of trust. */
  hints: NameHint[]
}

export type FoundImage = { image: string } | { image: null; reason: string }

/** Folder names that tell the role of their files and nothing about which part of the data set they belong to. */
const ROLE_FOLDERS = new Set(
  'images image imgs img jpegimages pictures photos labels label labeltxt annotations annotation xml xmls data obj_train_data obj_valid_data obj_test_data'.split(
    ' ',
  ),
)
const TRUSTED = 2

/** Case and Unicode composition differ between systems, and lists lose spaces at the edges: names are compared without them. */
function key(name: string): string {
  return name.normalize('NFC').toLowerCase().trim()
}

/** Is there an image of this file's name, whatever the extension? Tells labels of "train.jpg" from the list train.txt. */
export function namesakeFinder(images: readonly string[]): (file: string) => boolean {
  const stems = new Set(images.map((image) => key(stemOf(image))))
  return (file) => stems.has(key(stemOf(file)))
}

function place(path: string): string[] {
  return key(folderOf(path))
    .split('/')
    .filter((part) => part !== '' && !ROLE_FOLDERS.has(part))
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && a[count] === b[count]) count++
  return count
}

export class ImageIndex {
  private readonly byName = new Map<string, string[]>()
  private readonly byStem = new Map<string, string[]>()

  constructor(images: readonly string[]) {
    for (const image of images) {
      push(this.byName, key(baseName(image)), image)
      push(this.byStem, key(stemOf(image)), image)
    }
  }

  /** Answers each request; an image is given to one request only, the first that trusts it most. */
  assign(requests: readonly ImageRequest[]): FoundImage[] {
    const claimed = new Map<string, string>()
    const answers: FoundImage[] = []
    for (const least of [TRUSTED, 0]) {
      requests.forEach((request, index) => {
        if (answers[index]?.image != null) return
        const answer = this.find(request, least, claimed)
        if (answer.image !== null) claimed.set(answer.image, request.labelFile)
        answers[index] = answer
      })
    }
    return answers
  }

  /** The image that a request means, not looking at what others asked for. */
  findOne(request: ImageRequest): string | null {
    return this.find(request, 0, new Map()).image
  }

  private find(request: ImageRequest, least: number, claimed: ReadonlyMap<string, string>): FoundImage {
    let reason = 'No image of this name was found.'
    for (const hint of request.hints) {
      const candidates = this.candidates(hint)
      const free = candidates.filter((image) => !claimed.has(image))
      if (candidates.length > 0 && free.length === 0) {
        reason = `The image ${candidates[0]} has labels from ${claimed.get(candidates[0] as string)} already.`
      }
      const scored = free.map((image) => ({ image, score: trust(image, request.labelFile, hint) }))
      const best = Math.max(...scored.map(({ score }) => score))
      const winners = scored.filter(({ score }) => score === best)
      const [winner] = winners
      if (winner && winners.length === 1 && best >= least) return { image: winner.image }
      if (winners.length > 1) reason = `Several images have this name: ${winners[0]?.image} and ${winners[1]?.image}.`
    }
    return { image: null, reason }
  }

  private candidates({ name, by }: NameHint): string[] {
    const path = plainPath(name)
    if (by === 'name') return this.byName.get(key(baseName(path))) ?? []
    const bare = IMAGE_EXTENSIONS.has(extensionOf(path)) ? stemOf(path) : baseName(path)
    return this.byStem.get(key(bare)) ?? []
  }
}

/** 2 or more when folders agree: the written folders with the image's (4), or the label file's place with the image's (2). */
function trust(image: string, labelFile: string, { name, by }: NameHint): number {
  const written = plainPath(name)
  const exact = by === 'name' ? key(image) : key(folderOf(image))
  const wanted = by === 'name' ? key(written) : key(folderOf(written))
  const foldersAgree = wanted.includes('/') && (exact === wanted || exact.endsWith(`/${wanted}`))
  const [here, there] = [place(labelFile), place(image)]
  const shared = commonStart(here, there)
  const samePlace = shared === here.length && shared === there.length
  const spelling = baseName(written) === (by === 'name' ? baseName(image) : stemOf(image)) ? 0.5 : 0
  const sameFolder = folderOf(labelFile) === folderOf(image) ? 0.25 : 0
  return (foldersAgree ? 4 : 0) + (samePlace ? 2 : 0) + spelling + sameFolder + shared / 1000
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
