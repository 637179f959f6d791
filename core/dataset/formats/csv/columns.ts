/** Which column of a CSV file holds what: by the words of its header, or without one by what the first row looks like. */
import { decimal } from '../../numbers.ts'
import { extensionOf, IMAGE_EXTENSIONS, plainPath } from '../../source.ts'

const ROLES = {
  image: [
    'filename',
    'file',
    'image',
    'imagename',
    'imagepath',
    'imgfname',
    'filepath',
    'path',
    'img',
    'imagefilename',
  ],
  width: ['width', 'imgw', 'imagewidth', 'imgwidth'],
  height: ['height', 'imgh', 'imageheight', 'imgheight'],
  className: ['class', 'label', 'labelname', 'classlabel', 'classname', 'category', 'objectclass', 'tag'],
  x1: ['xmin', 'x1', 'left', 'xtl', 'bbxxtl', 'bboxxmin', 'x0', 'x'],
  y1: ['ymin', 'y1', 'top', 'ytl', 'bbxytl', 'bboxymin', 'y0', 'y'],
  x2: ['xmax', 'x2', 'right', 'xbr', 'bbxxbr', 'bboxxmax'],
  y2: ['ymax', 'y2', 'bottom', 'ybr', 'bbxybr', 'bboxymax'],
  boxWidth: ['w', 'bboxwidth', 'boxwidth', 'bboxw'],
  boxHeight: ['h', 'bboxheight', 'boxheight', 'bboxh'],
  box: ['bbox', 'box', 'boundingbox'],
  outline: ['geometry', 'polygon', 'wkt'],
  score: ['score', 'scores', 'confidence'],
} as const

export type Role = keyof typeof ROLES
export interface Columns {
  at: Partial<Record<Role, number>>
  hasHeader: boolean
}

/** Layouts without a header: the order of columns by their number. */
const HEADERLESS: Role[][] = [
  ['image', 'x1', 'y1', 'x2', 'y2', 'className'],
  ['image', 'className', 'x1', 'y1', 'x2', 'y2'],
  ['image', 'width', 'height', 'className', 'x1', 'y1', 'x2', 'y2'],
]

/** What a box needs: a class, and one way to say where it is. */
const PLACES: Role[][] = [['x1', 'y1', 'x2', 'y2'], ['x1', 'y1', 'boxWidth', 'boxHeight'], ['box'], ['outline']]

/** Columns of a file by its first row; null when it is no list of boxes. */
export function findColumns(first: readonly string[]): Columns | null {
  return byHeader(first) ?? byShape(first)
}

function byHeader(header: readonly string[]): Columns | null {
  const words = header.map((cell) => cell.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  const at: Columns['at'] = {}
  for (const role of Object.keys(ROLES) as Role[]) {
    const found = ROLES[role].map((word) => words.indexOf(word)).find((column) => column >= 0)
    if (found !== undefined) at[role] = found
  }
  const places = PLACES.some((roles) => roles.every((role) => at[role] !== undefined))
  return at.image !== undefined && at.className !== undefined && places ? { at, hasHeader: true } : null
}

function byShape(row: readonly string[]): Columns | null {
  if (!IMAGE_EXTENSIONS.has(extensionOf(plainPath(row[0] ?? '')))) return null
  const layout = HEADERLESS.find(
    (roles) => roles.length === row.length && roles.every((role, at) => fits(role, row[at] ?? '')),
  )
  if (!layout) return null
  return { at: Object.fromEntries(layout.map((role, column) => [role, column])), hasHeader: false }
}

/** Files without a header may mark an image without boxes by empty cells. */
function fits(role: Role, cell: string): boolean {
  return role === 'image' || role === 'className' || cell === '' || decimal(cell) !== null
}
