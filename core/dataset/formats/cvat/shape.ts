/** The box of one CVAT shape element, and the labels and attributes around it. */
import type { Edges } from '../../../geometry/box.ts'
import type { Attributes } from '../../annotations.ts'
import { setAttribute } from '../../attributes.ts'
import { decimal } from '../../numbers.ts'
import { boundsOf, ellipseBounds, turnedBounds, union, type Point } from '../../shapes.ts'
import { attribute, child, children, content, text, type XmlNode } from '../../xml.ts'

/** Elements that mark a place; `tag` marks a whole image. */
export const SHAPES = ['box', 'polygon', 'polyline', 'points', 'ellipse', 'mask', 'cuboid', 'skeleton'] as const
export type ShapeKind = (typeof SHAPES)[number]

export interface CvatLabels {
  classes: string[]
  /** Input type ("checkbox", "number", …) by class and attribute name. */
  inputs: Map<string, string>
}

/** The box around a shape; null for points, which have no extent; a string says what is wrong. */
export function shapeEdges(node: XmlNode, kind: ShapeKind): Edges | string | null {
  if (kind === 'points') return null
  if (kind === 'skeleton') return union(children(node, 'points').flatMap((points) => outline(points) ?? []))
  if (kind === 'box') return box(node)
  if (kind === 'ellipse') {
    const [cx, cy, rx, ry] = ['cx', 'cy', 'rx', 'ry'].map((name) => decimal(attribute(node, name)))
    if (cx == null || cy == null || rx == null || ry == null) return 'The ellipse has no centre and half axes.'
    return ellipseBounds(cx, cy, rx, ry, decimal(attribute(node, 'rotation')) ?? 0)
  }
  if (kind === 'mask') {
    const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((name) => decimal(attribute(node, name)))
    if (left == null || top == null || width == null || height == null) return 'The mask does not say where it is.'
    return { x1: left, y1: top, x2: left + width, y2: top + height }
  }
  const edges = kind === 'cuboid' ? cuboid(node) : outline(node)
  return edges ?? 'Its points are not pairs of numbers.'
}

/** CVAT turns boxes about their centre. */
function box(node: XmlNode): Edges | string {
  for (const name of ['xtl', 'ytl', 'xbr', 'ybr']) {
    const written = attribute(node, name)
    if (decimal(written) === null) return written === '' ? `${name} is missing.` : `${name} is not a number.`
  }
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ['xtl', 'ytl', 'xbr', 'ybr'].map(
    (name) => decimal(attribute(node, name)) ?? 0,
  )
  const degrees = decimal(attribute(node, 'rotation')) ?? 0
  return turnedBounds({ x1, y1, x2, y2 }, degrees, (x1 + x2) / 2, (y1 + y2) / 2)
}

function outline(node: XmlNode): Edges | null {
  const points: Point[] = []
  for (const pair of attribute(node, 'points').split(';')) {
    const [x, y, ...rest] = pair.split(',').map(decimal)
    if (x == null || y == null || rest.length > 0) return null
    points.push([x, y])
  }
  return boundsOf(points)
}

function cuboid(node: XmlNode): Edges | null {
  const points: Point[] = []
  for (const corner of ['tl', 'bl', 'tr', 'br']) {
    for (const side of [1, 2]) {
      const [x, y] = [decimal(attribute(node, `x${corner}${side}`)), decimal(attribute(node, `y${corner}${side}`))]
      if (x === null || y === null) return null
      points.push([x, y])
    }
  }
  return boundsOf(points)
}

/** Labels of a task, project or job, in their order. */
export function readLabels(root: XmlNode): CvatLabels {
  const meta = child(root, 'meta')
  const holders = ['task', 'project', 'job'].flatMap((tag) => children(meta, tag))
  const labels: CvatLabels = { classes: [], inputs: new Map() }
  for (const label of holders.flatMap((holder) => children(child(holder, 'labels'), 'label'))) {
    const name = text(label, 'name')
    // Parts of a skeleton are labels with a parent: they are no classes of their own.
    if (name === '' || text(label, 'parent') !== '') continue
    labels.classes.push(name)
    for (const one of children(child(label, 'attributes'), 'attribute')) {
      labels.inputs.set(inputKey(name, text(one, 'name')), text(one, 'input_type'))
    }
  }
  return labels
}

function inputKey(className: string, name: string): string {
  return JSON.stringify([className, name])
}

/** Attributes of a shape, as the kind that the labels declare: checkboxes are true or false, numbers are numbers. */
export function readAttributes(node: XmlNode, className: string, labels: CvatLabels): Attributes {
  const attributes: Attributes = {}
  for (const one of children(node, 'attribute')) {
    const name = attribute(one, 'name')
    const written = content(one)
    const input = labels.inputs.get(inputKey(className, name))
    if (input === 'checkbox') setAttribute(attributes, name, written.toLowerCase() === 'true')
    else if (input === 'number') setAttribute(attributes, name, decimal(written) ?? written)
    else setAttribute(attributes, name, written)
  }
  return attributes
}
