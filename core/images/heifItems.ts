/** Which of the pictures in a HEIF file is the main one (ISO/IEC 23008-12, ISO/IEC 14496-12 for the boxes). */

/** Kinds of items that are pictures: coded ones, and those put together of others. */
const PICTURES = new Set(['hvc1', 'av01', 'avc1', 'jpeg', 'j2k1', 'vvc1', 'grid', 'iden', 'iovl', 'unci'])
/** References from items that only help to show another one. */
const HELPERS = new Set(['thmb', 'auxl'])

interface Box {
  type: string
  /** What follows size and type. */
  data: DataView
}

/**
 * The place of the main picture, from 0, among those that are pictures of their own, in the order of their numbers, as
 * libheif lists them; null when the file does not tell, or has only one.
 */
export function mainPicture(bytes: Uint8Array): number | null {
  try {
    return findMain(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch (error) {
    // Boxes that reach beyond the file.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Is the file shorter than its own parts say? */
export function endsEarly(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = boxes(view).reduce((at, { data }) => Math.max(at, data.byteOffset - view.byteOffset + data.byteLength), 0)
  // Less than the head of a box may be padding.
  return view.byteLength - end >= 8
}

function findMain(file: DataView): number | null {
  const meta = boxes(file).find(({ type }) => type === 'meta')?.data
  if (!meta) return null
  const inside = boxes(meta, 4)
  const box = (type: string) => inside.find((one) => one.type === type)?.data
  const [primary, items, references] = [box('pitm'), box('iinf'), box('iref')]
  if (!primary || !items) return null
  const main = primary.getUint8(0) === 0 ? primary.getUint16(4) : primary.getUint32(4)
  const helpers = references ? helperIds(references) : new Set<number>()
  const own = pictureIds(items).filter((id) => !helpers.has(id))
  const place = own.toSorted((a, b) => a - b).indexOf(main)
  return own.length < 2 || place < 0 ? null : place
}

/** Numbers of the items that are pictures and not hidden. */
function pictureIds(items: DataView): number[] {
  const start = items.getUint8(0) === 0 ? 6 : 8
  return boxes(items, start).flatMap(({ type, data }) => {
    const version = data.getUint8(0)
    if (type !== 'infe' || version < 2) return []
    const isHidden = (data.getUint8(3) & 1) === 1
    const [id, at] = version === 2 ? [data.getUint16(4), 8] : [data.getUint32(4), 10]
    return !isHidden && PICTURES.has(fourLetters(data, at)) ? [id] : []
  })
}

function helperIds(references: DataView): Set<number> {
  const short = references.getUint8(0) === 0
  const helping = boxes(references, 4).filter(({ type }) => HELPERS.has(type))
  return new Set(helping.map(({ data }) => (short ? data.getUint16(0) : data.getUint32(0))))
}

/** The boxes from `start` on; those whose size makes no sense end the list. */
function boxes(view: DataView, start = 0): Box[] {
  const found: Box[] = []
  let at = start
  while (at + 8 <= view.byteLength) {
    const written = view.getUint32(at)
    const head = written === 1 ? 16 : 8
    const size = written === 0 ? view.byteLength - at : written === 1 ? Number(view.getBigUint64(at + 8)) : written
    if (size < head || at + size > view.byteLength) break
    found.push({
      type: fourLetters(view, at + 4),
      data: new DataView(view.buffer, view.byteOffset + at + head, size - head),
    })
    at += size
  }
  return found
}

function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}
