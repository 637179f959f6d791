/** Renders an SVG of our own making to a JPEG that looks photographed: with fine grain. */
import sharp from 'sharp'

/** Opaque JPEG bytes. `grain` is grey noise around 128, one byte a pixel. */
export async function renderJpeg(svg: string, width: number, height: number, grain: Uint8Array): Promise<Buffer> {
  const noise = await sharp(grain, { raw: { width, height, channels: 1 } })
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer()
  return sharp(Buffer.from(svg))
    .resize(width, height)
    .flatten()
    .composite([{ input: noise, blend: 'soft-light' }])
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer()
}
