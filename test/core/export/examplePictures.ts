/** Pictures on which reading and scaling can go wrong: each kind once. */
import path from 'node:path'
import sharp from 'sharp'

const scene = (width: number, height: number, opacity = 1) => {
  const colours = ['#d03020', '#2050d0', '#30a040', '#e0c020', '#602080']
  const shapes = colours.flatMap((colour, index) => [
    `<rect x="${(width * index) / 5 + 4}" y="${height * 0.1 * index}" width="${width / 7}" height="${height / 3}" fill="${colour}"/>`,
    `<circle cx="${(width * (index + 0.5)) / 5}" cy="${height * 0.75}" r="${height / 9}" fill="${colours[4 - index]}"/>`,
  ])
  return Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#a0a090" fill-opacity="${opacity}"/>${shapes.join('')}</svg>`,
  )
}

/** Their files by what is special about them, written into a folder. */
export async function writeExamplePictures(folder: string): Promise<Record<string, string>> {
  const at = (name: string) => path.join(folder, name)
  await sharp(scene(300, 180)).png().toFile(at('plain.png'))
  // So large that decoders shrink it while they read, and stored lying on its side.
  await sharp(scene(1000, 700)).jpeg({ quality: 80 }).withMetadata({ orientation: 6 }).toFile(at('turned.jpg'))
  await sharp(scene(70, 50, 0.4))
    .png()
    .toFile(at('transparent.png'))
  await sharp(scene(400, 410)).greyscale().jpeg().toFile(at('grey.jpg'))
  await sharp(scene(410, 390)).withIccProfile('p3').jpeg().toFile(at('wide.jpg'))
  await sharp(scene(390, 420)).toColourspace('cmyk').jpeg().toFile(at('print.jpg'))
  await sharp(scene(400, 410)).greyscale().toColourspace('grey16').png().toFile(at('deep.png'))
  return {
    'a picture': at('plain.png'),
    'a large photo stored on its side': at('turned.jpg'),
    'a small one with transparency': at('transparent.png'),
    'a grey one': at('grey.jpg'),
    'a grey one of 16 bits': at('deep.png'),
    'one with a colour profile': at('wide.jpg'),
    'one for print (CMYK)': at('print.jpg'),
  }
}
