/** Which column of a CSV file holds what: by the words of its header, or without one by what the first row looks like. */
import { decimal } from '../../numbers.ts'
import { extensionOf, IMAGE_EXTENSIONS, plainPath } from '../../source.ts'

const ROLES = {
  image: words(
    'filename file image imagename imagepath imgfname filepath path img imagefilename imageid imgid imgname imgpath imagefile imageurl',
  ),
  width: words('width imgw imagewidth imgwidth'),
  height: words('height imgh imageheight imgheight'),
  className: words(
    'class label labelname classlabel classname category categoryname objectclass object tag classid labelid categoryid',
  ),
  x1: words('xmin x1 left xtl bbxxtl bboxxmin x0 x bboxx'),
  y1: words('ymin y1 top ytl bbxytl bboxymin y0 y bboxy'),
  x2: words('xmax x2 right xbr bbxxbr bboxxmax'),
  y2: words('ymax y2 bottom ybr bbxybr bboxymax'),
  boxWidth: words('w bboxwidth boxwidth bboxw'),
  boxHeight: words('h bboxheight boxheight bboxh'),
  box: words('bbox box boundingbox bboxes'),
  outline: words('geometry polygon wkt'),
  score: words('score scores confidence'),
  split: words('split subset partition mluse'),
}

export type Role = keyof typeof ROLES
export interface Columns {
  at: Partial<Record<Role, number>>
  hasHeader: boolean
}

function words(text: string): string[] {
  return text.split(' ')
}

/** Layouts without a header: the order of columns by their number; null for one that says nothing new. */
const HEADERLESS: Array<Array<Role | null>> = [
  ['image', 'x1', 'y1', 'x2', 'y2', 'className'],
  ['image', 'className', 'x1', 'y1', 'x2', 'y2'],
  ['image', 'width', 'height', 'className', 'x1', 'y1', 'x2', 'y2'],
  // Google's AutoML and Vertex AI: four corners, of which two may be left out.
  ['split', 'image', 'className', 'x1', 'y1', null, null, 'x2', 'y2', null, null],
]

/** What a box needs: one way to say where it is. */
const PLACES: Role[][] = [['x1', 'y1', 'x2', 'y2'], ['x1', 'y1', 'boxWidth', 'boxHeight'], ['box'], ['outline']]

/** Columns of a file by its first row; null when it is no list of boxes. */
export function findColumns(first: readonly string[]): Columns | null {
  return byHeader(first) ?? byShape(first)
}

function byHeader(header: readonly string[]): Columns | null {
  const plain = header.map((cell) => cell.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  const at: Columns['at'] = {}
  for (const role of Object.keys(ROLES) as Role[]) {
    const found = ROLES[role].map((word) => plain.indexOf(word)).find((column) => column >= 0)
    if (found !== undefined) at[role] = found
  }
  sidesOfBoxes(at)
  const places = PLACES.some((roles) => roles.every((role) => at[role] !== undefined))
  return at.image !== undefined && places ? { at, hasHeader: true } : null
}

/** "x, y, width, height" in a row are of the box, anywhere else width and height are the image's. */
function sidesOfBoxes(at: Columns['at']): void {
  const { x1, y1, width, height } = at
  if (x1 === undefined || at.x2 !== undefined || at.boxWidth !== undefined) return
  if (y1 !== x1 + 1 || width !== x1 + 2 || height !== x1 + 3) return
  Object.assign(at, { boxWidth: width, boxHeight: height })
  delete at.width
  delete at.height
}

function byShape(row: readonly string[]): Columns | null {
  const layout = HEADERLESS.find(
    (roles) => roles.length === row.length && roles.every((role, column) => fits(role, row[column] ?? '')),
  )
  if (!layout) return null
  const at: Columns['at'] = {}
  for (const [column, role] of layout.entries()) if (role !== null) at[role] = column
  return { at, hasHeader: false }
}

/** Files without a header may mark an image without boxes by empty cells. */
function fits(role: Role | null, cell: string): boolean {
  if (role === 'image') return IMAGE_EXTENSIONS.has(extensionOf(plainPath(cell)))
  if (role === 'split') return /^(train(ing)?|validat(e|ion)|test|unassigned|)$/i.test(cell)
  return role === 'className' || cell === '' || decimal(cell) !== null
}
