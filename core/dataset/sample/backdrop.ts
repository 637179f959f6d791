/** Where the fruit lies: tables before a wall, seen from the side, and cloths and stones, seen from above. */
import type { SeededRandom } from '../seededRandom.ts'
import { number } from './shape.ts'

export const WIDTH = 640
export const HEIGHT = 480

export interface Backdrop {
  svg: string
  /** Seen from the side the far edge of the table is at this y; null when seen from above. */
  tableTop: number | null
  /** Strength of the shadows, 0 to 1. */
  shadow: number
}

type Colors = readonly [string, string]

const WALLS: [Colors, ...Colors[]] = [
  ['#b7c2ac', '#75886f'],
  ['#9db0c2', '#566b82'],
  ['#e2b49a', '#a96f58'],
  ['#f2e8d6', '#c9b390'],
  ['#565b66', '#26292f'],
  ['#cdb7c4', '#8a6f83'],
]
/** Lit and shaded tone of the wood, and of its grain. */
const WOODS: [readonly [string, string, string], ...Array<readonly [string, string, string]>] = [
  ['#a87850', '#5d3a24', '#3f2515'],
  ['#d3a878', '#94683d', '#6f4a28'],
  ['#e5dbcb', '#b7a791', '#8f7f6a'],
  ['#7a5a48', '#3b2920', '#241712'],
]
const CLOTHS: [Colors, ...Colors[]] = [
  ['#f1e9da', '#cbb994'],
  ['#c9d6dd', '#8aa2b1'],
  ['#ead3cc', '#c3938a'],
  ['#d7dfc9', '#9bab84'],
]

export function makeBackdrop(random: SeededRandom): Backdrop {
  const draw = random.pick([kitchen, kitchen, linen, gingham, slate, marble])
  return draw(random)
}

function kitchen(random: SeededRandom): Backdrop {
  const [light, dark] = random.pick(WALLS)
  const [lit, shaded, grain] = random.pick(WOODS)
  const tableTop = random.between(190, 250)
  const left = random.between(60, 300)
  const panes = [0, 1].map((row) => {
    const y = 10 + row * 92
    return [0, 1]
      .map((column) => {
        const x = left + column * 88 + row * 24
        return `<path d="M${number(x)} ${y}l78 0l24 84l-78 0z"/>`
      })
      .join('')
  })
  const svg = [
    gradient('wall', [light, dark], 'x1="0" y1="0" x2="1" y2="1"'),
    gradient('wood', [lit, shaded], 'x1="0" y1="0" x2=".4" y2="1"'),
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#wall)"/>`,
    `<g fill="#fff6dc" fill-opacity=".24" filter="url(#blur5)">${panes.join('')}</g>`,
    `<rect x="-60" y="${number(tableTop - 9)}" width="${WIDTH + 120}" height="14" fill="#000" fill-opacity=".34" filter="url(#blur5)"/>`,
    `<rect y="${number(tableTop)}" width="${WIDTH}" height="${HEIGHT}" fill="url(#wood)"/>`,
    planks(tableTop, grain, random),
    `<rect y="${number(tableTop)}" width="${WIDTH}" height="1.6" fill="#fff" fill-opacity=".35"/>`,
  ]
  return { svg: svg.join(''), tableTop, shadow: 0.5 }
}

/** Boards that widen towards the viewer, each with its own grain. */
function planks(top: number, color: string, random: SeededRandom): string {
  const parts: string[] = []
  let y = top
  for (let depth = 34; y < HEIGHT; depth *= 1.45) {
    for (let line = 0; line < 12; line++) {
      const at = y + random.between(2, depth - 2)
      const bow = random.between(-4, 4)
      parts.push(
        `<path d="M-5 ${number(at)}Q${number(random.between(150, 480))} ${number(at + bow)} 645 ${number(at + random.between(-2, 2))}" fill="none" stroke="${color}" stroke-opacity="${number(random.between(0.06, 0.26))}" stroke-width="${number(random.between(0.5, 1.8))}"/>`,
      )
    }
    y += depth
    parts.push(
      `<rect y="${number(y)}" width="${WIDTH}" height="1.6" fill="#000" fill-opacity=".42"/>`,
      `<rect y="${number(y + 1.6)}" width="${WIDTH}" height="1" fill="#fff" fill-opacity=".14"/>`,
    )
  }
  return parts.join('')
}

function linen(random: SeededRandom): Backdrop {
  const colors = random.pick(CLOTHS)
  const stripe = random.between(80, 520)
  const stripes = [0, 14, 44, 58].map(
    (offset, index) =>
      `<rect x="${number(stripe + offset)}" y="-100" width="${index % 3 === 0 ? 4 : 12}" height="700" fill="${colors[1]}" fill-opacity=".6" transform="rotate(${number(random.between(-1, 1))} 320 240)"/>`,
  )
  const svg = [
    gradient('cloth', colors, 'x1="0" y1="0" x2="1.2" y2="1.4"'),
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#cloth)"/>`,
    ...stripes,
    weave(),
    folds(random),
  ]
  return { svg: svg.join(''), tableTop: null, shadow: 0.4 }
}

function gingham(random: SeededRandom): Backdrop {
  const color = random.pick(['#3f6487', '#a8433f', '#5d7a4c', '#77618c'])
  const size = random.whole(26, 44)
  const turn = number(random.between(-18, 18))
  const svg = [
    `<defs><pattern id="check" width="${size * 2}" height="${size * 2}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">`,
    `<rect width="${size * 2}" height="${size * 2}" fill="#f4efe4"/>`,
    `<rect width="${size}" height="${size * 2}" fill="${color}" fill-opacity=".42"/>`,
    `<rect width="${size * 2}" height="${size}" fill="${color}" fill-opacity=".42"/></pattern></defs>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#check)"/>`,
    weave(),
    folds(random),
  ]
  return { svg: svg.join(''), tableTop: null, shadow: 0.42 }
}

function slate(random: SeededRandom): Backdrop {
  const marks = Array.from({ length: 90 }, () => {
    const [x, y] = [random.between(-40, 640), random.between(-10, 490)]
    const color = random.next() < 0.5 ? '#fff' : '#000'
    return `<path d="M${number(x)} ${number(y)}l${number(random.between(20, 190))} ${number(random.between(-14, 26))}" stroke="${color}" stroke-opacity="${number(random.between(0.02, 0.09))}" stroke-width="${number(random.between(0.6, 5))}" stroke-linecap="round"/>`
  })
  const colors = random.pick<Colors>([
    ['#5d666d', '#272c31'],
    ['#4f5a62', '#1f262c'],
    ['#6b6661', '#2d2a28'],
  ])
  const svg = [
    gradient('stone', colors, 'x1="0" y1="0" x2="1" y2="1.1"'),
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#stone)"/>`,
    ...marks,
  ]
  return { svg: svg.join(''), tableTop: null, shadow: 0.6 }
}

function marble(random: SeededRandom): Backdrop {
  const veins = Array.from({ length: 9 }, (_, index) => {
    const y = random.between(-120, 520)
    const bend = () => number(y + random.between(-40, 190))
    const wide = index < 3
    return `<path d="M-20 ${number(y)}C${number(random.between(90, 240))} ${bend()} ${number(random.between(300, 460))} ${bend()} 660 ${number(y + random.between(60, 240))}" fill="none" stroke="#6f7784" stroke-opacity="${wide ? 0.16 : 0.34}" stroke-width="${number(wide ? random.between(14, 34) : random.between(0.7, 2.2))}" ${wide ? 'filter="url(#blur12)"' : ''}/>`
  })
  const colors = random.pick<Colors>([
    ['#faf8f5', '#cfd0d3'],
    ['#f6efe6', '#d3c4b3'],
  ])
  const svg = [
    gradient('marble', colors, 'x1="0" y1="0" x2="1" y2="1.2"'),
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#marble)"/>`,
    ...veins,
  ]
  return { svg: svg.join(''), tableTop: null, shadow: 0.36 }
}

/** Threads, one pixel each way. */
function weave(): string {
  return [
    '<defs><pattern id="weave" width="4" height="4" patternUnits="userSpaceOnUse">',
    '<path d="M0 .5h4M0 2.5h4" stroke="#000" stroke-opacity=".05"/>',
    '<path d="M.5 0v4M2.5 0v4" stroke="#fff" stroke-opacity=".12"/></pattern></defs>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#weave)"/>`,
  ].join('')
}

/** Soft creases of a cloth: a lit and a shaded side. */
function folds(random: SeededRandom): string {
  return Array.from({ length: 3 }, () => {
    const [x, slant, width] = [random.between(-100, 640), random.between(-220, 220), random.between(16, 40)]
    const line = (offset: number, color: string, opacity: number) =>
      `<path d="M${number(x + offset)} -30Q${number(x + offset + slant * 0.7)} 240 ${number(x + offset + slant)} 510" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="${number(width)}" filter="url(#blur12)"/>`
    return line(0, '#fff', 0.3) + line(width * 0.9, '#000', 0.14)
  }).join('')
}

function gradient(id: string, [from, to]: Colors, direction: string): string {
  return `<defs><linearGradient id="${id}" ${direction}><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>`
}
