/**
 * The end of a detector inside the model: the best candidates of each level, suppression within each class, the best
 * of all; the same rules in the same order as core/detection/decode.ts.
 */
import type { Anchors } from '../../model/anchors.ts'
import type { DetectionSettings } from '../../detection/decode.ts'
import type { OnnxGraphBuilder } from './graphBuilder.ts'

/** Below every logit: a candidate of another class, for the suppression. */
const never = -3e38

/**
 * From `classLogits` [1, R, K] and `boxes` [1, R, 4] to outputs named `boxes` [D, 4], `scores` [D] and `labels` [D]
 * (index of the class), best first.
 */
export function appendDetections(
  builder: OnnxGraphBuilder,
  from: { classLogits: string; boxes: string },
  { levels }: Anchors,
  classes: number,
  settings: DetectionSettings,
): void {
  const levelBest = levels.map(({ start, count }) => {
    const rows = [builder.integers([start]), builder.integers([start + count]), builder.integers([1])]
    const logits = builder.node('Reshape', [builder.node('Slice', [from.classLogits, ...rows]), builder.integers([-1])])
    const [best, places] = topK(builder, logits, builder.integers([Math.min(settings.perLevel, count * classes)]))
    return { best, places: builder.node('Add', [places, builder.integer(start * classes)]) }
  })
  const concatenated = (names: string[]) => builder.node('Concat', names, { axis: { integer: 0 } })
  const logits = concatenated(levelBest.map(({ best }) => best))
  const places = concatenated(levelBest.map(({ places }) => places))
  const anchors = builder.node('Div', [places, builder.integer(classes)])
  const labels = builder.node('Mod', [places, builder.integer(classes)])
  const rows = builder.node('Reshape', [from.boxes, builder.integers([-1, 4])])
  const boxes = builder.node('Gather', [rows, anchors], { axis: { integer: 0 } })

  const kept = suppressed(builder, { logits, labels, boxes }, classes, settings)
  // Ascending, so that candidates with equal scores stay in the order of their levels.
  const inOrder = topK(builder, kept, sizeOf(builder, kept), 'smallest')[0]
  const keptLogits = builder.node('Gather', [logits, inOrder])
  const limit = builder.node('Min', [sizeOf(builder, kept), builder.integers([settings.perImage])])
  const [best, bestPlaces] = topK(builder, keptLogits, limit)
  const final = builder.node('Gather', [inOrder, bestPlaces])
  builder.node('Gather', [boxes, final], { axis: { integer: 0 } }, 'boxes')
  builder.node('Sigmoid', [best], {}, 'scores')
  builder.node('Gather', [labels, final], {}, 'labels')
}

/** Indices of the candidates that no better one of their class overlaps too much. */
function suppressed(
  builder: OnnxGraphBuilder,
  { logits, labels, boxes }: { logits: string; labels: string; boxes: string },
  classes: number,
  { nmsIou, minimumScore, perImage }: DetectionSettings,
): string {
  const classNumbers = builder.node('Reshape', [
    builder.integers(Array.from({ length: classes }, (_, index) => index)),
    builder.integers([1, classes, 1]),
  ])
  // [1, K, M]: a candidate takes part only in the row of its class.
  const scores = builder.node('Where', [builder.node('Equal', [classNumbers, labels]), logits, builder.float(never)])
  const selected = builder.node('NonMaxSuppression', [
    builder.node('Unsqueeze', [boxes, builder.integers([0])]),
    scores,
    builder.integers([perImage]),
    builder.float(nmsIou),
    // Compared before the sigmoid, like everywhere.
    builder.float(Math.max(-Math.log(1 / minimumScore - 1), never / 2)),
  ])
  const last = [builder.integers([2]), builder.integers([3]), builder.integers([1])]
  return builder.node('Reshape', [builder.node('Slice', [selected, ...last]), builder.integers([-1])])
}

function topK(
  builder: OnnxGraphBuilder,
  values: string,
  count: string,
  which: 'largest' | 'smallest' = 'largest',
): [values: string, places: string] {
  const largest = { integer: which === 'largest' ? 1 : 0 }
  return builder.pair('TopK', [values, count], { axis: { integer: 0 }, largest, sorted: { integer: 1 } })
}

function sizeOf(builder: OnnxGraphBuilder, list: string): string {
  return builder.node('Shape', [list])
}
