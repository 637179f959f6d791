/** CVAT for video: tracks over the frames that the source has as images. */
import type { AnnotatedBox } from '../../annotations.ts'
import type { LabelEntry } from '../../entries.ts'
import { FrameIndex } from '../../frames.ts'
import { sizeOf } from '../../json.ts'
import { decimal } from '../../numbers.ts'
import type { Problems } from '../../problems.ts'
import { ShapeTally } from '../../shapeTally.ts'
import { attribute, child, children, text, type XmlNode } from '../../xml.ts'
import type { CvatLabels } from './shape.ts'
import { trackBoxes } from './tracks.ts'

export function readVideo(
  labelFile: string,
  root: XmlNode,
  labels: CvatLabels,
  images: readonly string[],
  problems: Problems,
): LabelEntry[] {
  const task = child(child(root, 'meta'), 'task') ?? child(child(root, 'meta'), 'job')
  const original = child(task, 'original_size')
  const size = sizeOf(decimal(text(original, 'width')), decimal(text(original, 'height')))
  const index = new FrameIndex(images)
  const [start, stop] = range(root, task)
  const step = Number(/step=(\d{1,6})/.exec(text(task, 'frame_filter'))?.[1] ?? 1) || 1
  const frames = index.numbers().filter((frame) => frame >= start && frame <= stop && (frame - start) % step === 0)
  const byFrame = new Map(frames.map((frame): [number, AnnotatedBox[]] => [frame, []]))
  const tally = new ShapeTally()
  children(root, 'track').forEach((track, position) => {
    const boxes = trackBoxes(track, position, frames, labels, { file: labelFile, problems, tally })
    for (const [frame, box] of boxes) byFrame.get(frame)?.push(box)
  })
  tally.report(labelFile, problems)
  tellMissing(labelFile, root, frames, problems)
  return [...byFrame].map(([frame, boxes]) => ({
    labelFile,
    field: `frame ${frame}`,
    hints: [{ name: index.find(frame, labelFile) ?? '', by: 'name' }],
    unit: 'pixels',
    size,
    boxes,
    unlabelled: false,
    split: null,
  }))
}

/** First and last frame: of the task, else of what the tracks mention. */
function range(root: XmlNode, task: XmlNode | undefined): [number, number] {
  const mentioned = mentionedFrames(root)
  const start = decimal(text(task, 'start_frame')) ?? mentioned.reduce((a, b) => Math.min(a, b), Infinity)
  const stop = decimal(text(task, 'stop_frame')) ?? mentioned.reduce((a, b) => Math.max(a, b), -Infinity)
  return [start, stop]
}

function mentionedFrames(root: XmlNode): number[] {
  const shapes = children(root, 'track').flatMap((track) => children(track, 'box'))
  return shapes.map((shape) => decimal(attribute(shape, 'frame'))).filter((frame) => frame !== null)
}

function tellMissing(labelFile: string, root: XmlNode, frames: readonly number[], problems: Problems): void {
  const have = new Set(frames)
  const missing = new Set(mentionedFrames(root).filter((frame) => !have.has(frame)))
  if (missing.size === 0) return
  const reason = `${missing.size} frames of the video are not among the images, such as frame ${[...missing][0]}.`
  problems.skip(labelFile, null, reason)
}
