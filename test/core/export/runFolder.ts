/** A finished run's folder with a small random model, as exports read it. */
import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TrainedModel } from '../../../core/export/network.ts'
import type { JobHandle } from '../../../core/jobs/jobBoard.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import type { RunRecord } from '../../../core/project/runs.ts'
import { writeModel } from '../../../core/training/modelFolder.ts'

export const quietJob: JobHandle = { signal: new AbortController().signal, progress: () => undefined }

export function runRecord(folder: string): RunRecord {
  return {
    id: 3,
    name: 'Run 3',
    preset: 'quick',
    steps: 120,
    seconds: 61,
    backend: 'tensorflow',
    folder,
    scores: {
      ap: 0.4,
      ap50: 0.8,
      ap75: 0.3,
      perClass: [{ classId: 4, name: 'square', ap: 0.4, ap50: 0.8, groundTruths: 9 }],
    },
  } as RunRecord
}

/** Writes weights, description and snapshot, and makes the project's packages findable from the folder. */
export async function writeRunFolder(folder: string, { description, values }: TrainedModel): Promise<void> {
  // The examples find their packages as they would in any project's folder.
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  const { parameters } = makeRetinaNet(description.network, description.classes.length)
  await writeModel(folder, description, parameters, values)
  const box = { x1: 1, y1: 2, x2: 30, y2: 40, classId: 4, crowd: false, difficult: false }
  const snapshot = {
    classes: description.classes.map(({ id, name }) => ({ id, name, color: '#123456' })),
    images: ['train', 'train', 'val'].map((split, index) => ({ id: index, hash: `hash${index}`, split, boxes: [box] })),
    config: { seed: 5, network: description.network },
    continueFrom: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    software: {},
    hardware: {},
  }
  await writeFile(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))
}
