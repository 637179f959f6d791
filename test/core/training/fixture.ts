/** A small run on made-up images: coloured squares and discs on noise, with their true boxes. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { startBackend } from '../../../core/compute/backends.ts'
import { findNativeBinding } from '../../../core/compute/nativeLocation.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { trainingConfig, type TrainingConfigInput } from '../../../core/training/config.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import type { TrainEvent } from '../../../core/training/events.ts'
import type { Snapshot, SnapshotImage } from '../../../core/training/snapshot.ts'
import { train } from '../../../core/training/train.ts'

export const hasTensorFlow = findNativeBinding() !== undefined

export async function startTestBackend(): Promise<void> {
  await startBackend(hasTensorFlow ? 'tensorflow' : 'cpu')
}

const side = 96

/** A folder with `count` images, every third of them for validation, and the run's snapshot. */
export async function makeRun(
  settings: TrainingConfigInput,
  options: { count?: number; classes?: string[]; continueFrom?: string } = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'focal-run-'))
  const names = options.classes ?? ['square', 'disc']
  const random = new SeededRandom(7)
  const images: SnapshotImage[] = []
  for (let index = 0; index < (options.count ?? 6); index++) {
    const file = path.join(folder, `${index}.png`)
    const classIndex = index % names.length
    const size = Math.round(random.uniform(24, 56))
    const [x, y] = [random.index(side - size), random.index(side - size)]
    const shape =
      classIndex === 0
        ? `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="#d03020"/>`
        : `<circle cx="${x + size / 2}" cy="${y + size / 2}" r="${size / 2}" fill="#2050d0"/>`
    const svg = `<svg width="${side}" height="${side}"><rect width="100%" height="100%" fill="#a0a090"/>${shape}</svg>`
    await sharp(Buffer.from(svg)).png().toFile(file)
    const box = { x1: x, y1: y, x2: x + size, y2: y + size, classId: classIndex + 1, crowd: false, difficult: false }
    const split = index % 3 === 2 ? 'val' : 'train'
    images.push({ id: index + 1, file, hash: '', width: side, height: side, split, boxes: [box] })
  }
  const snapshot: Snapshot = {
    classes: names.map((name, index) => ({ id: index + 1, name, color: '#808080' })),
    images,
    config: trainingConfig.parse({
      batch: 2,
      input: { width: side, height: side },
      ...settings,
      network: { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 }, ...settings.network },
    }),
    continueFrom: options.continueFrom ?? null,
    createdAt: new Date(0).toISOString(),
    software: {},
    hardware: {},
  }
  await writeFile(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))
  return folder
}

/** Runs a training to its end, or until `watch` says stop by the control. */
export async function runTraining(
  folder: string,
  watch: (event: TrainEvent, control: TrainingControl) => void = () => undefined,
): Promise<TrainEvent[]> {
  const control = new TrainingControl()
  const events: TrainEvent[] = []
  for await (const event of train({ folder, backend: 'test', control, pretrained: async () => null })) {
    events.push(event)
    watch(event, control)
  }
  return events
}

export function eventsOf<K extends TrainEvent['kind']>(events: readonly TrainEvent[], kind: K) {
  return events.filter((event): event is Extract<TrainEvent, { kind: K }> => event.kind === kind)
}
