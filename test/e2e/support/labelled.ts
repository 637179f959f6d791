/** Small generated photos with VOC labels beside them. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

export interface MadeObject {
  className: string
  box: [x1: number, y1: number, x2: number, y2: number]
}

export interface MadePhoto {
  /** Without ending. */
  name: string
  /** Of the background: photos of one hue look alike. */
  hue: number
  /** Of the JPEG: other bytes, same look. */
  quality?: number
  /** EXIF tag; the picture is 640 x 480 as stored. */
  orientation?: number
  /** null: no labels file. */
  objects: MadeObject[] | null
  /** Leaves the size out of the labels, as some tools do. */
  unsized?: boolean
}

/** Writes each photo as NAME.jpg with the objects drawn, and NAME.xml; answers the folder. */
export async function writeLabelled(folder: string, photos: MadePhoto[]): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const photo of photos) {
    await writeFile(path.join(folder, `${photo.name}.jpg`), await draw(photo))
    if (photo.objects) await writeFile(path.join(folder, `${photo.name}.xml`), voc(photo, photo.objects))
  }
  return folder
}

function draw({ hue, quality = 90, orientation, objects }: MadePhoto): Promise<Buffer> {
  const shapes = (objects ?? []).map(({ box: [x1, y1, x2, y2] }) => {
    const size = `width="${x2 - x1}" height="${y2 - y1}"`
    return `<rect x="${x1}" y="${y1}" ${size} fill="hsl(${(hue + 180) % 360} 70% 60%)"/>`
  })
  // Stripes of its own tell each photo from the others, also when it is small.
  const stripes = Array.from({ length: 8 }, (_, index) => {
    const place = (hue * (index + 3) * 7) % 600
    return `<rect x="${place}" y="${(hue * (index + 1) * 13) % 440}" width="${20 + index * 9}" height="40" fill="hsl(${hue} 40% ${20 + index * 8}%)"/>`
  })
  const background = `<rect width="640" height="480" fill="hsl(${hue} 30% 45%)"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">${background}${stripes.join('')}${shapes.join('')}</svg>`
  const picture = sharp(Buffer.from(svg)).jpeg({ quality })
  return (orientation === undefined ? picture : picture.withMetadata({ orientation })).toBuffer()
}

function voc({ name, unsized }: MadePhoto, objects: MadeObject[]): string {
  const size = unsized === true ? '' : '<size><width>640</width><height>480</height><depth>3</depth></size>'
  const found = objects.map(({ className, box: [x1, y1, x2, y2] }) => {
    const edges = `<xmin>${x1}</xmin><ymin>${y1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax>`
    return `<object><name>${className}</name><bndbox>${edges}</bndbox></object>`
  })
  return `<annotation><filename>${name}.jpg</filename>${size}${found.join('')}</annotation>`
}
