/** Pictures of kinds that the studio does not read, by their names: what to say of them, so that none is lost in silence. */
import { baseName, extensionOf, folderOf, stemOf, VIDEO_EXTENSIONS } from './source.ts'

/** Programs are more often written in files of this name than videos are. */
const TYPESCRIPT = '.ts'
const VIDEO = [
  [...VIDEO_EXTENSIONS]
    .filter((extension) => extension !== TYPESCRIPT)
    .map((extension) => extension.slice(1))
    .join(' '),
  'video',
  'videos',
] as const
const KINDS: Array<readonly [extensions: string, one: string, several: string]> = [
  VIDEO,
  ['jxl', 'JPEG XL picture', 'JPEG XL pictures'],
  ['jp2 j2k jpf jpx j2c jpc', 'JPEG 2000 picture', 'JPEG 2000 pictures'],
  ['psd psb', 'Photoshop file', 'Photoshop files'],
  ['dng cr2 cr3 crw nef nrw arw sr2 srw raf orf rw2 pef 3fr iiq x3f', 'raw photo', 'raw photos'],
  ['dcm dicom', 'DICOM file', 'DICOM files'],
  ['exr', 'OpenEXR picture', 'OpenEXR pictures'],
  ['ppm pgm pbm pnm pfm', 'Netpbm picture', 'Netpbm pictures'],
  ['tga', 'Targa picture', 'Targa pictures'],
  ['qoi', 'QOI picture', 'QOI pictures'],
  ['czi lif nd2 oib oif vsi lsm ims', 'microscope file', 'microscope files'],
  ['svs ndpi scn mrxs', 'scanned slide', 'scanned slides'],
  ['nii', 'NIfTI file', 'NIfTI files'],
  ['fits fit fts', 'FITS file', 'FITS files'],
  ['svg', 'drawing (SVG)', 'drawings (SVG)'],
]
const KIND_OF = new Map<string, (typeof KINDS)[number]>(
  KINDS.flatMap((kind) => kind[0].split(' ').map((extension) => [`.${extension}`, kind] as const)),
)

/** Is this, by its name, a picture of a kind that is not read? */
export function isUnreadPicture(name: string): boolean {
  return KIND_OF.has(extensionOf(name))
}

/**
 * One line for each kind, under the name of its first picture. A picture beside one of the same name that is read, as
 * cameras save them, is no loss.
 */
export function tellUnread(
  unread: readonly string[],
  images: readonly string[],
): Array<{ file: string; reason: string }> {
  const twin = (name: string) => `${folderOf(name)}/${stemOf(baseName(name))}`.toLowerCase()
  const read = new Set(images.map(twin))
  const lost = unread.filter((name) => !read.has(twin(name))).sort()
  return [...Map.groupBy(lost, (name) => KIND_OF.get(extensionOf(name)))].flatMap(([kind, names]) => {
    const [file = ''] = names
    if (!kind) return []
    return [{ file, reason: reasonOf(kind, names.length) }]
  })
}

function reasonOf(kind: (typeof KINDS)[number], count: number): string {
  const [, one, several] = kind
  const what = count === 1 ? `1 ${one} was left out` : `${count} ${several} were left out`
  if (kind === VIDEO) return `${what}: import each by itself, to take frames out of it.`
  return `${what}, as the studio does not read them. Save ${count === 1 ? 'it' : 'them'} as JPEG or PNG.`
}
