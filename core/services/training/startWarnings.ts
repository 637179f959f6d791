/** What a person should know about the weights that a training starts from, before it starts. */
import type { TrainingWarning } from '../../api/types.ts'
import { findWeights } from '../../compute/nativeLocation.ts'
import { weightsEntry } from '../../compute/weightsCatalogue.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import { weightsNames } from './startingWeights.ts'

/** The run that a training goes on with. */
export interface EarlierRun {
  name: string
  network: RetinaNetConfig
  classNames: readonly string[]
}

/** Empty when all is as people expect: published weights are there, or the earlier run fits. */
export function startWarnings(
  network: RetinaNetConfig,
  classNames: readonly string[],
  earlier: EarlierRun | null,
): TrainingWarning[] {
  if (earlier) return [...networkWarnings(network, earlier), ...classWarnings(classNames, earlier)]
  if (!network.pretrained || network.weightsFile !== null) return []
  return missingWeights(network)
}

function missingWeights({ backbone }: RetinaNetConfig): TrainingWarning[] {
  const entry = weightsEntry(weightsNames[backbone] ?? '')
  if (entry && findWeights(entry)) return []
  const cost = 'Training would begin from random weights and reach far lower scores in the same time.'
  const { name, title, source } = entry ?? {}
  const way =
    title && source
      ? `“npm run setup -- --weights ${name}” brings those of ${title} (${source.megabytes} MB), or choose a weights file as the starting point.`
      : 'Choose a weights file as the starting point, such as torchvision’s .pth of this network, or another kind of model.'
  const text = `The published weights of ${backbone} are not on this computer. ${cost} ${way}`
  return [{ code: 'weights-missing', severity: 'warning', text }]
}

function networkWarnings(network: RetinaNetConfig, { name, network: old }: EarlierRun): TrainingWarning[] {
  const warn = (code: string, text: string): TrainingWarning[] => [{ code, severity: 'warning', text }]
  if (network.backbone !== old.backbone) {
    const text = `${name} has the backbone ${old.backbone}, these settings ${network.backbone}: hardly anything of it can be taken. Choose the kind of model that it has, or start fresh.`
    return warn('other-backbone', text)
  }
  const parts = [
    ...(differs(pick(network.pyramid), pick(old.pyramid)) ? ['the pyramid'] : []),
    ...(differs(shape(network.heads), shape(old.heads)) ? ['the heads'] : []),
  ]
  const [now, before] = [anchorsInACell(network), anchorsInACell(old)]
  const built =
    parts.length === 0
      ? []
      : warn(
          'other-network',
          `In ${name} ${parts.join(' and ')} ${parts.length > 1 || parts[0] === 'the heads' ? 'are' : 'is'} built differently: what does not fit begins untrained.`,
        )
  if (now !== before) {
    const text = `${name} has ${before} anchors in a cell, these settings have ${now}: the last layers, which say class and place, begin untrained.`
    return [...built, ...warn('other-anchors', text)]
  }
  if (!differs(network.anchors, old.anchors)) return built
  const text = `The anchors are other ones than those of ${name}: its last layers have to learn sizes anew, so scores drop at first.`
  return [...built, ...warn('other-anchors', text)]
}

function classWarnings(classNames: readonly string[], { name, classNames: old }: EarlierRun): TrainingWarning[] {
  const fresh = classNames.filter((one) => !old.includes(one))
  const gone = old.filter((one) => !classNames.includes(one))
  if (fresh.length === 0 && gone.length === 0) return []
  const known = classNames.length - fresh.length
  const sentences = [
    ...(fresh.length > 0 ? [`New to ${name}, so they begin untrained: ${listed(fresh)}.`] : []),
    ...(gone.length > 0 ? [`It forgets ${listed(gone)}, which the project no longer has.`] : []),
  ]
  const severity = known === 0 ? 'warning' : 'info'
  return [{ code: 'other-classes', severity, text: sentences.join(' ') }]
}

const MOST_NAMED = 5

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ')
}

const pick = ({ width, levels, p6From }: RetinaNetConfig['pyramid']) => ({ width, levels, p6From })

const shape = ({ depth, width, normalisation, convolution }: RetinaNetConfig['heads']) => ({
  depth,
  width,
  normalisation,
  convolution,
})

function anchorsInACell({ anchors }: RetinaNetConfig): number {
  const [finest] = anchors.perLevel
  return (finest?.scales ?? anchors.scales).length * (finest?.ratios ?? anchors.ratios).length
}

function differs(a: object, b: object): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}
