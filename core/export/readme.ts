/** The card in words: README.md of an exported folder. */
import type { Card } from './card.ts'
import { exportFormats } from './formats.ts'

export function readme(card: Card): string {
  return [
    `# ${card.name}`,
    `${exportFormats[card.exportedAs].title}, made with Focal Studio ${card.studio.version} on ${card.studio.exportedAt.slice(0, 10)}.`,
    exportFormats[card.exportedAs].purpose,
    ...(card.precision === 'float16'
      ? ['Its weights are stored in half precision, so its scores differ slightly from the studio’s.']
      : []),
    `It finds ${list(card.classes.map(({ name }) => name))}.`,
    ...use(card),
    ...input(card),
    ...outputs(card),
    ...quality(card),
    ...data(card),
    ...training(card),
    ...licence(card),
    '',
  ].join('\n\n')
}

function use({ exportedAs }: Card): string[] {
  const { examples } = exportFormats[exportedAs]
  if (exportedAs === 'studio') return ['## Use', '```\nfocal-studio detect --model FOLDER IMAGES…\n```']
  const lines = Object.keys(examples).map((name) => `${name.endsWith('.py') ? 'python' : 'node'} ${name} IMAGE`)
  const about = 'Each prints class, score and box of what it finds. Its first line names the packages that it needs.'
  return ['## Use', `\`\`\`\n${lines.join('\n')}\n\`\`\``, about]
}

function input({
  input: { name, width, height, shape, values, fit, paddingGrey, trainedWith, tiles, resize },
  exportedAs,
}: Card): string[] {
  const facts =
    exportedAs === 'studio'
      ? [`${width} x ${height} pixels.`]
      : [`Name \`${name}\`, shape ${shape}: images, height, width, channels.`, values]
  const rest = `${fit} What it leaves free at the right and bottom is grey ${paddingGrey}.`
  return [
    '## Input',
    [...facts, rest].map((line) => `- ${line}`).join('\n'),
    ...(trainedWith && !resize ? [otherSize(trainedWith)] : []),
    ...(tiles ? [tiling(tiles, width, height)] : []),
    ...(resize ? [resizing(resize)] : []),
  ]
}

function otherSize({ width, height }: { width: number; height: number }): string {
  return [
    `The model was trained with ${width} x ${height} pixels, and its scores were measured there. It finds objects best`,
    'that have the size, in pixels of the input, that they had in training.',
  ].join('\n')
}

function tiling(
  { scale, overlap, wholeImage }: NonNullable<Card['input']['tiles']>,
  width: number,
  height: number,
): string {
  const side = (length: number) => Math.round(length / scale)
  return [
    `The studio looks at large images in tiles: at ${round(scale)} input pixels per image pixel, so each tile shows`,
    `${side(width)} x ${side(height)} pixels of the image, and neighbours share at least ${side(overlap)} of them.`,
    wholeImage ? 'It also looks at the whole image, for objects too large for a tile.' : '',
    'Detections of all tiles are moved to their place in the image, those cut by an inner edge of a tile are dropped',
    'where a neighbour shows the whole object, and boxes that overlap are suppressed once more over the whole image.',
    'The scores below are of this way of looking; the examples look at the whole image once and find less.',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function resizing({ shortest, longest }: NonNullable<Card['input']['resize']>): string {
  return [
    `The model comes from another program, which scales each image to a shorter side of ${shortest} pixels, the longer at`,
    `most ${longest}; so does the studio. This export has one size of input instead, and scores may differ a little;`,
    `\`focal-studio models export --size WIDTHxHEIGHT\` chooses another.`,
  ].join('\n')
}

function outputs({ outputs, boxes, anchors, detection }: Card): string[] {
  if (outputs.length === 0) return []
  const rows = outputs.map(({ name, shape, about }) => `| \`${name}\` | ${shape} | ${about} |`)
  const { perLevel, nmsIou, perImage, minimumScore } = detection
  return [
    '## Outputs',
    ['| name | shape | |', '|---|---|---|', ...rows].join('\n'),
    `N images, R = ${anchors.count} anchors, K classes, D detections. ${boxes}`,
    `The studio takes the ${perLevel} best candidates of each pyramid level with a score above ${minimumScore}, suppresses a box when a better one of its class overlaps it by more than ${nmsIou} (intersection over union), and keeps the ${perImage} best.`,
  ]
}

function quality({ scores, data }: Card): string[] {
  if (!scores) return ['## Scores', 'Not measured: the run had no validation images.']
  const rows = scores.perClass.map(
    ({ name, ap, ap50, groundTruths }) => `| ${cell(name)} | ${groundTruths} | ${score(ap50)} | ${score(ap)} |`,
  )
  const validation = data.parts.find(({ part }) => part === 'val')
  return [
    '## Scores',
    `On the ${validation?.images ?? 0} validation images: AP ${score(scores.ap)}, AP50 ${score(scores.ap50)}, AP75 ${score(scores.ap75)} (COCO's average precision, 0 to 1).`,
    ['| class | labels | AP50 | AP |', '|---|---:|---:|---:|', ...rows].join('\n'),
    'The best weights of the run were chosen on these images, so expect slightly less on others.',
  ]
}

function data({ data: { parts, classes, snapshot } }: Card): string[] {
  if (parts.length === 0) return ['## Data', 'Not known: the model was trained by another program.']
  const rows = parts.map(({ part, images, boxes }) => `| ${part} | ${images} | ${boxes} |`)
  const counts = classes.map(({ name, trainingBoxes }) => `${cell(name)} ${trainingBoxes}`)
  return [
    '## Data',
    ['| part | images | boxes |', '|---|---:|---:|', ...rows].join('\n'),
    `Boxes to learn from: ${counts.join(', ')}.`,
    `Snapshot \`${snapshot}\` (SHA-256 of images, parts and boxes).`,
  ]
}

function training({ training: { preset, steps, seconds, startedAt, backend, config }, network, data }: Card): string[] {
  if (data.parts.length === 0) return []
  const where = backend === null ? '' : ` on ${backend}`
  return [
    '## Training',
    `Preset ${preset}, backbone ${network.backbone}, ${steps} steps in ${Math.round(seconds)} seconds${where}, begun ${startedAt.slice(0, 10)}, seed ${config.seed}. All settings are in card.json.`,
  ]
}

function licence({ startedFrom }: Card): string[] {
  const lines = startedFrom.map(
    ({ title, licence }) => `- ${title}: ${licence ?? 'licence not known to the studio; ask where the file came from'}`,
  )
  const start =
    lines.length === 0 ? 'Training started from random weights.' : `Training started from:\n\n${lines.join('\n')}`
  return [
    '## Licence',
    `Focal Studio claims no rights in a model that you trained. ${start}`,
    'Rights in the training images may bind you as well; the studio does not know them.',
  ]
}

function list(words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`
}

function score(value: number): string {
  return value < 0 ? '–' : value.toFixed(3)
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** A name inside a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
