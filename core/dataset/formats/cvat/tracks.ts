/** Tracks of a video: boxes at some frames, moved in a straight line between them, until the object leaves. */
import type { Edges } from '../../../geometry/box.ts'
import type { AnnotatedBox } from '../../annotations.ts'
import { takeFlags } from '../../attributes.ts'
import { plainBox } from '../../entries.ts'
import type { Problems } from '../../problems.ts'
import { decimal } from '../../numbers.ts'
import type { ShapeTally } from '../../shapeTally.ts'
import { attribute, children, type XmlNode } from '../../xml.ts'
import { readAttributes, shapeEdges, SHAPES, type CvatLabels } from './shape.ts'

interface Key {
  frame: number
  edges: Edges
  outside: boolean
  /** Only boxes move between frames; other shapes stay as they are. */
  moves: boolean
  box: AnnotatedBox
}

/** Boxes of a track at each of `frames` (ascending) that it is seen in. */
export function trackBoxes(
  track: XmlNode,
  number: number,
  frames: readonly number[],
  labels: CvatLabels,
  report: { file: string; problems: Problems; tally: ShapeTally },
): Map<number, AnnotatedBox> {
  const keys = readKeys(track, number, labels, report).sort((a, b) => a.frame - b.frame)
  const boxes = new Map<number, AnnotatedBox>()
  let at = 0
  for (const frame of frames) {
    while (at + 1 < keys.length && (keys[at + 1]?.frame ?? Infinity) <= frame) at++
    const key = keys[at]
    if (!key || key.frame > frame || key.outside) continue
    const next = keys[at + 1]
    boxes.set(frame, next && next.frame > frame && key.frame < frame ? between(key, next, frame) : key.box)
  }
  return boxes
}

function between(key: Key, next: Key, frame: number): AnnotatedBox {
  if (!key.moves || !next.moves || next.outside) return key.box
  const share = (frame - key.frame) / (next.frame - key.frame)
  const mix = (a: number, b: number) => a + (b - a) * share
  const { edges: a } = key
  const { edges: b } = next
  return { ...key.box, x1: mix(a.x1, b.x1), y1: mix(a.y1, b.y1), x2: mix(a.x2, b.x2), y2: mix(a.y2, b.y2) }
}

function readKeys(
  track: XmlNode,
  number: number,
  labels: CvatLabels,
  { file, problems, tally }: { file: string; problems: Problems; tally: ShapeTally },
): Key[] {
  const className = attribute(track, 'label')
  const id = attribute(track, 'id') || String(number)
  const field = `track ${id}`
  if (className === '') {
    problems.skip(file, `${field}, label`, 'The track has no class name.')
    return []
  }
  const keys: Key[] = []
  for (const kind of SHAPES) {
    for (const node of children(track, kind)) {
      const frame = decimal(attribute(node, 'frame'))
      const edges = shapeEdges(node, kind)
      if (edges === null) tally.leave(kind)
      else if (typeof edges === 'string') problems.skip(file, `${field}, frame ${attribute(node, 'frame')}`, edges)
      else if (frame === null || !Number.isInteger(frame))
        problems.skip(file, field, 'The frame is not a whole number.')
      else {
        if (kind !== 'box') tally.box(kind)
        const attributes = { ...readAttributes(node, className, labels), track: id }
        const flags = takeFlags(attributes)
        flags.occluded ||= attribute(node, 'occluded') === '1'
        const box = { ...plainBox(edges, className, `${field}, frame ${frame}`), ...flags, attributes }
        keys.push({ frame, edges, outside: attribute(node, 'outside') === '1', moves: kind === 'box', box })
      }
    }
  }
  return keys
}
