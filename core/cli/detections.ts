/** detections: another program's detections, as suggestions to review, score or accept. */
import path from 'node:path'
import { Option, type Command } from 'commander'
import { answer, type Output } from './report.ts'
import { jobResult, withProject } from './session.ts'
import { counted, itemLines } from './words.ts'

interface DetectionsOptions extends Output {
  dataset?: string
  name?: string
}

export function addDetections(program: Command): void {
  program
    .command('detections')
    .description('take in another program’s detections (COCO results) as suggestions')
    .argument('<project>')
    .argument('<file>', 'JSON list of image_id, category_id, bbox and score')
    .option('--dataset <file>', 'COCO file that explains the numbers, when it is not beside the detections')
    .option('--name <text>', 'name of the run that gets them')
    .addOption(new Option('--json', 'one JSON object on stdout').default(false))
    .action(take)
}

async function take(location: string, file: string, options: DetectionsOptions): Promise<void> {
  const { dataset, name } = options
  await withProject(location, async (engine, project) => {
    const request = {
      file: path.resolve(file),
      ...(dataset === undefined ? {} : { dataset: path.resolve(dataset) }),
      ...(name === undefined ? {} : { name }),
    }
    const job = engine.services.dataset.importDetections(project.id, request)
    const { run, report } = await jobResult(engine, job, 'import-detections')
    answer(options, { run, ...report }, () =>
      [
        `Run ${run}: ${counted(report.boxes, 'detection')} on ${counted(report.images, 'image')}.`,
        ...itemLines('Skipped', report.skipped),
        ...itemLines('To know', report.warnings),
      ].join('\n'),
    )
  })
}
