/** Gives a trained model out as a folder of its own: weights, and a card that says what they are. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import { weightsEntry } from '../../compute/weightsCatalogue.ts'
import type { RunRecord } from '../../project/runs.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import { readSnapshotFile } from './snapshot.ts'

const MODEL = 'model.json'
const WEIGHTS = 'weights.safetensors'
/** Names of the backbones' weights in the catalogue. */
const WEIGHTS_OF: Record<RetinaNetConfig['backbone'], string> = {
  'csp-nanodet-g': 'nanodet-g',
  'efficientnet-lite0': 'efficientnet-lite0',
}

/**
 * Writes the folder under a temporary name and renames it. `detect --model` and other programs read it.
 * @returns how many files it has. @throws NOT_FOUND without a trained model, CONFLICT when `out` holds something else.
 */
export async function exportModel(run: RunRecord, out: string): Promise<number> {
  if (!existsSync(path.join(run.folder, MODEL)) || !existsSync(path.join(run.folder, WEIGHTS))) {
    const hint = 'Train until the first evaluation; the weights are kept from then on.'
    throw new StudioError('NOT_FOUND', `${run.name} has no trained weights yet.`, hint, { run: run.id })
  }
  const target = path.resolve(out)
  await refuseForeignFolder(target)
  await mkdir(path.dirname(target), { recursive: true })
  const temporary = await mkdtemp(path.join(path.dirname(target), '.model-'))
  try {
    const description = JSON.parse(await readFile(path.join(run.folder, MODEL), 'utf8')) as object
    const card = `${JSON.stringify({ ...description, card: cardOf(run) }, null, 2)}\n`
    await writeFile(path.join(temporary, MODEL), card, { flush: true })
    await copyFile(path.join(run.folder, WEIGHTS), path.join(temporary, WEIGHTS))
    await rm(target, { recursive: true, force: true })
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
  return 2
}

/** Where the model comes from, how good it is, and under which licence its first weights were. */
function cardOf(run: RunRecord): object {
  const { config, software, hardware, classes, createdAt } = readSnapshotFile(run.folder)
  const backbone = config.network.pretrained ? weightsEntry(WEIGHTS_OF[config.network.backbone]) : undefined
  return {
    name: run.name,
    preset: run.preset,
    trainedAt: createdAt,
    steps: run.steps,
    seconds: run.seconds,
    trainImages: run.trainImages,
    valImages: run.valImages,
    scores: run.scores,
    colors: Object.fromEntries(classes.map(({ name, color }) => [name, color])),
    preprocessing: 'Upright RGB image, fitted into the input from the top left, grey 127 at the right and bottom.',
    boxes: 'Pixel edges x1, y1, x2, y2 of the upright image.',
    config,
    software,
    hardware,
    backboneWeights: backbone ? { name: backbone.name, licence: backbone.licence } : null,
  }
}

/** An earlier export may be replaced; anything else in the way is not touched. */
async function refuseForeignFolder(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (entries.every((name) => name === MODEL || name === WEIGHTS)) return
  const hint = 'Choose a new folder, or an earlier export to replace.'
  throw new StudioError('CONFLICT', `${target} holds other files.`, hint, { path: target })
}
