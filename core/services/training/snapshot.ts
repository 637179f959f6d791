/** Freezes what a run is about to learn from: snapshot.json in its folder, never changed afterwards. */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import { imageFile } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { ClassRecord } from '../../project/types.ts'
import type { TrainingConfig } from '../../training/config.ts'
import type { Snapshot } from '../../training/snapshot.ts'
import { version } from '../../version.ts'
import { writeAtomicallySync } from '../../atomicWrite.ts'
import type { TrainingSet } from './trainingSet.ts'

const FILE = 'snapshot.json'

export interface SnapshotParts {
  set: TrainingSet
  classes: readonly ClassRecord[]
  config: TrainingConfig
  /** Folder of the run whose weights to start from. */
  continueFrom: string | null
}

/** Writes the snapshot into the run's folder. */
export function writeSnapshot(project: Project, runFolder: string, parts: SnapshotParts): void {
  const { set, classes, config, continueFrom } = parts
  const snapshot: Snapshot = {
    classes: classes.map(({ id, name, color }) => ({ id, name, color })),
    images: set.images.map((image) => ({
      id: image.id,
      file: imageFile(project, image),
      hash: image.hash,
      width: image.width,
      height: image.height,
      split: image.split,
      boxes: (set.boxes.get(image.id) ?? []).map(({ x1, y1, x2, y2, classId, crowd, difficult }) => ({
        x1,
        y1,
        x2,
        y2,
        classId,
        crowd,
        difficult,
      })),
    })),
    config,
    continueFrom,
    createdAt: new Date().toISOString(),
    software: { 'focal-studio': version, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    hardware: {
      processor: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: String(os.availableParallelism()),
      memory: `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`,
    },
  }
  writeAtomicallySync(path.join(runFolder, FILE), JSON.stringify(snapshot))
}

/** The snapshot of a run. @throws NOT_FOUND when its files are gone. */
export function readSnapshotFile(runFolder: string): Snapshot {
  const file = path.join(runFolder, FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new StudioError('NOT_FOUND', `The run's files are gone from ${runFolder}.`, undefined, { file }, error)
  }
  try {
    return JSON.parse(text) as Snapshot
  } catch (error) {
    throw new StudioError('BROKEN_FILE', `${file} is not valid JSON.`, undefined, { file }, error)
  }
}
