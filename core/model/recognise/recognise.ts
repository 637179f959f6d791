/** Weights files of other programs: what they are, and their values under the studio's names. */
import { StudioError } from '../../api/errors.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import type { ParameterSpec, ParameterValues } from '../parameters.ts'
import { architectureOf } from './architecture.ts'
import { classesOf, type FileClasses } from './classes.ts'
import { detectron2Dialect } from './detectron2.ts'
import type { Dialect, StoredTensors } from './dialect.ts'
import { efficientnetLiteDialect } from './efficientnetLite.ts'
import type { WeightsReport } from './report.ts'
import { takeValues } from './take.ts'
import { torchvisionDialect } from './torchvision.ts'

export interface RecognisedFile {
  /** For people: "torchvision RetinaNet with resnet50, 80 classes". */
  title: string
  /** A whole detector, or a backbone alone. */
  detector: boolean
  /** The network that the file was made with; for a backbone alone the rest is the studio's default. */
  network: RetinaNetConfig
  /** The file's classes; null for a backbone alone. */
  classes: FileClasses | null
  /** Values for a network with these parameters, and what became of each entry. */
  take(specs: readonly ParameterSpec[], network: RetinaNetConfig, classNames: readonly string[]): TakenWeights
}

export interface TakenWeights {
  /** By parameter name; those of the class layer are of `classNames`. */
  values: ParameterValues
  classNames: readonly string[]
  report: WeightsReport
}

/**
 * Recognises the tensors of a file. `names` are the classes of a detector in the file's order, where someone knows
 * them. Throws UNSUPPORTED for files of no known program, BAD_INPUT when the number of names is not right.
 */
export function recognise(stored: StoredTensors, file: string, names: readonly string[] | null): RecognisedFile {
  const dialect = torchvisionDialect(stored, file) ?? detectron2Dialect(stored) ?? efficientnetLiteDialect(stored)
  if (!dialect) {
    throw new StudioError(
      'UNSUPPORTED',
      `${file} holds weights of no known network: its names are like "${[...stored.keys()][0] ?? ''}".`,
      'Known are the RetinaNets of torchvision and detectron2, the ResNets, ResNeXts and MobileNetV3 of torchvision, and EfficientNet-Lite.',
      { file },
    )
  }
  const { network, classOutputs } = architectureOf(stored, dialect, file)
  const classes = classOutputs === null ? null : classesOf(classOutputs, dialect, names, file)
  const title = `${dialect.title} with ${network.backbone}${classes ? `, ${classes.names.length} classes` : ''}`
  return {
    title: dialect.detector || dialect.title.includes('Lite') ? title : `${network.backbone} of ${dialect.title}`,
    detector: dialect.detector,
    network,
    classes,
    take: (specs, target, classNames) => take({ stored, dialect, classes, title }, specs, target, classNames),
  }
}

interface Source {
  stored: StoredTensors
  dialect: Dialect
  classes: FileClasses | null
  title: string
}

function take(
  { stored, dialect, classes, title }: Source,
  specs: readonly ParameterSpec[],
  network: RetinaNetConfig,
  classNames: readonly string[],
): TakenWeights {
  const { scales, ratios } = network.anchors
  const anchoring = { scales: scales.length, ratios: ratios.length }
  const taken = takeValues(specs, stored, dialect, anchoring, classes)
  const known = classes && taken.values.has('classes.output.filter') ? classes.names : []
  return {
    values: taken.values,
    classNames: known,
    report: {
      title,
      taken: [...taken.values.keys()],
      takenNumbers: [...taken.values.values()].reduce((sum, { length }) => sum + length, 0),
      notFitting: taken.notFitting,
      leftOver: taken.leftOver,
      missing: taken.missing,
      classes:
        classes === null
          ? null
          : {
              known: classNames.filter((name) => known.includes(name)),
              fresh: classNames.filter((name) => !known.includes(name)),
            },
    },
  }
}
