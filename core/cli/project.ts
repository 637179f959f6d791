/** init, import, export, stats and split: a project and its data. */
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ImportRequest } from '../api/services.ts'
import { boxFrames } from '../dataset/frameReading.ts'
import { mergeChoices, type MergeChoice } from '../dataset/merge.ts'
import type { BoxFrame } from '../project/types.ts'
import { GROUPINGS, type Grouping } from '../dataset/nearDuplicates/groups.ts'
import { formatNames, type FormatName } from '../dataset/report.ts'
import type { Engine } from '../engine.ts'
import { classPair, count, fraction, whole } from './arguments.ts'
import { answer, type Output } from './report.ts'
import { jobResult, withEngine, withProject } from './session.ts'
import { counted, itemLines, table } from './words.ts'

const json = () => new Option('--json', 'one JSON object on stdout').default(false)

export function addProjectCommands(program: Command): void {
  program
    .command('init')
    .description('make a project folder, NAME.focal')
    .argument('<project>', 'its path')
    .addOption(json())
    .action(init)
  program
    .command('import')
    .description('take images and labels into a project')
    .argument('<project>')
    .argument('<source>', 'folder, ZIP archive, or file of labels')
    .addOption(new Option('--format <name>', 'form of the labels').choices(['auto', ...formatNames]).default('auto'))
    .option('--images <folder>', 'where the images are, when not beside the labels')
    .option('--copy', 'copy the images into the project')
    .addOption(new Option('--merge <choice>', 'images with other labels in the project').choices(mergeChoices))
    .option('--class <old=new>', 'rename a class, or merge it into another; old= leaves it out', classPair, {})
    .addOption(
      new Option('--boxes <frame>', 'boxes in photos with a rotation tag whose labels do not say').choices(boxFrames),
    )
    .option('--embedded', 'save pictures that are inside label files into the project, where their files are missing')
    .option('--preview', 'say what would change, and change nothing')
    .addOption(json())
    .action(importInto)
  program
    .command('export')
    .description('write the labels in another program’s form')
    .argument('<project>')
    .argument('<out>', 'folder to make')
    .addOption(new Option('--format <name>', 'form of the labels').choices(formatNames))
    .option('--embed', 'write the pictures into the label files (TFRecord)')
    .option('--detections <run>', 'write what a run found, as COCO results, instead of the labels', count)
    .option('--min-score <score>', 'with --detections: leave out weaker ones', fraction)
    .addOption(json())
    .action(exportTo)
  program
    .command('stats')
    .description('count images, boxes and classes')
    .argument('<project>')
    .addOption(json())
    .action(stats)
  program
    .command('split')
    .description('divide the done images into training, validation and test')
    .argument('<project>')
    .option('--val <part>', 'part for validation', fraction, 0.2)
    .option('--test <part>', 'part for testing', fraction, 0)
    .option('--seed <number>', 'same seed, same split', whole, 1)
    .addOption(new Option('--group <by>', 'what stays together, beside copies').choices(GROUPINGS).default('none'))
    .option('--no-near-duplicates', 'do not look for near-duplicates first')
    .option('--include-left-out', 'deal out images that were left out, too', false)
    .option('--from <file>', 'JSON: {"train": [paths], "val": [paths], "test": [paths]}')
    .addOption(json())
    .action(split)
}

async function init(location: string, output: Output): Promise<void> {
  await withEngine(async ({ services }) => {
    const target = path.resolve(location)
    const made = services.projects.create(path.dirname(target), path.basename(target, '.focal'))
    answer(output, { project: made.path, name: made.name }, () => `Made ${made.path}`)
  })
}

interface ImportOptions extends Output {
  format: FormatName | 'auto'
  images?: string
  copy?: boolean
  merge?: MergeChoice
  boxes?: BoxFrame
  class: Record<string, string | null>
  preview?: boolean
  embedded?: boolean
}

async function previewInto(engine: Engine, project: string, request: ImportRequest, output: Output): Promise<void> {
  const { preview } = await jobResult(engine, engine.services.dataset.previewImport(project, request), 'import-preview')
  const { added, firstLabels, changed, unchanged, foundAgain } = preview
  answer(output, preview, () =>
    [
      `New: ${counted(added.images, 'image')} with ${counted(added.boxes, 'box', 'boxes')}.`,
      `First labels: ${counted(firstLabels.images, 'image')} with ${counted(firstLabels.boxes, 'box', 'boxes')}.`,
      `Other labels: ${counted(changed.images, 'image')}; ${changed.onlyMine} boxes only in the project, ${changed.onlyTheirs} only in the source, ${changed.same} in both.`,
      ...(foundAgain > 0 ? [`Missing, found again: ${counted(foundAgain, 'image')}.`] : []),
      `Unchanged: ${counted(unchanged, 'image')}.`,
      ...itemLines('Would be skipped', preview.skipped),
      ...itemLines('To know', preview.warnings),
    ].join('\n'),
  )
}

async function importInto(location: string, source: string, options: ImportOptions): Promise<void> {
  const { format, images, copy, merge, boxes, preview } = options
  await withProject(location, async (engine, project) => {
    const request = {
      source: path.resolve(source),
      format,
      copy: copy ?? false,
      embedded: options.embedded ?? false,
      classes: options.class,
      ...(merge === undefined ? {} : { merge }),
      ...(boxes === undefined ? {} : { boxFrame: boxes }),
      ...(images === undefined ? {} : { images: path.resolve(images) }),
    }
    if (preview) return previewInto(engine, project.id, request, options)
    const job = engine.services.dataset.import(project.id, request)
    const { report } = await jobResult(engine, job, 'import')
    answer(options, report, () =>
      [
        `Imported ${counted(report.images, 'image')} with ${counted(report.boxes, 'box', 'boxes')} of ${counted(report.classes, 'class', 'classes')} (${report.format}).`,
        ...itemLines('Skipped', report.skipped),
        ...itemLines('To know', report.warnings),
      ].join('\n'),
    )
  })
}

interface ExportOptions extends Output {
  format?: FormatName
  embed?: boolean
  detections?: number
  minScore?: number
}

async function exportTo(location: string, out: string, options: ExportOptions): Promise<void> {
  const { format, detections } = options
  if (detections !== undefined) return exportDetectionsTo(location, out, detections, options)
  if (format === undefined) throw new InvalidArgumentError('Name the form with --format, or a run with --detections.')
  await withProject(location, async (engine, project) => {
    const job = engine.services.dataset.export(project.id, {
      out: path.resolve(out),
      format,
      embed: options.embed ?? false,
    })
    const { report, out: written } = await jobResult(engine, job, 'export')
    answer(options, { ...report, out: written }, () =>
      [
        `Wrote ${counted(report.images, 'image')} and ${counted(report.boxes, 'box', 'boxes')} in ${counted(report.files, 'file')} to ${written}`,
        ...itemLines('Skipped', report.skipped),
        ...itemLines('To know', report.warnings),
      ].join('\n'),
    )
  })
}

async function exportDetectionsTo(location: string, out: string, run: number, options: ExportOptions): Promise<void> {
  const { minScore } = options
  await withProject(location, async (engine, project) => {
    const request = { run, out: path.resolve(out), ...(minScore === undefined ? {} : { minimumScore: minScore }) }
    const job = engine.services.dataset.exportDetections(project.id, request)
    const { images, detections, out: written } = await jobResult(engine, job, 'export-detections')
    answer(options, { images, detections, out: written }, () => {
      return `Wrote ${counted(detections, 'detection')} on ${counted(images, 'image')} to ${written}`
    })
  })
}

async function stats(location: string, output: Output): Promise<void> {
  await withProject(location, async ({ services }, project) => {
    const found = await services.dataset.statistics(project.id)
    const { train, val, test, none } = found.splits
    answer(output, found, () =>
      [
        `${counted(found.images, 'image')}, ${counted(found.boxes, 'box', 'boxes')}; ${found.states.done} done, ${found.states.empty} done and empty, ${found.states['in-progress']} in progress, ${found.states.new} new`,
        `${train} training, ${val} validation, ${test} test, ${none} without a part`,
        table([
          ['class', 'boxes', 'images'],
          ...found.classes.map(({ name, boxes, images }) => [name, String(boxes), String(images)]),
        ]),
      ].join('\n'),
    )
  })
}

interface SplitOptions extends Output {
  val: number
  test: number
  seed: number
  from?: string
  group: Grouping
  nearDuplicates: boolean
  includeLeftOut: boolean
}

async function split(location: string, options: SplitOptions): Promise<void> {
  const { val, test, seed, from, group: grouping, includeLeftOut } = options
  await withProject(location, async (engine, project) => {
    const { services } = engine
    if (from === undefined && options.nearDuplicates) {
      await jobResult(engine, services.dataset.lookAlikes(project.id), 'look-alikes')
    }
    const result =
      from === undefined
        ? await services.dataset.split(project.id, { val, test, seed, grouping, includeLeftOut })
        : await services.dataset.splitFromFile(project.id, path.resolve(from))
    answer(options, result, () =>
      [
        `${result.train} training, ${result.val} validation, ${result.test} test${result.skipped > 0 ? `, ${result.skipped} left out` : ''}`,
        ...result.warnings,
      ].join('\n'),
    )
  })
}
