/** Plans through the engine: what the data settles, what anchors reach, and fitting them as a job. */
import { mkdtemp, writeFile, mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import type { Engine } from '../../../../core/engine.ts'
import { engineIn } from '../../jobs/tinyTraining.ts'

const WIDTH = 1600
const HEIGHT = 1200

/** Twelve images with four boxes of the given size each, labelled as COCO. */
async function project(box: { width: number; height: number }): Promise<{ engine: Engine; id: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'focal-plan-'))
  const pictures = path.join(folder, 'pictures')
  await mkdir(pictures)
  const grey = { r: 128, g: 128, b: 128 }
  const names = Array.from({ length: 12 }, (_, index) => `${index}.png`)
  for (const [index, name] of names.entries()) {
    const background = { ...grey, b: 100 + index }
    const image = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } })
    await image.png({ compressionLevel: 1 }).toFile(path.join(pictures, name))
  }
  const annotations = names.flatMap((_, image) =>
    [0, 1, 2, 3].map((place) => ({
      id: image * 4 + place + 1,
      image_id: image + 1,
      category_id: 1,
      bbox: [100 + 350 * place, 60 + 80 * image, box.width, box.height],
      area: box.width * box.height,
      iscrowd: 0,
    })),
  )
  const coco = {
    images: names.map((file_name, index) => ({ id: index + 1, file_name, width: WIDTH, height: HEIGHT })),
    annotations,
    categories: [{ id: 1, name: 'pole' }],
  }
  await writeFile(path.join(pictures, 'labels.json'), JSON.stringify(coco))
  const engine = engineIn(folder)
  const { id } = engine.services.projects.create(folder, 'plan')
  const job = engine.services.dataset.import(id, { source: pictures, format: 'coco' })
  const { error } = await engine.jobs.finished(job.id)
  if (error) throw new Error(error.message)
  return { engine, id }
}

it('cuts large images with small objects, and says why', async () => {
  const { engine, id } = await project({ width: 24, height: 24 })
  const plan = await engine.services.training.plan(id, 'quick', {})
  expect(plan.tiles?.perImage).toBeGreaterThan(3)
  expect(plan.config.tiles).toMatchObject({ use: 'on', scale: plan.tiles?.scale, overlap: plan.tiles?.overlap })
  const tiles = plan.warnings.find(({ code }) => code === 'tiles')
  expect(tiles).toMatchObject({ severity: 'info' })
  expect(tiles?.text).toMatch(/about \d+ overlapping tiles at \d\.\d times the size/)
  // Settled settings settle to themselves.
  expect((await engine.services.training.plan(id, 'quick', plan.config)).tiles).toEqual(plan.tiles)
  const whole = await engine.services.training.plan(id, 'quick', { tiles: { use: 'off' } })
  expect(whole.tiles).toBeNull()
  expect(whole.warnings.map(({ code }) => code)).toContain('tiny-objects')
  expect(whole.anchors.at50).toBe(0)
  expect(whole.anchors.sentence).toContain('too small for this input')
  await engine.close()
}, 60_000)

it('fits anchors to long boxes, and a run keeps them', async () => {
  const { engine, id } = await project({ width: 60, height: 420 })
  const { training } = engine.services
  const before = await training.plan(id, 'quick', {})
  expect(before.tiles).toBeNull()
  expect(before.anchors).toMatchObject({ boxes: before.anchors.perClass[0]?.boxes, poor: true })
  expect(before.warnings.map(({ code }) => code)).toContain('anchors-miss-boxes')
  const long = await training.plan(id, 'quick', { budget: { minutes: 30 } })
  expect([before.input, long.input].map(({ width }) => width)).toEqual([512, 640])
  expect(long.config.batch).toBe(4)
  expect(long.warnings.map(({ code }) => code)).toContain('larger-input')
  const asked = await training.plan(id, 'quick', { budget: { minutes: 30 }, input: { area: 640 * 512 } })
  expect(asked.warnings.map(({ code }) => code)).not.toContain('larger-input')
  const { result, error } = await engine.jobs.finished(training.fitAnchors(id, 'quick', {}).id)
  expect(error).toBeNull()
  if (result?.kind !== 'fit-anchors') throw new Error('The job gave no fit.')
  const { fit } = result
  expect(fit.better).toBe(true)
  expect(fit.before.at50).toBe(before.anchors.at50)
  expect(fit.after.at50).toBe(fit.after.boxes)
  const after = await training.plan(id, 'quick', { network: { anchors: fit.anchors } })
  expect(after.anchors).toEqual(fit.after)
  expect(after.config.network.anchors).toMatchObject(fit.anchors)
  expect(after.warnings.map(({ code }) => code)).not.toContain('anchors-miss-boxes')
  await engine.close()
}, 60_000)
